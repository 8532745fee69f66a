"""Has a timeline the events, at the right dates, each once with all its reports?"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.cases.desk import Event, Topic
from eval.metrics.desk.pairing import paired
from eval.metrics.desk.quotes import quotes
from eval.types import Reference

#: Between the first and the last day of a date that is a span.
TO = " to "


@dataclass(frozen=True, slots=True)
class TimelineScore:
    """What a timeline comes to.

    Attributes:
        needed: how many events it should have.
        dated: how many of them it has at the right date, each once.
        missing: the others.
        judged: events told that rest on a sentence of the key.
        right: those of them with a date that is right for such a sentence.
        marked: those of the right ones that are told as vague or as exact as the key has them.
        misdated: date and quotation of the judged ones that are not right.
        several: events that are told and that have several reports in the key …
        merged: … and those of them that are told with all of these.
        beside: events told on other sentences; the key does not judge them, a person reads them.
    """

    needed: int
    dated: int
    missing: tuple[str, ...]
    judged: int
    right: int
    marked: int
    misdated: tuple[str, ...]
    several: int
    merged: int
    beside: tuple[str, ...]

    @property
    def recall(self) -> float:
        """The share of the needed events that are told at the right date."""
        return self.dated / self.needed

    @property
    def precision(self) -> float | None:
        """The share of the judged events with a right date; None where none could be judged."""
        return self.right / self.judged if self.judged else None


def timeline_score(topic: Topic, told: Sequence[Mapping[str, Any]]) -> TimelineScore:
    """Events against those of the key, by their sentences, one to one.

    Args:
        topic: the key.
        told: each with ``date`` ("2025", "2025-02", "2025-02-03", or two of them with " to " between), ``approximate``
            and ``quotes``, the words of all its reports.
    """
    pairs = paired(told, topic.events, _fit)
    placed = set(pairs.values())
    needed = [at for at, event in enumerate(topic.events) if event.needed]
    carried = [[event for event in topic.events if _carried(one, event.references)] for one in told]
    judged = [(one, events) for one, events in zip(told, carried, strict=True) if events]
    right = [(one, [event for event in events if right_date(one, event)]) for one, events in judged]
    several = [(told[at], topic.events[place]) for at, place in pairs.items() if _articles(topic.events[place]) > 1]
    return TimelineScore(
        needed=len(needed),
        dated=sum(at in placed for at in needed),
        missing=tuple(topic.events[at].what for at in needed if at not in placed),
        judged=len(judged),
        right=sum(bool(events) for _, events in right),
        marked=sum(any(_vague(one) == _is_vague(event) for event in events) for one, events in right),
        misdated=tuple(_shown(one) for one, events in right if not events),
        several=len(several),
        merged=sum(all(_carried(one, [reference]) for reference in event.references) for one, event in several),
        beside=tuple(_shown(one) for one, events in zip(told, carried, strict=True) if not events),
    )


def right_date(told: Mapping[str, Any], event: Event) -> bool:
    """Whether a date told is the event's; of an approximate event, any span within it told as vague will do."""
    try:
        first, last = _days(told["date"])
    except ValueError:  # none, or nothing that is a date
        return False
    if any((first, last) == _days(date) for date in (event.date, *event.also)):
        return True
    begin, end = _days(event.date)
    return event.approximate and _vague(told) and begin <= first <= last <= end


def _fit(told: Mapping[str, Any], event: Event) -> int:
    if not (_carried(told, event.references) and right_date(told, event)):
        return 0
    return 1 + sum(_carried(told, [reference]) for reference in event.references)


def _carried(told: Mapping[str, Any], references: Sequence[Reference]) -> bool:
    return any(quotes(quote, references) for quote in told["quotes"])


def _vague(told: Mapping[str, Any]) -> bool:
    first, last = _days(told["date"])
    return bool(told["approximate"]) or first != last


def _is_vague(event: Event) -> bool:
    first, last = _days(event.date)
    return event.approximate or first != last


def _days(date: str) -> tuple[str, str]:
    """The first and the last day of a date.

    Raises:
        ValueError: it is none.
    """
    begin, _, end = date.partition(TO)
    return _first(begin), _last(end or begin)


def _first(date: str) -> str:
    year, month, day = _parts(date)
    return f"{year:04}-{month or 1:02}-{day or 1:02}"


def _last(date: str) -> str:
    year, month, day = _parts(date)
    month = month or 12
    return f"{year:04}-{month:02}-{day or monthrange(year, month)[1]:02}"


def _parts(date: str) -> tuple[int, int, int]:
    parts = [int(part) for part in date.split("-")]
    year, month, day = [*parts, 0, 0][:3]
    return year, month, day


def _articles(event: Event) -> int:
    return len({reference.article for reference in event.references})


def _shown(told: Mapping[str, Any]) -> str:
    return f"{told['date']}: {' / '.join(told['quotes'])}"
