"""How long it still takes, from what the passages read so far took."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

#: Before so many passages were timed, nothing is told.
FEWEST = 3
#: The golden ratio: positions multiplied by it and taken modulo 1 are spread evenly however many are taken.
_SPREAD = 0.6180339887498949
#: A passage that took more than so many times the median is an exception (the model was loading, the machine busy).
_EXCEPTION = 5.0


def spread(count: int) -> list[int]:
    """An order in which to read ranked passages, such that those read so far are always a fair sample of all.

    The best ones name many members and take long, the last ones none: an estimate from the best would be far off.
    """
    return sorted(range(count), key=lambda rank: ((rank * _SPREAD) % 1.0, rank))


class Pace:
    """Learns how long a passage takes.

    Args:
        timed: (length, seconds) of passages that were read before, the last time.
    """

    def __init__(self, timed: Sequence[tuple[int, float]] = ()) -> None:
        self._timed = list(timed)

    def add(self, length: int, seconds: float) -> None:
        """A passage of so many characters was read in so many seconds."""
        self._timed.append((length, seconds))

    def left(self, lengths: Sequence[int], at_once: int = 1) -> float | None:
        """Seconds for passages of these lengths; None where too little was timed.

        Args:
            lengths: characters of each.
            at_once: passages that are read at the same time.
        """
        if len(self._timed) < FEWEST:
            return None
        usual = median(seconds for _, seconds in self._timed)
        timed = [(length, seconds) for length, seconds in self._timed if seconds <= _EXCEPTION * max(usual, 1e-9)]
        characters = sum(length for length, _ in timed)
        if not timed or characters <= 0:
            return 0.0
        return sum(seconds for _, seconds in timed) / characters * sum(lengths) / at_once

    @property
    def usual(self) -> float | None:
        """The median of the seconds that a passage took."""
        return median(seconds for _, seconds in self._timed) if self._timed else None
