"""Fits the support score on the dev pairs and writes its part of ``assistant/grounding/calibration.json``.

    python -m eval planted --split dev --features FILE
    python -m eval fit support --features FILE [--write]

Statements with a fatal finding (a wrong number, name, speaker or a turned negation) are left out: they are
unsupported whatever their score, so the score has to sort the rest. Both classes weigh the same. Scores are out
of fold, and a fold holds whole groups, because the flawed answers of a group repeat the faithful ones.

Each of the two models has its thresholds: ``supported`` is the score that at most 5 % of the faithful statements miss,
``partly`` half of it at most, and low enough that no more than 1 % of them would be dropped. The probability of the
checker goes in as its log-odds, so that one that is sure outweighs words that differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from assistant.grounding.calibration import logit
from eval.fit.written import named_weights, show
from eval.trials.planted import Features, read_features

#: Share of faithful statements that may miss the label, and that may be dropped.
NOT_SUPPORTED = 0.05
DROPPED = 0.01
FOLDS = 6
#: 1 / ridge penalty. Weak, but it keeps weights finite when the few statements are separable.
C = 10.0


def support(
    features: Annotated[Path, typer.Option(help="JSONL that `eval planted` wrote, with the model.")],
    write: Annotated[bool, typer.Option(help="Write the fitted numbers into calibration.json.")] = False,
) -> None:
    """Fit the support score on the dev pairs."""
    show({"support": calibrate(read_features(features))}, write=write)


def calibrate(rows: Sequence[Features]) -> dict[str, Any]:
    """The ``support`` part of the calibration.

    Raises:
        typer.BadParameter: there are no dev statements, or the model's verdict is missing on one.
    """
    # a finding that is not fatal caps the label, not the score
    used = [row for row in rows if row.split == "dev" and not any(fatal for _, fatal in row.findings)]
    if not used or any(row.entailment is None for row in used):
        raise typer.BadParameter("The features need dev statements with the model's verdict; run without --no-model.")
    faithful = np.array([row.label for row in used])
    with_model, scores = fit(used, faithful, ("recall", "cosine", "entailment"))
    without_model, scores_without = fit(used, faithful, ("recall", "cosine"))
    supported, partly = thresholds(scores[faithful])
    supported_without, partly_without = thresholds(scores_without[faithful])
    return {
        "with_model": with_model,
        "without_model": without_model,
        "partly": partly,
        "supported": supported,
        "partly_without_model": partly_without,
        "supported_without_model": supported_without,
    }


def thresholds(faithful: NDArray[np.float64]) -> tuple[float, float]:
    """The scores from which a statement is supported, and partly so."""
    supported = missed_by(faithful, NOT_SUPPORTED)
    return round(supported, 4), round(min(supported / 2, missed_by(faithful, DROPPED)), 4)


def fit(
    used: Sequence[Features], faithful: NDArray[np.bool_], names: tuple[str, ...]
) -> tuple[dict[str, float], NDArray[np.float64]]:
    """Weights by name, and the out-of-fold scores; prints what those separate."""
    signals = np.array([[signal(row, name) for name in names] for row in used], dtype=float)
    model = LogisticRegression(C=C, class_weight="balanced")
    groups = [row.group for row in used]
    folds = GroupKFold(min(FOLDS, len(set(groups))))
    scores = cross_val_predict(model, signals, faithful, groups=groups, cv=folds, method="predict_proba")[:, 1]
    model.fit(signals, faithful)
    threshold = missed_by(scores[faithful], NOT_SUPPORTED)
    print(
        f"{' + '.join(names)}: {faithful.sum()} faithful and {(~faithful).sum()} flawed statements that no check "
        f"found, out of fold: AUROC {roc_auc_score(faithful, scores):.3f}, "
        f"flawed ones below the threshold {np.mean(scores[~faithful] < threshold):.2f}"
    )
    return named_weights(model, names), scores


def missed_by(scores: NDArray[np.float64], share: float) -> float:
    """The highest score that at most this share of the scores lie below."""
    return float(np.sort(scores)[int(share * len(scores))])


def signal(row: Features, name: str) -> float:
    """One feature as the score takes it."""
    value = float(getattr(row, name))
    return logit(value) if name == "entailment" else value
