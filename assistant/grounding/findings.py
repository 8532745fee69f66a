"""What a check has found, and in one table what each kind of finding means for a statement.

A *veto* makes a statement unsupported, a *doubt* leaves it "partly", a *note* is only told. A checker that is sure of
the statement overrules what its row allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Kind(Enum):
    """What a finding is about."""

    NUMBER = "number"
    COUNTED = "counted"
    DATE = "date"
    NAME = "name"
    NAME_ELSEWHERE = "name elsewhere"
    SPEAKER = "speaker"
    NEGATION = "negation"
    DIRECTION = "direction"
    ROLE = "role"
    ACTOR = "actor"
    HEDGE = "hedge"
    QUOTATION = "quotation"
    ASKED = "asked"


class Severity(Enum):
    """What a finding does to a statement that is not overruled."""

    VETO = "veto"
    DOUBT = "doubt"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Weight:
    """The severity of a kind, and the checker's probability from which it does not count (above 1: never)."""

    severity: Severity
    overruled_from: float


NEVER = 2.0
WEIGHTS: Mapping[Kind, Weight] = MappingProxyType(
    {
        Kind.NUMBER: Weight(Severity.VETO, NEVER),
        Kind.COUNTED: Weight(Severity.DOUBT, 0.9),
        Kind.DATE: Weight(Severity.VETO, NEVER),
        Kind.NAME: Weight(Severity.VETO, NEVER),
        Kind.NAME_ELSEWHERE: Weight(Severity.DOUBT, 0.9),
        Kind.SPEAKER: Weight(Severity.VETO, 0.95),
        Kind.NEGATION: Weight(Severity.VETO, 0.95),
        Kind.DIRECTION: Weight(Severity.DOUBT, 0.9),
        Kind.ROLE: Weight(Severity.VETO, 0.95),
        Kind.ACTOR: Weight(Severity.VETO, 0.95),
        Kind.HEDGE: Weight(Severity.DOUBT, 0.9),
        Kind.QUOTATION: Weight(Severity.DOUBT, NEVER),
        Kind.ASKED: Weight(Severity.VETO, NEVER),
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One failed check: its kind, and the reason in words."""

    kind: Kind
    reason: str

    @property
    def severity(self) -> Severity:
        """What it does to a statement."""
        return WEIGHTS[self.kind].severity

    def is_overruled(self, probability: float | None) -> bool:
        """Whether a checker that gives this probability is sure enough for the finding not to count."""
        return probability is not None and probability >= WEIGHTS[self.kind].overruled_from
