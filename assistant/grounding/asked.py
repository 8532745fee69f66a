"""What kind of answer a question wants, and whether a statement gives it.

"She sought an emergency contraceptive in 2019", asked which one, is true and no answer. A statement must bring what
the question does not have itself: a number where one is asked for, a date, otherwise some word of content. Questions
that want yes or no are answered by their own words, and whoever asks for several things may get one at a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.grounding.names import same_name
from assistant.grounding.reading import Reading
from assistant.words import FUNCTION_WORDS, QUESTION_WORDS, words

Wanted = Literal["number", "date", "year", "name", "something"]

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
    r"^\W*(?:\w+ ){0,3}?(?:when|(?:what|which) (?:date|day|month|weekday)s?)\b"
    r"|\b(?:in|on|by|since|until|from) (?:what|which) (?:date|day|month|weekday)s?\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:what|which) years?\b", re.IGNORECASE)
_NAME = re.compile(r"\b(?:what|which) (?:is|are|was|were) the (?:\w+ )?names?\b|\bby name\b", re.IGNORECASE)
#: Tell an amount without a numeral.
_AMOUNTS = frozenset(
    "no none nobody nothing all both half double twice once several few many most dozen dozens hundreds thousands "
    "millions billions quarter third free never always daily weekly monthly yearly annually every each single".split()
)
#: Tell a time by what else happened, or are entities that the tagger does not know for times.
_TIMES = frozenset(
    "after before during when while since until once following now then never soon recently easter christmas".split()
)


_BROAD = re.compile(
    r"^\W*(?:why|how come|describe|explain|list|name|identify|compare|summari[sz]e|tell|give)\b"
    r"|^\W*(?:in what ways?|for what reasons?|by what means)\b"
    r"|^\W*(?:and |but )?how (?:do|does|did|is|are|was|were|can|could|will|would|should|has|have|had|to)\b"
    r"|\bwhat (?:do|does|did|happens|happened|caused?|causes|led|are|were|is the (?:difference|purpose))\b"
    r"|\b(?:what|which) (?:\w+ )?(?:reasons|causes|differences?|consequences|effects?|steps|ways|arguments|measures)\b",
    re.IGNORECASE,
)

_TWO = re.compile(r"\band (?:(?:in|from|for|at|by|to) )?(?:who|whom|what|when|where|which|why|how)\b", re.IGNORECASE)


def asks_whether(question: str) -> bool:
    """Whether yes or no is wanted: it opens with an auxiliary verb."""
    return _WHETHER.match(question) is not None


def is_broad(question: str) -> bool:
    """Whether one fact is hardly all that is wanted: why, how, what happened, a list, two questions in one."""
    return _BROAD.search(question) is not None or _TWO.search(question) is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question wants."""

    wanted: Wanted | None
    question: Reading

    @property
    def what(self) -> str:
        """What is wanted, in words."""
        known = {"number": "a number", "date": "a date", "year": "a year", "name": "a name"}
        return known.get(self.wanted or "", "what was asked for")

    def is_restated_by(self, statement: Reading) -> bool:
        """Whether all words of content of the statement are the question's own, and more than yes or no was asked."""
        return self.wanted is not None and not self._new(statement)

    def is_given_by(self, statement: Reading) -> bool:
        """Whether the statement brings something of the kind that the question does not have itself."""
        own = set(words(statement.text))
        if self.wanted == "number":
            known = self.question.numbers
            new = (number for number in statement.numbers if not any(number.agrees_with(one) for one in known))
            return any(new) or not own.isdisjoint(_AMOUNTS) or ("one", "NUM") in statement.words
        if self.wanted == "date":
            known_dates = {one.written for one in self.question.dates}
            told = any(one.written not in known_dates for one in statement.dates)
            told = told or any(one not in self.question.text.lower() for one in statement.times)
            return told or not (own - set(words(self.question.text))).isdisjoint(_TIMES)
        if self.wanted == "year":
            return bool({one.year for one in statement.dates} - {one.year for one in self.question.dates} - {None})
        if self.wanted == "name":
            return any(not any(same_name(name, one) for one in self.question.names) for name in statement.names)
        return not self.is_restated_by(statement)

    def _new(self, statement: Reading) -> set[str]:
        """The stems of the statement's content that the question does not have."""
        return {one for one, _ in statement.words if one not in FUNCTION_WORDS} - {
            one for one, _ in self.question.words
        }


def asked_for(question: Reading) -> Asked:
    """What a question wants; nothing of the kind where it wants yes or no, or is no question in English."""
    text = question.text
    if asks_whether(text) or not QUESTION_WORDS & set(words(text)):
        return Asked(None, question)
    several = len(re.findall(r"\b(?:who|what|when|where|which|why|how)\b", text, re.IGNORECASE)) > 1
    if not several and _NUMBER.search(text):
        return Asked("number", question)
    if not several and _DATE.search(text):
        return Asked("date", question)
    if not several and _YEAR.search(text):
        return Asked("year", question)
    if _NAME.search(text):
        return Asked("name", question)
    return Asked("something", question)
