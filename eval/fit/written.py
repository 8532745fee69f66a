"""How what was fitted is written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sklearn.linear_model import LogisticRegression

from eval.places import CALIBRATION


def named_weights(model: LogisticRegression, names: Sequence[str]) -> dict[str, float]:
    """The intercept and the weight of each signal, to four digits."""
    weights = {name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)}
    return {"intercept": round(float(model.intercept_[0]), 4), **weights}


def show(parts: Mapping[str, Any], *, write: bool) -> None:
    """Print parts of the calibration, and put them into it if asked to."""
    for part in parts.values():
        print(json.dumps(part, indent=2))
    if write:
        whole = json.loads(CALIBRATION.read_text("utf-8"))
        CALIBRATION.write_text(json.dumps({**whole, **parts}, indent=2) + "\n", "utf-8")
