"""Reports of one event become one entry, and what a later report tells otherwise is found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from assistant.desk.timeline.told import Told
from assistant.evidence.copies import SAME_SENTENCE
from assistant.grounding.names import same_name
from assistant.grounding.reading import Counted
from assistant.grounding.time_expressions import Days
from assistant.words import stems

#: Two sentences of one day tell of one event from this cosine on.
SAME_DAY = 0.6
#: Where one only says in which week or month, or the days differ, they must be nearer to each other.
OTHER_DAY = 0.75
#: A report that says of itself that it corrects something.
_CORRECTS = re.compile(
    r"\b(?:correct(?:ed|s|ion|ing)|revis(?:ed|es|ion|ing)|amended|retract(?:ed|s|ion)|clarifi(?:ed|es|cation)"
    r"|earlier (?:version|report|figure|toll|count)s?|(?:first|earlier|previously|initially) (?:reported|stated|given))\b",
    re.IGNORECASE,
)
_EXACT = {"day": 0, "days": 1, "week": 2, "month": 3, "year": 4}


@dataclass(frozen=True, slots=True)
class Change:
    """What a later report tells otherwise than an earlier one."""

    kind: Literal["number", "date"]
    earlier: str
    later: str
    before: Told
    after: Told

    @property
    def corrects(self) -> bool:
        """Whether the later report says that it corrects something."""
        return _CORRECTS.search(self.after.origin.text) is not None


@dataclass(slots=True)
class Event:
    """Reports of one event; ``changes`` are what later ones tell otherwise."""

    reports: list[Told]
    changes: list[Change] = field(default_factory=list)

    @property
    def shown(self) -> Told:
        """The report that is shown: of the latest word, the most exact date that an article states itself."""
        latest = {id(change.after) for change in self.changes} - {id(change.before) for change in self.changes}
        among = [one for one in self.reports if id(one) in latest] or self.reports
        return min(
            among,
            key=lambda one: (
                _EXACT[one.days.precision],
                one.moment.role == "said",
                bool(one.days.reckoned) and one.moment.written.lower() in ("today", "overnight"),
                one.published,
                one.origin.place,
            ),
        )


def events_of(told: Sequence[Told]) -> list[Event]:
    """The events of some dated sentences, in the order of their days.

    Each sentence joins the event whose nearest report it is near to; the most exact dates come first, so that "in
    March" joins "on 3 March", not the other way round.
    """
    events: list[Event] = []
    for one in sorted(told, key=lambda one: (_EXACT[one.days.precision], one.published, one.origin.place)):
        best = max(
            ((_nearness(one, event), number) for number, event in enumerate(events)),
            default=(0.0, -1),
        )
        if best[0] > 0:
            events[best[1]].reports.append(one)
        else:
            events.append(Event([one]))
    for event in events:
        event.changes += _changes(event.reports)
    _moved(events)
    return sorted(events, key=lambda event: (event.shown.days.first, event.shown.days.last, event.shown.origin.place))


def _nearness(one: Told, event: Event) -> float:
    """How near a sentence is to an event, 0 where it is another: by its nearest report, if the farthest may be one."""
    near = [_same_event(one, other) for other in event.reports]
    return max(near) if all(value > 0 for value in near) else 0.0


def _same_event(one: Told, other: Told) -> float:
    """The cosine of two sentences that tell of one event; 0 where they do not."""
    if not _overlap(one.days, other.days):
        return 0.0
    if one.origin.place == other.origin.place:
        return 0.0  # one sentence tells of two days
    if (one.moment.role == "said") != (other.moment.role == "said"):
        return 0.0
    cosine = float(one.vector @ other.vector)
    alike = one.days.first == other.days.first and one.days.last == other.days.last
    return cosine if cosine >= (SAME_DAY if alike else OTHER_DAY) else 0.0


def _overlap(one: Days, other: Days) -> bool:
    return one.first <= other.last and other.first <= one.last


def _changes(reports: Sequence[Told]) -> Iterator[Change]:
    """Numbers that a later report gives otherwise for the same thing, each once."""
    seen = set()
    for one, other in combinations(sorted(reports, key=lambda one: one.published), 2):
        if one.origin.article_id == other.origin.article_id or one.published == other.published:
            continue
        for earlier, later in other_numbers(one.reading.counted, other.reading.counted):
            if (earlier, later) not in seen:
                seen.add((earlier, later))
                yield Change("number", earlier, later, one, other)


def other_numbers(one: Sequence[Counted], other: Sequence[Counted]) -> Iterator[tuple[str, str]]:
    """Different numbers that two sentences give for the same thing: ("37 people", "41 people")."""
    for own in one:
        same = [it for it in other if _is_same_thing(own, it)]
        if same and not any(it.value == own.value for it in same):
            theirs = [it for it in same if not any(mine.value == it.value for mine in one if _is_same_thing(mine, it))]
            if len(theirs) == 1:
                yield own.written, theirs[0].written


def _is_same_thing(one: Counted, other: Counted) -> bool:
    """Whether two numbers count the same: the same noun and, where both have one, the same verb."""
    if not one.thing or one.thing != other.thing:
        return False
    verbs, others = one.of - {one.thing}, other.of - {other.thing}
    return not verbs or not others or bool(verbs & others)


def _moved(events: list[Event]) -> None:
    """A plan of which a later report names another day, and a day that a later report sets right."""
    for one, other in combinations(events, 2):
        if _overlap(one.shown.days, other.shown.days):
            continue
        for before, after in _pairs(one, other):
            change = Change("date", before.moment.written, after.moment.written, before, after)
            if _is_moved(change):
                holder = one if before in one.reports else other
                if not any(known.kind == "date" for known in holder.changes):
                    holder.changes.append(change)
                break


def _pairs(one: Event, other: Event) -> Iterator[tuple[Told, Told]]:
    for first in one.reports:
        for second in other.reports:
            before, after = sorted((first, second), key=lambda told: told.published)
            if before.published < after.published and before.origin.article_id != after.origin.article_id:
                yield before, after


def _is_moved(change: Change) -> bool:
    before, after = change.before, change.after
    if before.moment.of != after.moment.of or not _EXACT[after.days.precision] <= _EXACT[before.days.precision]:
        return False
    if not all(any(same_name(name, mine) for mine in after.reading.names) for name in before.reading.names[:1]):
        return False
    cosine = float(before.vector @ after.vector)
    if before.moment.role == "planned" and after.moment.role in ("planned", "event"):
        return cosine >= OTHER_DAY or (cosine >= SAME_DAY and change.corrects)
    if before.moment.role == after.moment.role == "event":
        return (cosine >= SAME_DAY and change.corrects) or _is_same_sentence(before, after)
    return False


def _is_same_sentence(one: Told, other: Told) -> bool:
    own, theirs = (frozenset(stems(it.origin.text.replace(it.moment.written, " "))) for it in (one, other))
    return bool(own) and len(own & theirs) >= SAME_SENTENCE * len(own | theirs)
