"""Does the evidence answer the question at all? Estimated before any text is shown.

Three signals: the words of the question that the evidence contains, how close its best sentence is, and the
model's own one-token verdict over the same sources. The verdict costs some 25 tokens, because the server
has read the sources already when the answer is asked for. On-topic questions without an answer are told
apart by the verdict, off-topic ones by the other two.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.evidence import Evidence
from assistant.grounding.calibration import GateCalibration, logistic, logit


@dataclass(frozen=True, slots=True)
class GateDecision:
    """``confidence`` in [0, 1] that the evidence answers the question; ``passed`` at the set strictness."""

    confidence: float
    passed: bool


def decide(evidence: Evidence, verdict: float | None, strictness: str, calibration: GateCalibration) -> GateDecision:
    """Combine the signals; ``verdict`` is the model's P(yes), None where it gives no probabilities."""
    if not evidence.sentences:
        return GateDecision(0.0, passed=False)
    shared = {"coverage": evidence.coverage, "cosine": evidence.best_cosine}
    if verdict is None:
        confidence = logistic(calibration.without_model, **shared)
        return GateDecision(confidence, confidence >= calibration.thresholds_without_model[strictness])
    confidence = logistic(calibration.with_model, verdict=logit(verdict), **shared)
    return GateDecision(confidence, confidence >= calibration.thresholds[strictness])
