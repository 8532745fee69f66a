"""The state of one answer in the making, and what becomes of each sentence on its way through the checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.draft import Draft
from assistant.answering.means import Means
from assistant.checkers import Check, Claim
from assistant.evidence import Evidence, EvidenceSentence
from assistant.generation import Written
from assistant.grounding.asked import Asked
from assistant.grounding.grounder import Examined
from assistant.types import Signals


@dataclass
class Writing:
    """One answer in the making and the means that make it."""

    draft: Draft
    means: Means
    answers: bool | None = None
    refused: bool = False
    given: bool = False
    wanted: Asked | None = None
    beside_the_question: bool = False

    @property
    def asked(self) -> Asked:
        """What the question wants, read when the first statement is there: the parser loads meanwhile."""
        if self.wanted is None:
            self.wanted = self.means.grounder.asked_for(self.draft.asked)
        return self.wanted

    def sure(self, confidence: float) -> None:
        """Note how sure a look is that the question is answered."""
        self.draft.confidence = confidence
        self.draft.looks.append(round(confidence, 4))

    def signals(self) -> Signals:
        """Why the answer is as it is."""
        chosen = self.means.chosen
        name = self.means.checker.name
        return Signals(chosen.profile.name, chosen.reason, name, tuple(self.draft.looks), self.answers)


@dataclass(frozen=True)
class Read:
    """The evidence that the model has read, and its P(yes) that it answers the question (None: not given).

    ``confidence`` is that of the gate's first look, ``step`` which of the given steps it was, from 1.
    """

    evidence: Evidence
    answerable: float | None
    confidence: float
    step: int


@dataclass(frozen=True)
class Pending:
    """A statement that is to be checked; ``named`` are the sentences that the model itself cites for it."""

    text: str
    written: Written
    named: list[EvidenceSentence]


@dataclass(frozen=True)
class Checked:
    """What was found of it."""

    examined: Examined
    check: Check


def examined(
    writing: Writing, evidence: Evidence, text: str, asked: str, named: Sequence[EvidenceSentence] = ()
) -> Checked:
    """A statement by itself: what it rests on first, then the checker, unless a rule has settled it."""
    found = writing.means.grounder.examine(text, asked, evidence, named)
    check = Check()
    if not (found.hopeless or found.is_verbatim):
        claim = Claim(found.text, tuple(found.cited))
        check = writing.means.checker.check(writing.draft.asked, [claim], evidence).checks[0]
    writing.draft.clock.lap("grounding")
    return Checked(found, check)
