"""Is a text English? Told by its letters and its most frequent words, because the checks' grammar is English.

spaCy's lists of stop words, one a language, are what is installed for this; a sentence of news has some of its own.
"""

from __future__ import annotations

import importlib.util
import runpy
import unicodedata
from functools import lru_cache
from pathlib import Path

from assistant.words import words

#: Languages of news in Latin letters whose words could be taken for English ones.
_OTHERS = ("da", "de", "es", "fi", "fr", "hr", "hu", "id", "it", "nb", "nl", "pl", "pt", "ro", "sv", "tr")


#: "A man short" has two Danish words and an English one; a sentence that is Danish has more.
MARGIN = 2


def is_english(text: str) -> bool | None:
    """True or False, and None where a text has too little to tell: a heading of names, a number.

    A single word of another language ("coup d'état") does not make a text foreign; most of its small words must be.
    """
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return None
    latin = sum(unicodedata.name(char, "").startswith("LATIN") for char in letters)
    if latin < len(letters) / 2:
        return False
    own = words(text)
    english = sum(word in _stop_words("en") for word in own)
    other = max(sum(word in _stop_words(language) for word in own) for language in _OTHERS)
    if english == other == 0:
        return None
    return other - english < (MARGIN if english else 1)


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
