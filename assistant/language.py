"""Which language is a text in? Told by its letters and most frequent words: the checks' grammar is English.

spaCy's lists of stop words, one a language, are what is installed for this; a sentence of news has some of its own.
"""

from __future__ import annotations

import importlib.util
import runpy
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from assistant.words import words

#: Languages of news in Latin letters whose words could be taken for English ones.
_OTHERS = ("da", "de", "es", "fi", "fr", "hr", "hu", "id", "it", "nb", "nl", "pl", "pt", "ro", "sv", "tr")
#: Languages of news in other letters; told apart by their small words, too.
_IN_OTHER_LETTERS = ("ar", "bg", "el", "fa", "he", "hi", "ja", "ko", "ru", "sr", "uk", "zh")
#: Letters that only one of two neighbours has: their small words are much the same.
_LETTERS = {"uk": frozenset("іїєґ"), "ru": frozenset("ыэё")}

#: "A man short" has two Danish words and an English one; a sentence that is Danish has more.
MARGIN = 2


def is_english(text: str) -> bool | None:
    """True or False, and None where a text has too little to tell: a heading of names, a number.

    A single word of another language ("coup d'état") does not make a text foreign; most of its small words must be.
    """
    language = language_of(text)
    return None if language is None else language == "en"


@lru_cache(maxsize=1_000)
def language_of(text: str) -> str | None:
    """ISO 639-1 code of the language whose small words the text has most of; None where it has none of any.

    Text in letters that no listed language has is "und" (undetermined), which is not English.
    """
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return None
    latin = sum(unicodedata.name(char, "").startswith("LATIN") for char in letters)
    own = words(text)
    if latin < len(letters) / 2:
        told = next((language for language, own_letters in _LETTERS.items() if own_letters & set(text.lower())), None)
        return told or _most(own, _IN_OTHER_LETTERS)[0] or "und"
    english = sum(word in _stop_words("en") for word in own)
    language, other = _most(own, _OTHERS)
    if english == other == 0:
        return None
    return language if other - english >= (MARGIN if english else 1) else "en"


def _most(own: Sequence[str], languages: Sequence[str]) -> tuple[str | None, int]:
    """The language of most of the words, and how many; none of any is None."""
    counts = {language: sum(word in _stop_words(language) for word in own) for language in languages}
    best = max(counts, key=counts.__getitem__)
    return (best, counts[best]) if counts[best] else (None, 0)


@lru_cache(maxsize=32)
def _stop_words(language: str) -> frozenset[str]:
    """The stop words of a language, folded as :func:`assistant.words.words` folds them.

    The list is a file of its own; importing it as a module would load all of that language, which takes a second.
    """
    spacy = importlib.util.find_spec("spacy")
    if spacy is None or not spacy.submodule_search_locations:  # it is a dependency
        raise ModuleNotFoundError("spacy")
    listed = runpy.run_path(str(Path(spacy.submodule_search_locations[0]) / "lang" / language / "stop_words.py"))
    return frozenset(word for entry in listed["STOP_WORDS"] for word in words(entry))
