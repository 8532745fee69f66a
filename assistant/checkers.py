"""Does the evidence say what a statement says? One seam, several ways to find out.

A checker gives probabilities; what they are worth beside what rules have found is decided in ``grounding/``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant import failures
from assistant.cross_encoders import PairModel, folder_of
from assistant.evidence import Evidence
from assistant.generation import Generator
from assistant.models import ModelStore
from assistant.profiles import ModelProfile
from assistant.settings import Settings

#: What a yes or no without a probability is taken for; no model is right more often than that.
SAID_YES, SAID_NO = 0.97, 0.03
#: What models for entailment and fact checking call the output that says yes.
_SUPPORTS = re.compile(r"entail|support|consistent|faithful|factual|true|yes")


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement to be checked; ``premises`` are the sentences that it seems to rest on, as they stand there."""

    text: str
    premises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """What a checker found of one statement.

    Attributes:
        probability: that the evidence says all of it, None where nobody could tell.
        carried_by: numbers, from 0, of the sentences of the evidence that carry it, where the checker names them.
    """

    probability: float | None = None
    carried_by: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Checks:
    """One :class:`Check` for each claim, in order; ``answers``: whether they answer the question, if that is told."""

    checks: tuple[Check, ...]
    answers: bool | None = None


class Checker(Protocol):
    """Checks statements against evidence.

    Attributes:
        name: what it is called in messages and traces.
        whole: whether it wants all statements of an answer at once; else it gets each as soon as it is written.
    """

    name: str
    whole: bool

    def check(self, question: str, claims: Sequence[Claim], evidence: Evidence) -> Checks:
        """Check the claims.

        Raises:
            ModelError: the model that checks cannot be used.
        """


class TokenChecker:
    """Asks the model for yes or no, one statement at a time, and reads the probability of its first token."""

    name = "token probabilities"
    whole = False

    def __init__(self, generator: Generator) -> None:
        self._generator = generator

    def check(self, question: str, claims: Sequence[Claim], evidence: Evidence) -> Checks:
        """See :class:`Checker`."""
        return Checks(tuple(Check(self._generator.supported(claim.text, evidence, claim.premises)) for claim in claims))


class StructuredChecker:
    """Asks the model for a verdict on all statements at once, as JSON.

    Args:
        generator: asks.
    """

    name = "structured verdicts"
    whole = True

    def __init__(self, generator: Generator) -> None:
        self._generator = generator

    def check(self, question: str, claims: Sequence[Claim], evidence: Evidence) -> Checks:
        """See :class:`Checker`."""
        judgement = self._generator.judged(question, [claim.text for claim in claims], evidence)
        if judgement is None:
            return Checks((Check(),) * len(claims))
        checks = []
        for number in range(len(claims)):
            judged = judgement.statements.get(number)
            if judged is None:
                checks.append(Check())
            else:
                sure = SAID_YES if judged.supported else SAID_NO
                checks.append(Check(sure, tuple(one - 1 for one in judged.carried_by)))
        return Checks(tuple(checks), judgement.answers)


class PairChecker:
    """Asks a cross-encoder for entailment or fact checking whether the premises carry the statement.

    Args:
        name: what the user called it.
        folder: where it lies.

    Raises:
        ModelStoreError: it cannot be loaded, or has no output for that.
    """

    whole = False

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._model = PairModel(folder)
        labels = self._model.labels
        self._supports = next((n for n, label in enumerate(labels) if _SUPPORTS.match(label)), None)
        if self._supports is None and len(labels) == 1:
            self._supports = 0
        if self._supports is None:
            raise failures.CHECKER_OUTPUTS(folder=folder, labels=", ".join(labels))

    def check(self, question: str, claims: Sequence[Claim], evidence: Evidence) -> Checks:
        """See :class:`Checker`."""
        outputs = self._model.outputs([(" ".join(claim.premises), claim.text) for claim in claims])
        if outputs.shape[1] == 1:
            probabilities = 1 / (1 + np.exp(-outputs[:, 0]))
        else:
            powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
            probabilities = powers[:, self._supports] / powers.sum(axis=1)
        return Checks(tuple(Check(float(one)) for one in probabilities))


class NoChecker:
    """Leaves it to the rules."""

    name = "rules alone"
    whole = False

    def check(self, question: str, claims: Sequence[Claim], evidence: Evidence) -> Checks:
        """See :class:`Checker`."""
        return Checks((Check(),) * len(claims))


def checker_for(settings: Settings, store: ModelStore, profile: ModelProfile, generator: Generator) -> Checker:
    """The checker of the settings, or that of the profile.

    Raises:
        ModelStoreError: the cross-encoder cannot be had or loaded.
    """
    if settings.checker not in ("auto", "rules"):
        return PairChecker(settings.checker, folder_of(settings.checker, store))
    if settings.checker == "rules":
        return NoChecker()
    if profile.verdicts == "structured":
        return StructuredChecker(generator)
    return TokenChecker(generator) if profile.verdicts == "logprobs" else NoChecker()
