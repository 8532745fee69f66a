"""What kind of answer a question wants, and whether a statement gives it.

"She sought an emergency contraceptive in 2019", asked which one, is true and no answer. A statement must bring what
the question does not have itself: a number where one is asked for, a date, otherwise some word of content. Questions
that want yes or no are answered by their own words, and whoever asks for several things may get one at a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.grounding.dates import dates
from assistant.grounding.quantities import quantities
from assistant.words import FUNCTION_WORDS, QUESTION_WORDS, stem, words

Wanted = Literal["number", "date", "something"]

_WHETHER = re.compile(
    r"^\W*(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|might|am)\b", re.IGNORECASE
)
_NUMBER = re.compile(
    r"\bhow (?:many|much|old|long|far|high|tall|big|large|deep|wide|heavy|fast|often|frequently)\b"
    r"|\b(?:what|which) (?:\w+ ){0,2}"
    r"(?:number|percentage|share|amount|age|figure|proportion|rate|price|cost|sum|total)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"^\W*(?:\w+ ){0,3}?(?:when|(?:what|which) (?:year|date|day|month|weekday))\b"
    r"|\b(?:in|on|by|since|until|from) (?:what|which) (?:year|date|day|month|weekday)\b",
    re.IGNORECASE,
)
#: Tell an amount without a numeral.
_AMOUNTS = frozenset(
    "no none nobody nothing all both half double twice once several few many most dozen dozens hundreds thousands "
    "millions billions quarter third free never always daily weekly monthly yearly annually every each single".split()
)
#: Tell a time by what else happened.
_TIMES = frozenset(
    "after before during when while since until once following ago later earlier today yesterday tomorrow tonight now "
    "recently soon morning afternoon evening night midnight noon weekend week month year decade century never "
    "spring summer autumn fall winter easter christmas".split()
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question wants; ``told`` are the stems of its own words."""

    wanted: Wanted | None
    told: frozenset[str]
    text: str

    @property
    def what(self) -> str:
        """What is wanted, in words."""
        return {"number": "a number", "date": "a date"}.get(self.wanted or "", "what was asked for")

    def is_restated_by(self, statement: str) -> bool:
        """Whether all words of content of the statement are the question's own, and more than yes or no was asked."""
        own = (stem(word) for word in words(statement) if word not in FUNCTION_WORDS)
        return self.wanted is not None and all(one in self.told for one in own)

    def is_given_by(self, statement: str) -> bool:
        """Whether the statement brings something of the kind that the question does not have itself."""
        if self.wanted is None:
            return True
        own = words(statement)
        if self.is_restated_by(statement):
            return any(word in _AMOUNTS for word in own) and self.wanted == "number"
        if self.wanted == "number":
            known = quantities(self.text)
            new = [one for one in quantities(statement) if not any(one.agrees_with(other) for other in known)]
            return bool(new) or any(word in _AMOUNTS for word in own)
        if self.wanted == "date":
            known_dates = {one.written for one in dates(self.text)}
            if any(one.written not in known_dates for one in dates(statement)):
                return True
            return any(word in _TIMES or word.isdigit() for word in own if stem(word) not in self.told)
        return True


def asked_for(question: str) -> Asked:
    """What a question wants; nothing of the kind where it wants yes or no, or is no question in English."""
    told = frozenset(stem(word) for word in words(question))
    if _WHETHER.match(question) or not told & {stem(word) for word in QUESTION_WORDS}:
        return Asked(None, told, question)
    several = len(re.findall(r"\b(?:who|what|when|where|which|why|how)\b", question, re.IGNORECASE)) > 1
    if not several and _NUMBER.search(question):
        return Asked("number", told, question)
    if not several and _DATE.search(question):
        return Asked("date", told, question)
    return Asked("something", told, question)
