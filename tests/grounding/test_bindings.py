"""Numbers belong to names."""

import pytest

from assistant.grounding.bindings import misplaced_number

TRAMS = "Kiel has 40 trams, Bremen 12."


def test_a_number_of_another_name() -> None:
    assert misplaced_number("Bremen has 40 trams.", [TRAMS]) == ("40", "Bremen", "Kiel")


def test_across_two_sentences() -> None:
    sources = ["The storm damaged 340 houses in Marn.", "In Tolva 45 houses were damaged."]
    assert misplaced_number("In Tolva 340 houses were damaged.", sources) is not None
    assert misplaced_number("In Marn 340 houses were damaged.", sources) is None


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Bremen has 12 trams.", TRAMS),
        ("Bremen has 12 trams and Kiel 40.", TRAMS),
        ("Hamburg has 40 trams.", TRAMS),  # the source has no number for it; the names are checked elsewhere
        ("Bremen has 40 buses.", "Kiel has 40 trams, Bremen 12 trams."),  # another thing is counted
        ("Kiel and Bremen have 12 and 40 trams.", "Kiel and Bremen have 12 and 40 trams, respectively."),
        ("Kiel got 12 trams in April.", "Kiel got 12 trams in April, and 40 in May."),
    ],
)
def test_what_is_right_or_cannot_be_told_passes(claim: str, source: str) -> None:
    assert misplaced_number(claim, [source]) is None
