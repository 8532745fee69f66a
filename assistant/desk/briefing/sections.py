"""What is shown of each sub-topic: what happened, who says what, numbers, open questions.

Sentences are told apart by their readings; of those that fit, the most typical ones that do not repeat each other are
taken. Opinion pieces have a place under "Who says what" alone, and nothing that is hedged is told as an event.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.answering.quarry import REPEATED, typical
from assistant.desk.briefing.reading import Found
from assistant.desk.briefing.result import SectionKind
from assistant.desk.briefing.topics import Topic
from assistant.grounding.names import same_name
from assistant.grounding.owners import mostly_quoted
from assistant.grounding.reading import Reading
from assistant.instructions import stated
from assistant.words import stem, stems, words

#: Statements of each section that are wanted in all, and at least of each sub-topic.
WANTED: dict[SectionKind, int] = {"events": 12, "speakers": 10, "numbers": 8, "open": 6}
FEWEST = 2
#: Two sentences with the same numbers of the same things say the same from this share of common words on.
HALF = 0.5

#: What is denied of a matter that is open: "did not say", "has not been decided".
_SETTLED = frozenset(
    map(
        stem,
        "know clear determine decide confirm disclose specify explain comment reveal establish agree settle "
        "certain".split(),
    )
)
#: Speak for nobody.
_ANYBODY = frozenset("nobody everybody somebody anybody everyone someone anyone one".split())
_UNSETTLED = re.compile(
    r"\b(?:unclear|unknown|undecided|unresolved|remains? to be seen|open question|(?:remains?|still) open"
    r"|declined? to (?:say|comment|name)|yet to)\b",
    re.IGNORECASE,
)


@dataclass
class Chosen:
    """What is shown already: nothing is shown twice."""

    shown: list[Found] = field(default_factory=list)

    def take(self, candidates: Sequence[Found], most: int) -> list[Found]:
        """At most so many of the candidates, in their order, that say something new."""
        taken: list[Found] = []
        for one in candidates:
            if len(taken) < most and not any(says_the_same(one, other) for other in self.shown):
                taken.append(one)
                self.shown.append(one)
        return taken


def says_the_same(one: Found, other: Found) -> bool:
    """Whether nearly all words of the shorter one stand in the other, or half of them and all it counts."""
    first, second = set(stems(one.sentence.text)), set(stems(other.sentence.text))
    share = len(first & second) / (min(len(first), len(second)) or 1)
    counts, told = ({(own.thing, own.value) for own in found.reading.counted} for found in (one, other))
    return share >= (HALF if counts and counts <= told else REPEATED)


def candidates(kind: SectionKind, topic: Topic) -> list[Found]:
    """All sentences of a sub-topic that fit into a section, in order of time; open questions newest first."""
    fits: dict[SectionKind, Callable[[Found], bool]] = {
        "events": is_event,
        "speakers": lambda one: bool(speaker(one)),
        "numbers": lambda one: bool(one.reading.counted) and not (one.standing.opinion or one.reading.hedges),
        "open": lambda one: is_open(one.reading) and not one.standing.opinion,
    }
    found = [one for one in topic.found if fits[kind](one)]
    if kind == "open":  # what was open may have been settled since
        found.sort(key=lambda one: one.date, reverse=True)
    return found


def choose(kind: SectionKind, topic: Topic, most: int, chosen: Chosen) -> list[Found]:
    """The statements of a section on a sub-topic, in reading order."""
    found = candidates(kind, topic)
    if kind == "events":
        first = [one for one in found if one.leads]
        return _by_date(chosen.take(_typical(first, most), most) or chosen.take(_typical(found, most), most))
    if kind == "speakers":
        return chosen.take(_one_each(found), most)
    if kind == "numbers":
        return _by_date(chosen.take(_typical(found, 2 * most), most))
    return chosen.take(found, most)


def is_event(one: Found) -> bool:
    """A report of what happened: no opinion, nothing hedged, not somebody's words."""
    return not (one.standing.opinion or one.reading.hedges or mostly_quoted(one.sentence.text) or is_open(one.reading))


def is_open(reading: Reading) -> bool:
    """Whether a sentence says that something is not known or not settled."""
    if _UNSETTLED.search(reading.text):
        return True
    unstated = len(words(reading.text)) - len(words(stated(reading.text)))
    return unstated > 0 or any(one.denied and one.root in _SETTLED for one in reading.predicates)


def speaker(one: Found) -> str:
    """Who speaks in a sentence, "" where nobody does."""
    if one.standing.opinion:
        return one.sentence.origin.author or one.sentence.origin.source or ""
    named = [told for told in one.reading.attributions if not told.is_pronoun and told.speaker.lower() not in _ANYBODY]
    return (" ".join(named[0].names[-1:]) or named[0].speaker) if named else ""


def _one_each(found: Sequence[Found]) -> list[Found]:
    """The most typical sentence of each speaker first, then the second of each."""
    by_speaker: list[tuple[str, list[Found]]] = []
    for one in found:
        name = speaker(one)
        known = next((told for other, told in by_speaker if other == name or same_name(other, name)), None)
        known.append(one) if known is not None else by_speaker.append((name, [one]))
    by_speaker.sort(key=lambda told: -len(told[1]))
    ranked = [_ranked(told) for _, told in by_speaker]
    return [told[turn] for turn in range(2) for told in ranked if len(told) > turn]


def _ranked(found: Sequence[Found]) -> list[Found]:
    best = _typical(found, 1, first=False)
    return [*best, *(one for one in found if one not in best)]


def _typical(found: Sequence[Found], most: int, *, first: bool = False) -> list[Found]:
    by_place = {one.sentence.origin.place: one for one in found}
    chosen = typical([one.sentence for one in found], most, first=first)
    return [by_place[sentence.origin.place] for sentence in chosen]


def _by_date(found: Sequence[Found]) -> list[Found]:
    return sorted(found, key=lambda one: (one.date, one.sentence.origin.place))
