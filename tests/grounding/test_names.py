"""Names without a model."""

import pytest

from assistant.grounding.names import missing_names, names, same_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "NATO Secretary General Jens Stoltenberg told Reuters",
            ["NATO Secretary General Jens Stoltenberg", "Reuters"],
        ),
        ("The Kiel Institute for the World Economy said so.", ["Kiel Institute for the World Economy"]),
        ("The U.S. and Germany's Olaf Scholz disagreed.", ["U.S.", "Germany's Olaf Scholz"]),
        ("Several countries rejected it. France did.", ["France"]),
        ("What is it?", []),
        ("The US gave 3 million US dollars.", ["US"]),
        ("Forty-eight ships came. Nobody left.", []),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Americans rejected it", "the United States rejected it"),
        ("The U.S. rejected it", "Washington rejected it"),
        ("Stoltenberg said so", "Jens Stoltenberg said so"),
        ("Kiev asked for planes", "Kyiv asked for planes"),
    ],
)
def test_the_same_name_in_other_words(claim: str, source: str) -> None:
    assert missing_names(claim, source) == []


def test_a_name_that_the_source_does_not_have() -> None:
    assert missing_names("Emmanuel Macron and Olaf Scholz rejected it", "Macron rejected it") == ["Olaf Scholz"]


def test_same_name() -> None:
    assert same_name("NATO chief Jens Stoltenberg", "Stoltenberg")
    assert same_name("US", "United States")
    assert not same_name("Emmanuel Macron", "Olaf Scholz")


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("SNAP grew.", "The Supplemental Nutrition Assistance Program grew."),
        ("The Supplemental Nutrition Assistance Program grew.", "SNAP grew."),
    ],
)
def test_an_abbreviation_and_what_it_stands_for_are_one_name(claim: str, source: str) -> None:
    assert missing_names(claim, source) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [("Horyuji", "The monks of Hōryū-ji rebuilt the hall."), ("PCs", "Every PC in the library is old.")],
)
def test_a_name_written_apart_or_in_the_plural_is_the_same_name(name: str, source: str) -> None:
    assert missing_names(f"The visitors saw {name} there.", source) == []


def test_two_neighbouring_words_are_not_any_longer_name() -> None:
    assert missing_names("The visitors saw Harbourview there.", "They saw the harbour and a view.") == ["Harbourview"]


def test_a_word_that_opens_a_sentence_is_no_name() -> None:
    assert names("Speaking there, the judge agreed.") == []
    assert names("Reportedly the judge agreed.") == []
    assert names("Beijing agreed. Emily did not.") == ["Beijing", "Emily"]
    assert names("The Kagoshima-based scientist agreed.") == ["Kagoshima"]
