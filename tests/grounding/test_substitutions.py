"""A number, day or name in the place of another."""

from __future__ import annotations

import pytest

from assistant.grounding.substitutions import Substitution, substitutions

APPROVED = "The board of the Port of Holmsund on Tuesday, 5 March approved a 520 million euro expansion."


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (APPROVED.replace("5 March", "15 March"), Substitution("number", "15", "5")),
        (APPROVED.replace("Tuesday", "Friday"), Substitution("date", "friday", "tuesday")),
        (APPROVED.replace("March", "May"), Substitution("date", "may", "march")),
        (APPROVED.replace("520", "84"), Substitution("number", "84", "520")),
        (APPROVED.replace("Holmsund", "Skarn"), Substitution("name", "skarn", "holmsund")),
    ],
)
def test_what_stands_in_the_place_of_another(claim: str, expected: Substitution) -> None:
    assert substitutions(claim, APPROVED) == [expected]


@pytest.mark.parametrize(
    "claim",
    [
        APPROVED,
        "The board of the Port of Holmsund approved a 520 million euro expansion.",  # less said
        "On Tuesday the board approved the Port of Holmsund's expansion for 520 million euros.",  # in another order
        APPROVED.replace("expansion", "extension"),  # other words
        APPROVED.replace("520 million", "€520m"),  # the same number
        APPROVED.replace("The board of the Port of Holmsund", "It"),  # a pronoun
        "Fishermen sued the port on Friday, 15 March, because of their spawning grounds.",  # another thing
    ],
)
def test_the_same_in_other_words_is_no_substitution(claim: str) -> None:
    assert substitutions(claim, APPROVED) == []


def test_one_name_in_two_forms_is_one() -> None:
    sentence = "Secretary General Jens Stoltenberg told reporters that the United States will help."
    assert substitutions("Stoltenberg told reporters that the US will help.", sentence) == []
