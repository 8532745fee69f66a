from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.articles.dates import date_in_line, date_in_path, parse_date


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-12",
        "2024/3/12",
        "2024.03.12",
        "2024-03-12 06:39",
        "2024-03-12T06:39:11.123Z",
        "2024-03-12T23:30:00-05:00",
        "March 12, 2024",
        "March 12, 2024 at 06:39",
        "Mar. 12, 2024, 6:39 a.m. EST",
        "Tuesday, March 12, 2024",
        "Tue, 12 Mar 2024 06:39:00 GMT",
        "12 March 2024",
        "12th of March, 2024 | 06:39",
        "march 12th 2024 6:39 PM",
        "12-Mar-2024",
    ],
)
def test_written_dates(text: str) -> None:
    assert parse_date(text) == "2024-03-12"


@pytest.mark.parametrize(
    "text",
    [
        "2024-13-45",
        "2024-02-30",
        "30 February 2024",
        "February 30, 2024",
        "03/04/2024",  # March or April?
        "12 March",
        "March 2024",
        "last week",
        "Friday",
        "2024",
        "",
        "0000-00-00",
        "2024-03-12 was a Tuesday",
        "1847-03-12",
        "2099-01-01",
        "99 March 2024",
        "20240312",
    ],
)
def test_what_is_no_certain_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@given(st.text(max_size=40))
def test_any_text_gives_an_iso_date_or_none(text: str) -> None:
    date = parse_date(text)
    assert date is None or dt.date.fromisoformat(date)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2024, 12, 31)))
def test_every_real_date_is_read(date: dt.date) -> None:
    assert parse_date(date.isoformat()) == date.isoformat()
    assert parse_date(f"{date:%B} {date.day}, {date.year}") == date.isoformat()
    assert date_in_path(f"{date:%Y%m%d}-title.txt") == date.isoformat()


def test_tomorrow_is_possible_for_time_zones_and_the_day_after_is_not() -> None:
    today = dt.date(2024, 3, 11)
    assert parse_date("2024-03-12", today=today) == "2024-03-12"
    assert parse_date("2024-03-13", today=today) is None


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("2024-03-11-title.txt", "2024-03-11"),
        ("title_2024_03_11.md", "2024-03-11"),
        ("20240311_title.txt", "2024-03-11"),
        ("news/2024/03/11/title.html", "2024-03-11"),
        ("https://x.example/2024/3/11/title", "2024-03-11"),
        ("2024-13-45-title.txt", None),
        ("2024-03-title.txt", None),
        ("report-20240311123.txt", None),
        ("2024-03-11-to-2024-03-15.txt", None),  # which one?
        ("id12024031199.txt", None),
    ],
)
def test_dates_in_paths(path: str, date: str | None) -> None:
    assert date_in_path(path) == date


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("OLMENY, March 12, 2024", "en"),
        ("May be read: 12.03.2024 | 16:55", "en"),
        ("Tue 12 Mar 2024, 23.05", "en"),
        ("Publié le 12 mars 2024 à 18h30", "fr"),
        ("12.03.2024, 06:00 Uhr", "de"),
        ("12 березня 2024, 14:05", "uk"),
    ],
)
def test_the_date_of_a_line_of_the_head(line: str, language: str) -> None:
    assert date_in_line(line, language=language) == "2024-03-12"


@pytest.mark.parametrize(
    "line",
    [
        "03/02/2024",  # February or March
        "From 12 March 2024 to 14 March 2024",
        "What the vote of 12 March 2024 means for the harbour of Brimley",
        "No date here",
    ],
)
def test_a_line_that_says_more_or_is_in_doubt_has_no_date(line: str) -> None:
    assert date_in_line(line, language="en") is None


def test_a_day_above_twelve_leaves_no_doubt() -> None:
    assert date_in_line("14/01/2025") == date_in_line("14-01-2025") == "2025-01-14"
