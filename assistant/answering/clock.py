"""Where the time of one answer goes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from assistant.types import Timings


@dataclass
class Clock:
    """Adds up the seconds of each stage of one answer."""

    started: float = field(default_factory=time.perf_counter)
    spent: dict[str, float] = field(default_factory=dict)
    first: float | None = None
    _last: float = field(default_factory=time.perf_counter)

    def lap(self, stage: str, share: float = 1.0, rest: str = "") -> None:
        """Book the time since the last lap on this stage, or only this share and the rest on another."""
        now = time.perf_counter()
        spent = now - self._last
        self._last = now
        self.spent[stage] = self.spent.get(stage, 0.0) + share * spent
        if rest:
            self.spent[rest] = self.spent.get(rest, 0.0) + (1 - share) * spent

    def first_token(self) -> None:
        """Note when the model's first words were there."""
        if self.first is None:
            self.first = time.perf_counter() - self.started

    def timings(self) -> Timings:
        """What was measured so far."""
        return Timings(
            retrieval=self.spent.get("retrieval", 0.0),
            first_token=self.first,
            generation=self.spent.get("generation", 0.0),
            grounding=self.spent.get("grounding", 0.0),
            total=time.perf_counter() - self.started,
        )
