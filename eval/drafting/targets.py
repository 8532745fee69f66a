"""Which sentences of an article to ask about, and which words of each are the answer.

The answer is chosen before the question is written (answer-aware question generation), by rule and word for word
from the sentence: a small model that is free to choose asks about what it then gets wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.grounding.names import names
from assistant.grounding.quotes import quotations
from assistant.grounding.reader import Reader
from assistant.instructions import addresses_a_machine
from assistant.sentences import sentence_spans
from assistant.types import Article
from assistant.words import FUNCTION_WORDS
from eval.grouped import in_turns

#: Characters. A shorter sentence is a heading or an exclamation, a longer one more than one fact.
_SHORTEST, _LONGEST = 50, 400
#: Words of a quotation that can be asked for.
_QUOTED_WORDS = range(4, 19)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{1,2}}\b)?(?:,? \d{{4}}\b)?|\b(?:in|since|by) (?P<year>(?:19|20)\d\d)\b"
)
_NUMBER = re.compile(r"(?:[$€£]|\bUSD |\bEUR )?\b\d[\d,.]*(?<=\d)\b")
_UNIT = re.compile(r"\s?%|\s?(?:per ?cent|bn|m)\b|\s[a-z]{3,}\b")
#: "European" answers no question by itself.
_ADJECTIVE = re.compile(r".*(?:ian|ean|ish|ese|ern)|French|Dutch|German|American|Swiss|Greek")


@dataclass(frozen=True, slots=True)
class Target:
    """A sentence to ask about: ``article.text[start:end] == sentence``, and ``fact`` stands in it word for word."""

    kind: str
    fact: str
    sentence: str
    before: str
    start: int
    end: int


def targets(article: Article, most: int, reader: Reader) -> list[Target]:
    """At most ``most`` of an article, of as many kinds as it has, in the order of the text."""
    spread = in_turns(_all(article, reader), lambda target: target.kind)
    return sorted(spread[:most], key=lambda target: target.start)


def fact_of(sentence: str, reader: Reader, text: str = "") -> tuple[str, str] | None:
    """(kind, words of the sentence that are the answer), the most telling kind that it has; None for none.

    ``text`` is the whole article: a capital at the start of a sentence is a name where it is one elsewhere.
    """
    attributed = [one.names[0] for one in reader.read(sentence).attributions if len(one.names) == 1]
    speaker = next((name for name in attributed if _is_telling(name, sentence, text)), None)
    if speaker is not None:
        said = [words.strip(" ,.") for words in quotations(sentence) if len(words.split()) in _QUOTED_WORDS]
        return ("quote", said[0]) if said else ("speaker", speaker)
    number = _number(sentence)
    if number is not None:
        return "number", number
    date = _DATE.search(sentence)
    if date is not None:
        return "date_order", date.group("year") or date.group()
    # the first name is most often the subject, which a small model asks about whatever it is told
    name = next((name for name in names(sentence) if _is_telling(name, sentence, text)), None)
    return ("single_fact", name) if name else None


def _is_telling(name: str, sentence: str, text: str) -> bool:
    opens = sentence.lstrip("\"“'‘").startswith(name) and " " not in name
    known = not opens or re.search(rf"[a-z,;] {re.escape(name)}\b", text) is not None
    return known and len(name) > 2 and name in sentence and "-" not in name and not _ADJECTIVE.fullmatch(name)


def _all(article: Article, reader: Reader) -> Iterator[Target]:
    before = ""
    for start, end in sentence_spans(article.text):
        sentence = article.text[start:end]
        usable = _SHORTEST <= len(sentence) <= _LONGEST and sentence[-1] in '.!?"”’' and "\n" not in sentence
        found = fact_of(sentence, reader, article.text) if usable and not addresses_a_machine(sentence) else None
        if found:
            yield Target(*found, sentence, before, start, end)
        before = sentence


def _number(sentence: str) -> str | None:
    """The first number that is no date, with its unit; one with a unit before one without."""
    dates = [match.span() for match in _DATE.finditer(sentence)]
    plain = None
    for match in _NUMBER.finditer(sentence):
        if any(start <= match.start() < end for start, end in dates):
            continue
        unit = _UNIT.match(sentence, match.end())
        if unit and unit.group().split()[-1] not in FUNCTION_WORDS:
            return sentence[match.start() : unit.end()]
        plain = plain or match.group()
    return plain
