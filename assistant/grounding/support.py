"""Is a statement carried by its premises? Checks first, then one calibrated score.

What a check has found (`findings.py`) may make a statement unsupported however many words it shares with its source;
everything else is a matter of degree, for which a logistic model combines recall, similarity and, where a checker
gives one, the log-odds of its probability. Coefficients: ``calibration.json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.grounding.alignment import Alignment
from assistant.grounding.calibration import SupportCalibration, logistic, logit
from assistant.grounding.findings import Finding, Kind, Severity
from assistant.types import Support

#: What is left of the score of a statement that a check has failed for good; below any other, yet in their order.
FAILED = 0.01


#: From this probability on a thorough checker is sure.
SURE = 0.95


@dataclass(frozen=True, slots=True)
class Verdict:
    """Support of one statement with its score in [0, 1] and the reason in words."""

    support: Support
    score: float
    reason: str


def support_of(
    alignment: Alignment,
    problems: Sequence[Finding],
    calibration: SupportCalibration,
    probability: float | None = None,
    readable: bool = True,
    *,
    thorough: bool = False,
) -> Verdict:
    """Combine checks, recall, similarity and the checker's probability (None where there is none).

    Where the rules cannot read the language (not ``readable``), only a checker may call a statement supported. What a
    rule holds against a statement that a ``thorough`` checker, which has read all the evidence, is sure of is told
    beside it as a doubt: a worked-out number, or a date of the article's head, is often right.
    """
    if not alignment.sentences:
        return Verdict("unsupported", 0.0, "no sentence of the articles is about this")
    score = base_score(alignment, calibration, probability)
    standing = [problem for problem in problems if not problem.is_overruled(probability)]
    vetoes = [problem for problem in standing if problem.severity is Severity.VETO]
    contradicted = thorough and probability is not None and probability >= SURE
    if vetoes and not (contradicted and all(problem.kind is not Kind.ASKED for problem in vetoes)):
        return Verdict("unsupported", score * FAILED, vetoes[0].reason)
    partly = calibration.partly if probability is not None else calibration.partly_without_model
    supported = calibration.supported if probability is not None else calibration.supported_without_model
    if score < partly:
        return Verdict("unsupported", score, "the cited text does not say this")
    doubts = [problem for problem in standing if problem.severity is not Severity.NOTE]
    if not readable and probability is None:
        return Verdict("partly", score * supported, "the checks cannot read this language")
    if doubts or score < supported:
        reason = doubts[0].reason if doubts else "the cited text says only part of this"
        return Verdict("partly", score * supported, reason)
    return Verdict("supported", score, "")


def is_hopeless(alignment: Alignment, problems: Sequence[Finding]) -> bool:
    """Whether no checker could make this more than unsupported."""
    return not alignment.sentences or any(
        problem.severity is Severity.VETO and not problem.is_overruled(1.0) for problem in problems
    )


def base_score(alignment: Alignment, calibration: SupportCalibration, probability: float | None = None) -> float:
    """The probability that a reader would find the claim carried, before the checks."""
    if probability is None:
        return logistic(calibration.without_model, recall=alignment.recall, cosine=alignment.cosine)
    return logistic(
        calibration.with_model, recall=alignment.recall, cosine=alignment.cosine, entailment=logit(probability)
    )
