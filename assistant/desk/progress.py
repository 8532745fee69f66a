"""How far a piece of work is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a piece of work that takes a while.

    Attributes:
        done: units that are read.
        total: units there are to read.
        unit: what they are, in the plural ("passages", "sentences").
        seconds_left: an estimate, None where nothing was timed yet.
        what: what is done now, in a few words.
    """

    done: int
    total: int
    unit: str
    seconds_left: float | None = None
    what: str = ""
    type: Literal["progress"] = "progress"

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)
