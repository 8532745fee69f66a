"""Is a statement carried by the sentences it cites? Checks first, then one calibrated score.

What a check has found (`findings.py`) may make a statement unsupported however many words it shares with its source;
everything else is a matter of degree, for which a logistic model combines recall, similarity and, where a
model can give it, the one-token verdict on the statement. Coefficients: ``calibration.json``.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.grounding.alignment import Alignment
from assistant.grounding.calibration import SupportCalibration, logistic
from assistant.grounding.findings import Finding
from assistant.types import Support

#: What the model must say (P(yes)) of a statement whose name stands in the article but not in the cited sentence.
VERDICT_FOR_A_LOOSE_NAME = 0.75

#: From this P(yes) of the model on, what a rule has read off a sentence (a denial, a speaker, roles) does not count:
#: rules misread long sentences. None of 126 flawed development statements that only rules found gets so much.
VERDICT_AGAINST_A_RULE = 0.95
#: The same for what a rule only finds doubtful: an added detail, a name of another sentence.
VERDICT_AGAINST_A_DOUBT = 0.945

#: What is left of the score of a statement that a check has failed for good; below any other, yet in their order.
FAILED = 0.01


@dataclass(frozen=True, slots=True)
class Verdict:
    """Support of one statement with its score in [0, 1] and the reason in words."""

    support: Support
    score: float
    reason: str


def verdict(
    alignment: Alignment,
    problems: list[Finding],
    calibration: SupportCalibration,
    entailment: float | None = None,
) -> Verdict:
    """Combine checks, recall, similarity and the model's one-token verdict (None where there is none)."""
    if not alignment.sentences:
        return Verdict("unsupported", 0.0, "no sentence of the articles is about this")
    score = base_score(alignment, calibration, entailment)
    if entailment is not None:
        problems = [problem for problem in problems if not _overruled(problem, entailment)]
    fatal = [problem for problem in problems if problem.fatal]
    if fatal:
        return Verdict("unsupported", score * FAILED, fatal[0].reason)
    if score < calibration.partly:
        return Verdict("unsupported", score, "the cited text does not say this")
    loose_name = next((problem for problem in problems if problem.kind == "name"), None)
    if loose_name and entailment is not None and entailment < VERDICT_FOR_A_LOOSE_NAME:
        return Verdict("unsupported", score * FAILED, loose_name.reason)
    if problems or score < calibration.supported:
        reason = problems[0].reason if problems else "the cited text says only part of this"
        return Verdict("partly", score * calibration.supported, reason)
    return Verdict("supported", score, "")


def _overruled(problem: Finding, entailment: float) -> bool:
    return problem.rule and entailment >= (VERDICT_AGAINST_A_RULE if problem.fatal else VERDICT_AGAINST_A_DOUBT)


def base_score(alignment: Alignment, calibration: SupportCalibration, entailment: float | None = None) -> float:
    """The probability that a reader would find the claim carried, before the checks."""
    if entailment is None:
        return logistic(calibration.without_model, recall=alignment.recall, cosine=alignment.cosine)
    return logistic(calibration.with_model, recall=alignment.recall, cosine=alignment.cosine, entailment=entailment)
