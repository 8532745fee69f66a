"""Dates with missing parts, and against the date of the article."""

from __future__ import annotations

import pytest

from assistant.grounding.dates import date_of_article, dates, missing_dates, without_dates


def absent(claim: str, source: str, article: str | None = None) -> list[str]:
    return [one.written for one in missing_dates(dates(claim, article), dates(source, article))]


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("until May 1, 2024", "until 1 March 2024"),
        ("on 30 July", "on 30 June"),
        ("in May", "It may rain in June."),
        ("in March 2023", "in March 2024"),
        ("on Sept. 5, 2024", "on 15 September 2024"),
        ("on the 3rd of May", "on 4 May"),
        ("on 2 May 2022", "2022-05-03"),
        ("in 2019", "in 2021"),
        ("on Monday", "on Tuesday"),
    ],
)
def test_another_date_is_missing(claim: str, source: str) -> None:
    assert len(absent(claim, source)) == 1


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("began on December 1", "began on Dec. 1"),
        ("on May 1", "on 1 May 2024"),
        ("in May 2024", "on 1 May 2024"),
        ("on the 2nd of May 2022", "2022-05-02"),
        ("the attacks of September 11", "the attacks of 9/11"),
        ("in 2024", "on 1 May 2024"),
        ("on 7 March", "After the March talks they left."),
        ("since May", "since May 2022"),
    ],
)
def test_the_same_date_in_other_words(claim: str, source: str) -> None:
    assert absent(claim, source) == []


@pytest.mark.parametrize(
    ("claim", "source", "article"),
    [
        ("on April 1, 2024", "on April 1", "2024-03-28"),
        ("on December 30, 2023", "on December 30", "2024-01-02"),
        ("on 12 November 2024", "on Tuesday", "2024-11-14"),
        ("in 2023", "last year", "2024-05-01"),
    ],
)
def test_what_the_article_leaves_out_its_date_tells(claim: str, source: str, article: str) -> None:
    assert absent(claim, source, article) == []


@pytest.mark.parametrize(
    ("claim", "source", "article"),
    [
        ("on April 1, 2022", "on April 1", "2024-03-28"),
        ("on 5 November 2024", "on Monday", "2024-11-14"),
        ("on 12 March 2024", "on Tuesday", "2024-11-14"),
        ("in 2021", "last year", "2024-05-01"),
    ],
)
def test_another_date_than_the_article_means(claim: str, source: str, article: str) -> None:
    assert len(absent(claim, source, article)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "It may march on.",
        "2024 people came.",
        "They paid $2024.",
        "It is 2024 km away.",
        "A mar, a dec.",
        "in 12/2 time",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert [one for one in dates(text) if one.month is None or one.day is None] == []


def test_the_parts_of_a_date_are_no_numbers() -> None:
    assert without_dates("On 3 May 2024 it sold 7 mills.").split() == ["On", "it", "sold", "7", "mills."]


def test_the_articles_own_date() -> None:
    own = date_of_article("2024-05-03")
    assert missing_dates(dates("on 3 May 2024"), own) == []
    assert date_of_article("unknown") == date_of_article(None) == []


@pytest.mark.parametrize(("written", "is_meant"), [("March 18, 2024", True), ("March 25, 2024", False)])
def test_a_weekday_is_that_of_the_last_or_the_next_week(written: str, is_meant: bool) -> None:
    """Seen from Monday, March 11; the 25th is a Monday as well."""
    assert (absent("It opened on Monday.", f"It opened on {written}.", "2024-03-11") == []) == is_meant


@pytest.mark.parametrize(("day", "is_near"), [("2024-03-18", True), ("2024-03-04", True), ("2024-03-20", False)])
def test_a_week_on_either_side_is_near(day: str, is_near: bool) -> None:
    (date,) = dates(day)
    assert date.is_near("2024-03-11") == is_near


@pytest.mark.parametrize(
    ("told", "years"),
    [("October 20", {2023}), ("March 10", {2024}), ("July 20", {2024, 2023}), ("April 25", {2024, 2023})],
)
def test_a_month_two_away_is_of_the_nearest_year_and_one_four_away_of_either(told: str, years: set[int]) -> None:
    (date,) = dates(f"It began on {told}.", "2024-01-02")
    assert set(date.implied) == years
