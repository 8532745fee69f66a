"""A sentence of an outlet with all that is compared of it: its numbers, who says it, and whether it is an opinion."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Span
from assistant.grounding.quantities import Quantity
from assistant.grounding.reading import Reading
from assistant.grounding.speech import SAY
from assistant.words import FUNCTION_WORDS, stem, stems, words

#: Verbs of who gives a number: "puts it at 1,200", "considered 187 cases to be established".
_ASSESS = frozenset(stem(verb) for verb in "put consider estimate count assess reckon calculate give see find".split())
_SAY_STEMS = frozenset(map(stem, SAY))
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|„[^“]*“|«[^»]*»")
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b(?!\.)")
#: How outlets mark a piece as one person's view, in the title or before it.
_MARKED = re.compile(
    r"^\W*(?:opinion|comment(?:ary)?|editorial|column|leader|viewpoint|op-ed|letter)\b\W*[:|–-]", re.IGNORECASE
)
#: Nouns that only say that a number follows: "put the number at 1,200".
_FIGURES = frozenset(stem(noun) for noun in "number figure total toll count sum bill cost price case member".split())
_HOW_MANY = re.compile(r"\bhow many (?P<things>[\w-]+(?: [\w-]+){0,2})", re.IGNORECASE)
_MONEY = re.compile(
    r"\bcosts?\b|\bprices?\b|\bhow much\b|\bbudget\b|\bpaid?\b|\bworth\b|\bloans?\b|\bbill\b", re.IGNORECASE
)
_SHARE = re.compile(r"\bper ?cent\b|\bpercentage\b|\bshare\b|\brate\b|\bturnout\b|\bproportion\b", re.IGNORECASE)
_CURRENCIES = frozenset("usd eur gbp jpy rub uah crown franc zloty yuan rupee peso lira forint florin cent".split())
#: Behind a number that counts what was named before.
_ALONE = re.compile(r"\W*$|\s?[;,.)]|\s(?:in|on|at|and|but|by|for|so|together)\b")
#: "…, the Roads Agency estimates.", where the parse takes the verb for a noun.
_AT_THE_END = re.compile(r",\s(?P<who>[^,]{3,60}?)\s(?P<verb>\w+)\W*$")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that is near to the question.

    Attributes:
        shown: what is shown of it.
        origin: the sentence.
        reading: what stands in it.
        vector: the embedding of what is shown.
        closeness: its cosine with the question, under its headline and without.
        score: the same with its share of the question's words, and what it gains by giving what was asked for.
        opinion: whether it is somebody's own view.
    """

    shown: Span
    origin: Span
    reading: Reading
    vector: NDArray[np.float32]
    closeness: float
    score: float
    opinion: bool

    @property
    def published(self) -> str:
        """ISO date of its article; empty where it has none."""
        return self.origin.date or ""

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who says it, as written; empty where the outlet says it itself."""
        return tuple(dict.fromkeys(one.speaker for one in self.reading.attributions if one.speaker.lower() != "i"))

    @property
    def owners(self) -> tuple[str, ...]:
        """Names of those who do what the sentence tells, whose numbers these are: "Portugal will send 450 soldiers"."""
        reporting = _SAY_STEMS | _ASSESS
        return tuple(name for it in self.reading.predicates if it.root not in reporting for name in it.agents)

    @property
    def sources(self) -> frozenset[str]:
        """The stems of those who say it or give its numbers."""
        told = {stem(word) for speaker in self.speakers for word in words(speaker)}
        if not told:
            told = {
                one for it in self.reading.predicates if it.root in _ASSESS for one in (*it.acting, *_stems(it.agents))
            }
        if not told:
            told = set(stems(self._at_the_end))
        return frozenset(told - set(map(stem, FUNCTION_WORDS)))

    @property
    def source_named(self) -> str:
        """Who says it, in the words of the sentence as far as they can be told."""
        giving = [name for it in self.reading.predicates if it.root in _ASSESS for name in it.agents]
        return " and ".join(self.speakers or tuple(giving)) or self._at_the_end or "somebody else"

    @property
    def _at_the_end(self) -> str:
        ends = _AT_THE_END.search(self.origin.text)
        return ends["who"] if ends and stem(ends["verb"].lower()) in _SAY_STEMS else ""


def _stems(names: tuple[str, ...]) -> list[str]:
    return [stem(word) for name in names for word in words(name)]


def in_first_person(text: str) -> bool:
    """Whether the text itself, not somebody quoted in it, says "I"."""
    return _FIRST_PERSON.search(_QUOTED.sub(" ", text)) is not None


def is_marked_as_opinion(title: str) -> bool:
    """Whether a title calls its article an opinion."""
    return _MARKED.match(title) is not None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What numbers a question asks for.

    Attributes:
        things: the stems of what is to be counted: "how many dockers" → {"docker"}.
        money: whether an amount of money is asked for.
        share: whether a share in per cent is.
    """

    things: frozenset[str] = frozenset()
    money: bool = False
    share: bool = False


def wanted_of(question: Reading) -> Wanted:
    """What numbers a question asks for; nothing where it asks for none."""
    text = question.text
    found = _HOW_MANY.search(text)
    nouns = {one for one, kind in question.words if kind in ("NOUN", "PROPN")}
    things = [stem(word) for word in words(found["things"])] if found else []
    counted = next((thing for thing in things if thing in nouns), things[0] if things else "")
    return Wanted(
        frozenset({counted} - {""}), _MONEY.search(text) is not None, _SHARE.search(text) is not None and not found
    )


def answers_in(said: Said, wanted: Wanted) -> list[tuple[Quantity, str]]:
    """The numbers of a sentence that answer a question, each with what it counts or its unit."""
    return [(number, kind) for number in said.reading.numbers if (kind := _kind(number, said, wanted))]


def _kind(number: Quantity, said: Said, wanted: Wanted) -> str:
    """What a number counts, as far as the question asks for it; empty where it asks for something else."""
    if number.written.lower().endswith(("st", "nd", "rd", "th")):
        return ""  # "the fourth port"
    if number.unit:
        asked = (wanted.money and number.unit in _CURRENCIES) or (wanted.share and number.unit == "percent")
        return number.unit if asked or number.unit in wanted.things else ""
    if not wanted.things:
        return ""
    counted = [one for one in said.reading.counted if one.value == number.value and one.thing]
    if any(one.thing in wanted.things | _FIGURES for one in counted):
        return "asked"
    # "She speaks of at least 500", behind a sentence on people; "412 of 450" are a part of something else
    in_view = (wanted.things | _FIGURES) & set(stems(said.shown.text))
    at = said.origin.text.find(number.written)
    alone = at >= 0 and _ALONE.match(said.origin.text[at + len(number.written) :]) is not None
    part = said.origin.text[:at].endswith(" of ") and said.origin.text[: at - 4].endswith(tuple("0123456789"))
    return "asked" if not counted and in_view and alone and not part else ""
