"""Where the sources tell the same thing differently: another number, a denial, the opposite direction.

One sentence is held against the other as the checks of an answer hold a statement against its sources
(`grounding/checks.py`). Compared are only sentences that are much about the same, of two articles or of two speakers,
and both are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.desk.briefing.reading import Found
from assistant.desk.briefing.sections import speaker
from assistant.desk.briefing.topics import Topic
from assistant.grounding.checks import Premise, denials, directions
from assistant.grounding.names import same_name
from assistant.grounding.owners import is_denial

#: Cosine from which two sentences may be about the same.
SAME_MATTER = 0.6
#: Words of content that they must share.
MIN_SHARED = 2
#: Numbers of one thing that differ by more than this factor count different things: those killed, and the inhabitants.
SAME_ORDER = 3
#: Differences that are shown.
MOST = 8


@dataclass(frozen=True, slots=True)
class Difference:
    """In what the sources differ, and the sentences that do, the earlier first; a denial has its claim with it."""

    head: str
    sides: tuple[Found, ...]


def differences(topic: Topic) -> list[Difference]:
    """The differences within one sub-topic, those of the most similar sentences first."""
    found = [one for one in topic.found if not one.standing.opinion]
    told: list[Difference] = []
    for first, second in _pairs(found):
        if not _is_told((first, second), told) and (head := _difference(first, second)):
            told.append(Difference(head, (first, second)))
    for one in found:
        if is_denial(one.reading) and not _is_told((one,), told):
            told.append(Difference("Claimed and denied", (one,)))
    return told[:MOST]


def _pairs(found: Sequence[Found]) -> list[tuple[Found, Found]]:
    """The pairs that are much about the same, the most similar first."""
    if len(found) < 2:
        return []
    vectors = np.stack([one.sentence.vector for one in found])
    alike = np.triu(vectors @ vectors.T, 1)
    near = np.argwhere(alike >= SAME_MATTER)
    order = sorted(near.tolist(), key=lambda pair: -alike[pair[0], pair[1]])
    pairs = ((found[first], found[second]) for first, second in order)
    return [
        (one, other)
        for one, other in pairs
        if _are_two_sources(one, other) and len(one.reading.content & other.reading.content) >= MIN_SHARED
    ]


def _are_two_sources(one: Found, other: Found) -> bool:
    if one.article != other.article:
        return True
    first, second = speaker(one), speaker(other)
    return bool(first and second) and first != second and not same_name(first, second)


def _difference(one: Found, other: Found) -> str:
    if _numbers_differ(one, other):
        return "Another number in a later report" if one.date < other.date else "Different numbers"
    premise = Premise(one.sentence, one.reading)
    if any(denials(other.reading, [premise])):
        return "Denied in a later report" if one.date < other.date else "One denies what the other says"
    # what was closed is opened later: only at the same time that is no development but a contradiction
    if one.date == other.date and any(directions(other.reading, [premise])):
        return "The opposite"
    return ""


def _numbers_differ(one: Found, other: Found) -> bool:
    """Whether both count the same thing and have no number of it in common."""
    for thing in {told.thing for told in one.reading.counted} - {""}:
        first = {told.value for told in one.reading.counted if told.thing == thing}
        second = {told.value for told in other.reading.counted if told.thing == thing}
        if first and second and not first & second:
            return any(max(a, b) <= SAME_ORDER * min(a, b) for a in first for b in second)
    return False


def _is_told(sides: Sequence[Found], told: Sequence[Difference]) -> bool:
    """Whether one of them stands in a difference already."""
    shown = {id(one) for difference in told for one in difference.sides}
    return any(id(one) in shown for one in sides)
