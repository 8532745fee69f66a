"""The few numbers that were fitted, read from ``calibration.json``, which a script of the repo writes.

Logistic models are stored as named weights with an ``intercept``, so that a reader can recompute a score
by hand. How they were fitted, on what and with what result stands in ``docs/grounding.md``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class GateCalibration:
    """Weights with and without the model's verdict, and with what it wrote; the threshold of each strictness.

    ``quotable`` is the confidence from which the evidence is shown in its own words although the answer written from
    it does not pass the second look, ``sure`` that from which the first step of the evidence is enough; below
    ``unlikely`` at that step no more of it is read, and below ``hopeless`` (without the model) none.
    """

    with_model: Mapping[str, float]
    without_model: Mapping[str, float]
    written: Mapping[str, float]
    thresholds: Mapping[str, float]
    thresholds_written: Mapping[str, float]
    thresholds_without_model: Mapping[str, float]
    quotable: Mapping[str, float]
    sure: float
    unlikely: float
    hopeless: float


@dataclass(frozen=True, slots=True)
class SupportCalibration:
    """Weights and thresholds of support, with and without a checker's probability.

    ``entailment`` weighs the log-odds of the probability; a score from ``supported`` on is full support.
    """

    with_model: Mapping[str, float]
    without_model: Mapping[str, float]
    partly: float
    supported: float
    partly_without_model: float
    supported_without_model: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """All fitted numbers."""

    gate: GateCalibration
    support: SupportCalibration


def load_calibration() -> Calibration:
    """The calibration that ships with the package."""
    raw = json.loads((resources.files("assistant.grounding") / "calibration.json").read_text("utf-8"))
    return Calibration(GateCalibration(**raw["gate"]), SupportCalibration(**raw["support"]))


def logistic(weights: Mapping[str, float], **features: float) -> float:
    """1 / (1 + exp(−(intercept + Σ weight · feature))).

    Raises:
        KeyError: the features are not exactly those that the weights were fitted on.
    """
    if weights.keys() - {"intercept"} != features.keys():
        raise KeyError(f"fitted on {sorted(weights)}, given {sorted(features)}")
    total = weights["intercept"] + sum(weights[name] * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))


def logit(probability: float) -> float:
    """Log-odds, bounded so that 0 and 1 stay finite."""
    bounded = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))
