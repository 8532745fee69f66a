"""Misspelt words are read as words of the articles."""

from collections.abc import Sequence

import pytest

from assistant.question import Speller
from assistant.question_reading import Correction
from assistant.types import Passage
from assistant.words import stem, words

TEXT = "Zelenskyy said that the countries rejected sending troops. Ruritania's Prime Minister Stoltenborg agreed."


class Words:
    """An index of one text."""

    def document_frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        own = {stem(word) for word in words(TEXT)}
        return [int(stem(term) in own) for term in terms], 1

    def vocabulary(self) -> dict[str, int]:
        return {stem(word): 1 for word in words(TEXT)}

    def lexical(self, terms: Sequence[str], k: int) -> list[tuple[str, float]]:
        return [("a:0", 1.0)]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        return [Passage("a:0", "a", 0, 0, len(TEXT), TEXT)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("wich contries rejectd sending trops?", "which countries rejected sending troops?"),
        ("What did Zelensky say?", "What did Zelenskyy say?"),  # as the articles print it
        ("stoltenburg", "Stoltenborg"),
        ("Ruritanai", "Ruritania"),
        ("What did the minister propose?", "What did the minister propose?"),  # a word that no article has
        ("Stoltenborg's troops", "Stoltenborg's troops"),
        ("NATO UNHCR", "NATO UNHCR"),
        ("qqxzzy", "qqxzzy"),
        ("summarise organisers colour", "summarise organisers colour"),  # spelt the British way
        # names that are in no article stay, whatever word is near
        ("Did Troopa reject Sendal?", "Did Troopa reject Sendal?"),
        ("Rejecta in Counties", "Rejecta in Counties"),
    ],
)
def test_only_what_nobody_knows_is_corrected(written: str, read: str) -> None:
    text, corrections = Speller(Words()).corrected(written, "en")
    assert text == read
    assert bool(corrections) == (written != read)


def test_a_correction_tells_both_words() -> None:
    _, corrections = Speller(Words()).corrected("the trops", "en")
    assert corrections == [Correction("trops", "troops")]


def test_a_quotation_and_a_language_without_dictionary_stay() -> None:
    assert Speller(Words()).corrected("who said “no trops”", "en", keep=["no trops"])[1] == []
    assert Speller(Words()).corrected("які контрі", "uk")[1] == []
