from __future__ import annotations

import pytest

from assistant.grounding.bindings import borrowed_number, changed_bound


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("They supply exactly 45 percent.", "They supply more than 45 percent."),
        ("It costs up to $2bn.", "It costs at least $2bn."),
        ("Nearly 300 people came.", "More than 300 people came."),
        ("No more than 12 seats are left.", "At least 12 seats are left."),
        ("Precisely 1,200 trees fell.", "About 1,200 trees fell."),
    ],
)
def test_bounds_that_differ(claim: str, source: str) -> None:
    assert changed_bound(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("They supply 45 percent.", "They supply more than 45 percent."),  # less said, not more
        ("Over 45 percent is theirs.", "They supply more than 45 percent."),
        ("About 300 people came.", "Nearly 300 people came."),
        ("More than 300 people came.", "More than 200 of almost 500 people came."),  # another number
        ("Not less than 12 came.", "At least 12 came."),
    ],
)
def test_bounds_that_agree(claim: str, source: str) -> None:
    assert changed_bound(claim, source) is None


def test_a_number_from_another_sentence_that_counts_something_else() -> None:
    best = "The union demands 7.5 percent more pay and a working week of 35 hours."
    other = "Management has offered 4.2 percent over two years."
    assert borrowed_number("The union demands 4.2 percent more pay.", best, [other]) == ("4.2 percent", "7.5 percent")
    assert borrowed_number("The union demands 7.5 percent more pay.", best, [other]) is None
    # both numbers are told
    assert (
        borrowed_number("It demands 7.5 percent more pay and is offered 4.2 percent more pay.", best, [other]) is None
    )
    # nothing of the kind in the best sentence
    assert (
        borrowed_number("The union was offered 4.2 percent over two years.", "The union met on Monday.", [other])
        is None
    )
