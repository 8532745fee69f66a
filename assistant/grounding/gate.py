"""Does the evidence answer the question at all? Estimated before any text is shown, in two looks.

Three signals: the words of the question that the evidence contains, how close its best sentence is, and the
model's own one-token verdict over the same sources. The verdict costs some 25 tokens, because the server
has read the sources already when the answer is asked for. On-topic questions without an answer are told
apart by the verdict, off-topic ones by the other two, often without the model. The second look comes when the
first sentence is written and checked: a model that makes something up writes with less confidence and in words
that the evidence does not have.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.evidence import Evidence
from assistant.grounding.calibration import GateCalibration, logistic, logit


@dataclass(frozen=True, slots=True)
class GateDecision:
    """``confidence`` in [0, 1] that the evidence answers the question; ``passed`` at the set strictness.

    ``read_on``: whether more evidence might change the decision, where there is more.
    """

    confidence: float
    passed: bool
    read_on: bool = False


def is_hopeless(evidence: Evidence, calibration: GateCalibration) -> bool:
    """True when no verdict of the model could help: nothing in the evidence is about the question."""
    return not evidence.sentences or _without_model(evidence, calibration) < calibration.hopeless


def decide(
    evidence: Evidence, answerable: float | None, strictness: str, calibration: GateCalibration, *, last: bool = True
) -> GateDecision:
    """Combine the signals.

    Args:
        evidence: what the model has read.
        answerable: the model's P(yes), None where it gives no probabilities.
        strictness: "strict", "balanced" or "open".
        calibration: fitted weights and thresholds.
        last: False where more evidence can be read; then only a sure yes counts, or no hope at all.
    """
    if not evidence.sentences:
        return GateDecision(0.0, passed=False)
    if answerable is None:
        confidence = _without_model(evidence, calibration)
        enough = confidence >= calibration.thresholds_without_model[strictness]
        return GateDecision(confidence, last and enough, read_on=not last)
    confidence = logistic(
        calibration.with_model,
        answerable=logit(answerable),
        coverage=evidence.best_coverage,
        cosine=evidence.best_cosine,
    )
    least = calibration.thresholds[strictness]
    passed = confidence >= (least if last else max(least, calibration.sure))
    return GateDecision(
        confidence, passed, read_on=not last and not passed and confidence >= min(least, calibration.unlikely)
    )


def look_again(
    evidence: Evidence,
    answerable: float | None,
    logprob: float | None,
    recall: float,
    strictness: str,
    calibration: GateCalibration,
) -> GateDecision | None:
    """The decision once an answer is written; None where the model gives no probabilities.

    Args:
        evidence: what the model has read.
        answerable: its P(yes) that the evidence answers the question.
        logprob: mean natural log-probability of the tokens of its answer.
        recall: share of the answer's words that its sources have.
        strictness: "strict", "balanced" or "open".
        calibration: fitted weights and thresholds.
    """
    if answerable is None or logprob is None:
        return None
    confidence = logistic(
        calibration.written,
        answerable=logit(answerable),
        coverage=evidence.best_coverage,
        cosine=evidence.best_cosine,
        logprob=logprob,
        recall=recall,
    )
    return GateDecision(confidence, confidence >= calibration.thresholds_written[strictness])


def _without_model(evidence: Evidence, calibration: GateCalibration) -> float:
    return logistic(calibration.without_model, coverage=evidence.best_coverage, cosine=evidence.best_cosine)
