"""Numbers of an event that a later report gives otherwise.

A later number of the same kind is not yet news on the same matter: 300 soldiers of one country, 1,850 of all. So the
later report must itself tell the old number ("12 hurt, not 15", "from 26 to 34 million"), lead back to it ("34 million,
eight million more than in February"), or say nearly the same sentence with another number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Span
from assistant.grounding.quantities import Quantity, quantities
from assistant.grounding.reading import Counted, Reading

#: The later sentence tells of the same matter from this cosine on where it tells the old number, too …
TOLD_BOTH = 0.3
#: … and from this one on where it has only another number for the same thing.
SAME_SENTENCE = 0.65
#: Words before the old number where a new one stands beside it.
_OLD = re.compile(
    r"\b(?:not|from|instead of|rather than|than|earlier|first|previous(?:ly)?|initial(?:ly)?|original(?:ly)?|"
    r"corrected|revised|wrote|reported)\b",
    re.IGNORECASE,
)
_MORE = re.compile(r"^\W*(?:[a-z%]+\s){0,2}(?:(?P<more>more|higher|above)|fewer|less|lower|below)\b", re.IGNORECASE)
_NUMERAL = re.compile(r"\b[\w.,]+(?: (?:hundred|thousand|million|billion|trillion))?")
#: A report that says of itself that it corrects something.
_CORRECTS = re.compile(
    r"\b(?:correct(?:ed|s|ion|ing)|revis(?:ed|es|ion|ing)|amended|retract(?:ed|s|ion)|clarifi(?:ed|es|cation)"
    r"|(?:our|an) earlier (?:version|report|article)|(?:first|earlier|previously|initially) (?:reported|stated|given)"
    r"|we (?:wrote|reported))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with what stands in it and its embedding; ``text`` may go on with the sentence behind it."""

    span: Span
    reading: Reading
    vector: NDArray[np.float32]


def corrects(text: str) -> bool:
    """Whether a report says of itself that it corrects something."""
    return _CORRECTS.search(text) is not None


def overtaking(old: Sentence, new: Sentence) -> Iterator[tuple[str, str]]:
    """Pairs of the old and the new number where a later sentence gives another one: ("26 million", "34 million")."""
    cosine = float(old.vector @ new.vector)
    if cosine < TOLD_BOTH:
        return
    if cosine >= SAME_SENTENCE:
        yield from other_numbers(old.reading.counted, new.reading.counted)
    for number in old.reading.numbers:
        for told in _instead_of(number, new.reading):
            yield number.written, told.written


def other_numbers(one: Sequence[Counted], other: Sequence[Counted]) -> Iterator[tuple[str, str]]:
    """Different numbers that two sentences give for the same thing: ("37 people", "41 people")."""
    for own in one:
        same = [it for it in other if is_same_thing(own, it)]
        if len(same) == 1 and same[0].value != own.value and sum(is_same_thing(own, mine) for mine in one) == 1:
            yield own.written, same[0].written


def is_same_thing(one: Counted, other: Counted) -> bool:
    """Whether two numbers count the same: the same noun and, where both have one, the same verb."""
    if not one.thing or one.thing != other.thing:
        return False
    verbs, others = one.of - {one.thing}, other.of - {other.thing}
    return not verbs or not others or bool(verbs & others)


def _instead_of(old: Quantity, new: Reading) -> Iterator[Quantity]:
    """Numbers of a sentence that it puts in the place of an old one."""
    if any(one.value == old.value and one.is_like(old) for one in new.numbers):
        told = [one for one in new.numbers if one.is_like(old) and one.value != old.value]
        if len(told) == 1 and _is_called_old(old, new):
            yield told[0]
        return
    for one, change in permutations([number for number in new.numbers if number.is_like(old)], 2):
        if change.value and one.value - old.value == change.value * _direction(change, new.text):
            yield one


def _is_called_old(old: Quantity, new: Reading) -> bool:
    written = next(one.written for one in new.numbers if one.value == old.value and one.is_like(old))
    at = new.text.find(written.split()[0]) if written else -1
    return _OLD.search(new.text[: at if at >= 0 else None]) is not None


def _direction(change: Quantity, text: str) -> int:
    """1 where a number is told as more than another ("eight million more"), -1 as less, 0 where as neither."""
    for match in _NUMERAL.finditer(text):
        told = _MORE.match(text[match.end() :])
        if told and any(one.value == change.value for one in quantities(match.group())):
            return 1 if told["more"] else -1
    return 0
