"""Times of a sentence: what they are times of, and which days they mean, seen from an article of Tuesday 2024-03-12."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.grounding.moments import Moment
from assistant.grounding.reader import Reader
from assistant.grounding.time_expressions import time_expressions

PUBLISHED = "2024-03-12"


def times(reader: Reader, sentence: str, date: str | None = PUBLISHED) -> dict[str, Moment]:
    return {one.written: one for one in reader.read(sentence, date).moments}


def days(one: Moment) -> tuple[str, str]:
    assert one.days is not None
    return one.days.first.isoformat(), one.days.last.isoformat()


@pytest.mark.parametrize(
    ("sentence", "written", "role", "first", "last"),
    [
        ("Police closed the bridge on Friday, 8 March.", "Friday, 8 March", "event", "2024-03-08", "2024-03-08"),
        (
            "The bridge was closed on Friday after inspectors found cracks.",
            "Friday",
            "event",
            "2024-03-08",
            "2024-03-08",
        ),
        ("The bridge will reopen on Friday.", "Friday", "planned", "2024-03-15", "2024-03-15"),
        ("The bridge is due to reopen on 5 May.", "5 May", "planned", "2024-05-05", "2024-05-05"),
        ("The bridge reopens on 5 May.", "5 May", "planned", "2024-05-05", "2024-05-05"),
        ("The council said on Monday that the bridge was safe.", "Monday", "said", "2024-03-11", "2024-03-11"),
        ("The strike began last Friday.", "last Friday", "event", "2024-03-08", "2024-03-08"),
        ("The reopening was put off until 19 May.", "19 May", "planned", "2024-05-19", "2024-05-19"),
        ("Ghana had pledged a battalion in December.", "December", "event", "2023-12-01", "2023-12-31"),
        ("Inspections were carried out in early February.", "early February", "event", "2024-02-01", "2024-02-10"),
        ("Voting took place from 3 to 5 March.", "3 to 5 March", "event", "2024-03-03", "2024-03-05"),
        ("Since Friday they are allowed back.", "Friday", "event", "2024-03-08", "2024-03-08"),
        ("The harbour flooded last week.", "last week", "event", "2024-03-04", "2024-03-10"),
        ("They met at the weekend.", "at the weekend", "event", "2024-03-09", "2024-03-10"),
        ("The harbour flooded three days ago.", "three days ago", "event", "2024-03-09", "2024-03-09"),
        ("The bridge was built in 1972.", "1972", "event", "1972-01-01", "1972-12-31"),
        ("Friday's vote was the third in two weeks.", "Friday", "event", "2024-03-08", "2024-03-08"),
    ],
)
def test_a_time_has_its_days_and_what_it_is_the_time_of(
    reader: Reader, sentence: str, written: str, role: str, first: str, last: str
) -> None:
    one = times(reader, sentence)[written]
    assert (one.role, *days(one)) == (role, first, last)


@pytest.mark.parametrize(
    "sentence",
    [
        "The 2019 law was never applied.",
        "Trains stop there every Friday.",
        "The shop is open on Mondays.",
        "RIVERTON, March 11 (Agency) - Nobody was hurt.",
        "In 2,019 cases nobody was hurt.",
    ],
)
def test_what_is_no_time_of_anything_is_none(reader: Reader, sentence: str) -> None:
    assert not [one for one in times(reader, sentence).values() if one.role != "part"]


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("Mayor Anna Berg, who was born on 3 May 1960, resigned.", "3 May 1960"),
        ("Noom, who inspected bridges until 2021, warned the agency.", "2021"),
        ("It was the worst flood since 1998.", "1998"),
        ("They pay 20 crowns more than they had offered in February.", "February"),
        ("In our report of 4 March we wrote that nine were hurt.", "4 March"),
    ],
)
def test_a_time_of_something_else_is_a_part(reader: Reader, sentence: str, written: str) -> None:
    assert times(reader, sentence)[written].role == "part"


def test_a_condition_is_no_event(reader: Reader) -> None:
    assert times(reader, "If the court rules on 5 May, the bridge stays closed.")["5 May"].role == "open"


def test_how_a_day_was_reckoned_is_told(reader: Reader) -> None:
    relative = times(reader, "The strike began last Friday.")["last Friday"].days
    stated = times(reader, "The strike began on 8 March 2024.")["8 March 2024"].days
    assert relative is not None and stated is not None
    assert relative.reckoned == "“last Friday” before 2024-03-12"
    assert not stated.reckoned


def test_without_a_date_of_the_article_only_whole_dates_are_known(reader: Reader) -> None:
    found = times(reader, "It began on Friday and ended on 9 March 2024.", None)
    assert found["Friday"].days is None
    assert found["9 March 2024"].days is not None


def test_a_day_later_counts_from_another_time() -> None:
    [first, later] = time_expressions("It opened on 8 March 2024 and closed a day later.")
    opened = first.days(None, "past")
    assert opened is not None and later.days(dt.date(2024, 3, 12), "past") is None
    closed = later.days_from(opened, first.written)
    assert closed is not None and closed.first == dt.date(2024, 3, 9)
    assert "8 March 2024" in closed.reckoned
