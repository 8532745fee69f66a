"""One claim of a draft on its way to a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.desk.checking.types import CheckVerdict
from assistant.evidence import Evidence, EvidenceSentence


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """What is to be judged.

    Attributes:
        text: the sentence as it is judged; an item of a list begins with the line that introduces the list.
        before: the sentence before it, where it leans back on that ("He also said …"); else empty.
        evidence: the sentences of the articles that come nearest.
    """

    text: str
    before: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Found:
    """A verdict with its reason and the sentences beside it."""

    verdict: CheckVerdict
    reason: str = ""
    beside: tuple[EvidenceSentence, ...] = ()


class Verdicts(Protocol):
    """Gives verdicts.

    Attributes:
        at_once: claims that it wants to see together.
        name: what judges, for a reader.
    """

    at_once: int
    name: str

    def of(self, claims: Sequence[DraftClaim]) -> list[Found]:
        """The verdict on each claim, in order.

        Raises:
            ModelError: the model that judges cannot be used.
        """
