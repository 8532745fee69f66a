"""Dates agree in every part that both have."""

import pytest

from assistant.grounding.dates import dates, missing_dates


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
    ],
)
def test_another_date_is_missing(claim: str, source: str) -> None:
    assert len(missing_dates(claim, source)) == 1


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("on June 30, 2025", "on 30 June 2025"),
        ("on 30 June", "on June 30th, 2025"),
        ("on Sept. 15", "on 15 September"),
        ("in May 2022", "on 2022-05-01"),
        ("since May", "since May 2022"),
        ("They may march in a row of 3.", "Nothing is dated here."),
        ("on 7 March", "After the March talks they left."),
        ("in March 12 per cent left", "in March 12 per cent left"),
    ],
)
def test_the_same_date_in_other_forms(claim: str, source: str) -> None:
    assert missing_dates(claim, source) == []


def test_may_is_a_month_only_in_a_date() -> None:
    assert [date.written for date in dates("It may end in May, on May 3 or 4 May 2020, said Theresa May.")] == [
        "4 May 2020",
        "May 3",
        "May",
    ]
