"""Reports of one event become one entry, and a day that a later report tells otherwise is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from assistant.desk.timeline.overtaken import corrects, other_numbers
from assistant.desk.timeline.told import Told
from assistant.evidence import Span
from assistant.grounding.names import same_name
from assistant.grounding.time_expressions import Days
from assistant.words import stems

#: Cosine from which two sentences of one day tell of one event. On the development half pairs of one event reach 0.25
#: to 0.90, other pairs of one day 0.38: below, an event told twice is better than one that hides another.
SAME_DAY = 0.6
#: The same where they share a number, or the verb or noun that the day belongs to.
SAME_DAY_AND_MATTER = 0.45
#: Where one only says in which week or month, or the days differ, sentences must be nearer to each other.
OTHER_DAY = 0.65
#: Two sentences whose stems overlap this much (Jaccard) tell the same; their days apart.
SAME_SENTENCE = 0.75
_EXACT = {"day": 0, "days": 1, "week": 2, "month": 3, "year": 4}


@dataclass(frozen=True, slots=True)
class Change:
    """What a later report tells otherwise than an earlier one; ``before`` and ``after`` are what is shown of them."""

    kind: Literal["number", "date"]
    earlier: str
    later: str
    before: Span
    after: Span

    @property
    def corrects(self) -> bool:
        """Whether the later report says that it corrects something."""
        return corrects(self.after.text)


@dataclass(slots=True)
class Event:
    """Reports of one event; ``changes`` are what later ones tell otherwise."""

    reports: list[Told]
    changes: list[Change] = field(default_factory=list)

    @property
    def shown(self) -> Told:
        """The report that is shown: of the latest word, the most exact date; the earliest of those."""
        latest = {change.after.place for change in self.changes} - {change.before.place for change in self.changes}
        among = [one for one in self.reports if one.shown.place in latest] or self.reports
        return min(
            among,
            key=lambda one: (
                _EXACT[one.days.precision],
                one.moment.role != "event",
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
        nearness, number = max(
            ((_nearness(one, event), number) for number, event in enumerate(events)), default=(0.0, -1)
        )
        if nearness > 0:
            events[number].reports.append(one)
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
    if not _overlap(one.days, other.days) or one.origin.place == other.origin.place:
        return 0.0
    cosine = float(one.vector @ other.vector)
    if one.days.first != other.days.first or one.days.last != other.days.last:
        return cosine if cosine >= OTHER_DAY else 0.0
    matter = one.moment.of == other.moment.of or any(
        mine.agrees_with(its) for mine in one.reading.numbers for its in other.reading.numbers
    )
    return cosine if cosine >= (SAME_DAY_AND_MATTER if matter else SAME_DAY) else 0.0


def _overlap(one: Days, other: Days) -> bool:
    return one.first <= other.last and other.first <= one.last


def _changes(reports: Sequence[Told]) -> Iterator[Change]:
    """Numbers that a later report of the event gives otherwise for the same thing, each once."""
    seen = set()
    for one, other in combinations(sorted(reports, key=lambda one: one.published), 2):
        if one.origin.article_id == other.origin.article_id or one.published == other.published:
            continue
        for earlier, later in other_numbers(one.reading.counted, other.reading.counted):
            if (earlier, later) not in seen:
                seen.add((earlier, later))
                yield Change("number", earlier, later, one.shown, other.shown)


def _moved(events: list[Event]) -> None:
    """A plan of which a later report names another day, and a day that a later report sets right."""
    for event in events:
        later = sorted(
            (
                (after, before)
                for other in events
                if other is not event and not _overlap(event.shown.days, other.shown.days)
                for before in event.reports
                for after in other.reports
                if _is_moved(before, after)
            ),
            key=lambda pair: pair[0].published,
        )
        if later:
            after, before = later[0]
            event.changes.append(Change("date", before.moment.written, after.moment.written, before.shown, after.shown))


def _is_moved(before: Told, after: Told) -> bool:
    if before.published >= after.published or before.origin.article_id == after.origin.article_id:
        return False
    if _EXACT[after.days.precision] > _EXACT[before.days.precision]:
        return False
    if not any(same_name(name, mine) for name in before.reading.names for mine in after.reading.names):
        return False
    matter = before.moment.of in after.reading.content or after.moment.of in before.reading.content
    cosine = float(before.vector @ after.vector)
    if before.moment.role == "planned" and after.moment.role in ("planned", "event"):
        return matter and cosine >= OTHER_DAY
    if before.moment.role == after.moment.role == "event":
        return (cosine >= SAME_DAY and corrects(after.shown.text)) or _is_same_sentence(before, after)
    return False


def _is_same_sentence(one: Told, other: Told) -> bool:
    own, theirs = (frozenset(stems(it.origin.text.replace(it.moment.written, " "))) for it in (one, other))
    return bool(own) and len(own & theirs) >= SAME_SENTENCE * len(own | theirs)
