"""Dated sentences: a sentence as it stands, with one of its times and the day that this means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Span
from assistant.grounding.moments import Moment
from assistant.grounding.reading import Reading
from assistant.grounding.time_expressions import Days

#: What an entry of a timeline may be; other times belong to a name, or hang on a condition.
SHOWN = ("event", "planned", "said")
#: Characters that may stand between a date and the sentence that counts from it: a sentence of news.
NEAR = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What one sentence tells of one time.

    Attributes:
        origin: the sentence.
        shown: what is shown of it: with the sentence before, where it leans on that.
        reading: what stands in it.
        moment: its time.
        days: the days that this means.
        vector: the embedding of what is shown, L2-normalised.
    """

    origin: Span
    shown: Span
    reading: Reading
    moment: Moment
    days: Days
    vector: NDArray[np.float32]

    @property
    def published(self) -> str:
        """ISO date of its article; empty where that has none, which comes before all."""
        return self.origin.date or ""


def told_in(
    origin: Span, shown: Span, reading: Reading, vector: NDArray[np.float32], before: Told | None = None
) -> list[Told]:
    """What a sentence tells with a date, one entry a day: of two times of one day the first counts.

    Args:
        origin: the sentence.
        shown: what is shown of it.
        reading: what stands in it.
        vector: the embedding of what is shown.
        before: the last dated sentence before it in its article, from which "a day later" counts.
    """
    found: dict[tuple[object, object], Told] = {}
    anchor = before if before is not None and _is_near(before.origin, origin) else None
    for moment in reading.moments:
        days = moment.days
        if moment.seen_from is not None and anchor is not None:
            days = moment.seen_from.days_from(anchor.days, anchor.moment.written)
        if days is None or moment.role not in SHOWN:
            continue
        one = anchor = Told(origin, shown, reading, moment, days, vector)
        known = found.get((days.first, days.last))
        if known is None or (known.moment.role == "said" and moment.role != "said"):
            found[days.first, days.last] = one
    return list(found.values())


def _is_near(before: Span, origin: Span) -> bool:
    """Whether hardly more than a sentence stands between two of one article."""
    return before.article_id == origin.article_id and 0 <= origin.start - before.end <= NEAR


def is_unplaced(reading: Reading) -> bool:
    """Whether a sentence that gave no date names a time of something that happened."""
    times = [one for one in reading.moments if one.role != "part"]
    return bool(times)
