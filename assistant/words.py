"""Words as retrieval and grounding compare them: folded, stemmed, function words apart."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

#: "US", "U.S." and "USA" become one word that is not the pronoun "us"; other dotted abbreviations close up.
_UNITED_STATES = re.compile(r"\bU\.\s?S\.(?:\s?A\.)?|\bUSA?\b")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_WORD = re.compile(r"\w+(?:[.,]\d+)*(?:['’]\w+)?", re.UNICODE)

#: Function words of English: they carry no evidence, and BM25 over them ranks noise.
FUNCTION_WORDS = frozenset(
    """
    a an the this that these those there here it its itself he him his himself she her hers herself they them
    their theirs themselves we us our ours you your yours i me my mine one ones
    and or but nor so yet if then than because as while although though unless until since whether
    of in on at by for with about against between into through during before after above below to from up down
    out off over under again further once within without upon among toward towards per via
    is are was were be been being am do does did doing done have has had having will would shall should can could
    may might must ought
    not no only own same such too very just also even ever still already yet more most much many some any each few
    other another both all every either neither
    """.split()
)

#: Words that ask; they are in the question but never in the text that answers it.
QUESTION_WORDS = frozenset(
    "who whom whose what which when where why how name give tell list describe explain please according".split()
)


def words(text: str) -> list[str]:
    """Lower-cased words and numbers with accents folded ("Sébastien" → "sebastien"), in order."""
    folded = unicodedata.normalize("NFKD", text.replace("’", "'"))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    plain = _UNITED_STATES.sub(" usa ", plain)
    plain = _DOTTED.sub(lambda match: match.group().replace(".", ""), plain).lower()
    return [word.removesuffix("'s") for word in _WORD.findall(plain)]


def stems(text: str) -> list[str]:
    """Snowball stems (Porter2) of the content words, in order; function words are left out."""
    return [stem(word) for word in words(text) if word not in FUNCTION_WORDS]


#: How one country stands in texts; a search for the word "usa" alone would miss the other spellings.
_SEARCHED_AS = {"usa": ("us", "usa", "u.s", "united states")}


def question_terms(question: str) -> list[str]:
    """The words of a question worth searching for; all its words where nothing else is left."""
    return list(dict.fromkeys(content_words(question) or words(question)))


def content_words(question: str) -> list[str]:
    """The words of a question that neither ask nor only hold it together, in order."""
    return [word for word in words(question) if word not in FUNCTION_WORDS | QUESTION_WORDS]


def search_terms(question: str) -> list[str]:
    """The question's terms with their other spellings, for the lexical index."""
    return [spelling for term in question_terms(question) for spelling in _SEARCHED_AS.get(term, (term,))]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball English stem of one lower-cased word."""
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def counted(number: int, noun: str) -> str:
    """A number with what it counts: "1 article", "1,200 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
