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
    WORKED_OUT = "worked out"
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
    OWNER = "owner"
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


#: No probability overrules it.
NEVER = 2.0
#: Behind each kind: on how many of 284 faithful and of 369 wrong claims of the report halves it was found
#: (`docs/grounding.md`). Many of the false alarms are details that the labelled summary adds to its article.
WEIGHTS: Mapping[Kind, Weight] = MappingProxyType(
    {
        Kind.NUMBER: Weight(Severity.VETO, NEVER),  # 10, 39
        # right or wrong by chance: a checker must know
        Kind.WORKED_OUT: Weight(Severity.DOUBT, 0.9),
        Kind.COUNTED: Weight(Severity.DOUBT, 0.9),  # 5, 11
        Kind.DATE: Weight(Severity.VETO, NEVER),  # 5, 24
        Kind.NAME: Weight(Severity.VETO, NEVER),  # 7, 34
        Kind.NAME_ELSEWHERE: Weight(Severity.DOUBT, 0.9),  # 3, 15
        # a yes of the model's own has let "Stoltenberg said" pass over a sentence that begins "Scholz said"
        Kind.SPEAKER: Weight(Severity.VETO, NEVER),  # 0, 5
        Kind.NEGATION: Weight(Severity.VETO, 0.95),  # 4, 15
        Kind.DIRECTION: Weight(Severity.DOUBT, 0.9),  # 3, 12
        Kind.ROLE: Weight(Severity.VETO, 0.95),  # 0, 8
        Kind.ACTOR: Weight(Severity.VETO, 0.95),  # 3, 19
        Kind.HEDGE: Weight(Severity.DOUBT, 0.9),  # 21, 42
        # a model's yes is to the content, not to who holds it
        Kind.OWNER: Weight(Severity.DOUBT, NEVER),
        Kind.QUOTATION: Weight(Severity.DOUBT, NEVER),  # 0, 5
        # keeps planted orders out (`eval/data/attacks`); news has hardly any
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
