"""A sentence of an outlet with all that is compared of it: its numbers, who says it, and whether it is an opinion."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Span
from assistant.grounding.quantities import Quantity
from assistant.grounding.reading import Reading
from assistant.words import stem, words

#: Verbs of who gives a number: "puts it at 1,200", "considered 187 cases to be established".
_ASSESS = frozenset(stem(verb) for verb in "put consider estimate count assess reckon calculate give see find".split())
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|„[^“]*“|«[^»]*»")
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|myself)\b(?!\.)")
#: How outlets mark a piece as one person's view, in the title or before it.
_MARKED = re.compile(
    r"^\W*(?:opinion|comment(?:ary)?|editorial|column|leader|viewpoint|op-ed|letter)\b\W*[:|–-]", re.IGNORECASE
)
#: Nouns that only say that a number follows: "put the number at 1,200".
_FIGURES = frozenset(stem(noun) for noun in "number figure total toll count sum bill cost price".split()) | {""}
_HOW_MANY = re.compile(r"\bhow many (?P<thing>[\w-]+(?: [\w-]+)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that is near to the question.

    Attributes:
        shown: what is shown of it.
        origin: the sentence.
        reading: what stands in it.
        vector: the embedding of what is shown.
        score: how near it is to the question.
        opinion: whether it is somebody's own view.
    """

    shown: Span
    origin: Span
    reading: Reading
    vector: NDArray[np.float32]
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
    def sources(self) -> frozenset[str]:
        """The stems of those who say it or give its numbers."""
        told = {stem(word) for speaker in self.speakers for word in words(speaker)}
        if not told:
            told = {
                one for it in self.reading.predicates if it.root in _ASSESS for one in (*it.acting, *_stems(it.agents))
            }
        return frozenset(told)


def _stems(names: tuple[str, ...]) -> list[str]:
    return [stem(word) for name in names for word in words(name)]


def in_first_person(text: str) -> bool:
    """Whether the text itself, not somebody quoted in it, says "I"."""
    return _FIRST_PERSON.search(_QUOTED.sub(" ", text)) is not None


def is_marked_as_opinion(title: str) -> bool:
    """Whether a title calls its article an opinion."""
    return _MARKED.match(title) is not None


def asked_thing(question: str) -> frozenset[str]:
    """The stems of what is to be counted: "how many dockers" → {"docker"}; empty where nothing is."""
    found = _HOW_MANY.search(question)
    return frozenset(stem(word) for word in words(found["thing"])) if found else frozenset()


def answers_in(said: Said, asked: frozenset[str]) -> list[tuple[Quantity, str]]:
    """The numbers of a sentence that can be compared, each with what it counts or its unit.

    Args:
        said: the sentence.
        asked: what is to be counted, empty where the question names nothing.
    """
    found = []
    for number in said.reading.numbers:
        counted = [one for one in said.reading.counted if one.value == number.value]
        if number.unit:
            found.append((number, number.unit))
        elif asked and (not counted or any(one.thing in asked | _FIGURES or one.of & asked for one in counted)):
            found.append((number, "asked"))
        else:
            found += [(number, one.thing) for one in counted if one.thing]
    return found
