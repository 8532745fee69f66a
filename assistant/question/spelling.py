"""Words that are written wrong, read as words that the articles have.

A word is right as it is where an article or the dictionary of its language has it: names unknown to every dictionary
stand in articles, and a word that no article has may be exactly what the reader wants to know of. Only what neither
has is compared: with the articles' own words first, so that "zelenski" becomes the name as it is printed there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from assistant.question_reading import Correction
from assistant.types import Passage
from assistant.words import FUNCTION_WORDS, QUESTION_WORDS, words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
#: Shorter words have too many neighbours; names have more than others.
SHORTEST = 3
#: In words up to this length no letter is taken for another.
SHORT = 5
#: Nearest words that are looked at.
TRIED = 5
#: From this length on two letters may be wrong.
LONG = 7
#: Languages of which pyspellchecker has a dictionary.
DICTIONARIES = frozenset({"de", "en", "es", "fr", "it", "nl", "pt", "ru"})
#: British endings and the American ones.
_BRITISH = (
    (re.compile(r"is(?=(?:e|ed|es|er|ers|ing|ation|ations)$)"), "iz"),
    (re.compile(r"ys(?=(?:e|ed|es|er|ers|ing)$)"), "yz"),
    (re.compile(r"our(?=(?:s|ed|ing|able|ite|ites|ful|al|er|ers)?$)"), "or"),
    (re.compile(r"re(?=s?$)"), "er"),
    (re.compile(r"ll(?=(?:ed|ing|er|ers)$)"), "l"),
    (re.compile(r"ence(?=s?$)"), "ense"),
    (re.compile(r"ogue(?=s?$)"), "og"),
)
_SMALL = FUNCTION_WORDS | QUESTION_WORDS


class Words(Protocol):
    """The words of an index."""

    def document_frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        """In how many passages each term stands, and how many there are."""

    def vocabulary(self) -> Mapping[str, int]:
        """The stems of all texts, each with the number of passages that have it."""

    def lexical(self, terms: Sequence[str], k: int) -> list[tuple[str, float]]:
        """The passages that have a word."""

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The passages with these ids."""


class Speller:
    """Reads misspelt words as words of the articles.

    Args:
        index: has their words.
    """

    def __init__(self, index: Words) -> None:
        self._index = index

    def corrected(self, text: str, language: str | None, *, keep: Sequence[str] = ()) -> tuple[str, list[Correction]]:
        """The text with its misspelt words replaced, and those.

        Args:
            text: a question.
            language: of the text; where no dictionary is there for it, nothing is corrected.
            keep: phrases that stay as they are: quotations.
        """
        known = language or "en"
        if known not in DICTIONARIES:
            return text, []
        kept = " ".join(keep).lower()
        found: list[Correction] = []

        def replaced(match: re.Match[str]) -> str:
            word = match.group()
            if word.lower() in kept or (better := self._better(word, known)) is None:
                return word
            if word[0].isupper():
                better = better[0].upper() + better[1:]
            found.append(Correction(word, better))
            return better

        return _WORD.sub(replaced, text), found

    def _better(self, word: str, language: str) -> str | None:
        low = word.lower().replace("’", "'")
        plain = low.removesuffix("'s")
        # an abbreviation has no letters to spare
        if len(plain) < SHORTEST + word[0].isupper() or low in _SMALL or (word.isupper() and len(word) < LONG):
            return None
        dictionary = _dictionary(language)
        if plain in dictionary or low in dictionary or self._occurs(plain) or _is_spelt_elsewhere(plain, dictionary):
            return None
        return self._nearest(plain, dictionary, as_name=word[0].isupper())

    def _occurs(self, word: str) -> bool:
        (count,), _ = self._index.document_frequencies([word])
        return count > 0

    def _nearest(self, word: str, dictionary: Mapping[str, int], *, as_name: bool) -> str | None:
        """The nearest word that the articles have, or a small word; None where there is none: it may be a name.

        What is written like a name is only read as a name.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA, JaroWinkler

        most = 2 if len(word) >= LONG else 1

        def near(every: Any) -> list[tuple[float, float, str]]:
            hits = process.extract(word, every, scorer=OSA.distance, score_cutoff=most, limit=None)
            likely = ((one, distance) for one, distance, *_ in hits if _is_slip(word, one))
            return sorted((distance, -JaroWinkler.similarity(word, one), one) for one, distance in likely)

        known = [one for one in near(list(dictionary)) if one[2] in _SMALL or self._occurs(one[2])]
        stems = [one for one in near(list(self._index.vocabulary())) if one[2] not in dictionary]
        for *_, best in sorted([*known, *stems])[:TRIED]:
            if best in _SMALL and not as_name:
                return best
            printed = self._printed(best, is_stem=best not in dictionary)
            if printed is not None and not (as_name and printed.islower()):
                return printed
        return None

    def _printed(self, word: str, *, is_stem: bool) -> str | None:
        """A word as the articles write it, or the word of which they have the stem; itself where only a title does."""
        texts = (one.text for key, _ in self._index.lexical([word], 1) for one in self._index.passages([key]))
        found = sorted({_POSSESSIVE.sub("", one) for text in texts for one in _WORD.findall(text)}, reverse=True)
        same = [one for one in found if words(one) == [word]]  # small letters first
        if same or not is_stem:
            return same[0] if same else word
        return next((one for one in found if words(one)[0].startswith(word)), None)


def _is_spelt_elsewhere(word: str, dictionary: Mapping[str, int]) -> bool:
    """Whether the dictionary has the word in its American spelling, and it is written in the British one."""
    return any(form.sub(other, word) in dictionary for form, other in _BRITISH if form.search(word))


def _is_slip(written: str, meant: str) -> bool:
    """Whether fingers that want the one type the other: the first letter is right, and in a short word so is each one.

    Letters are left out, doubled or changed places; another letter in a short word makes another word of it.
    """
    if written[0] != meant[0]:
        return False
    return len(written) > SHORT or len(written) != len(meant) or sorted(written) == sorted(meant)


@lru_cache(maxsize=4)
def _dictionary(language: str) -> Mapping[str, int]:
    """Lower-cased words with their frequency."""
    from spellchecker import SpellChecker

    words: Mapping[str, int] = SpellChecker(language=language, distance=1).word_frequency.dictionary
    return words
