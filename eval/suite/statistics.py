"""How sure is a figure? Bootstrap intervals of means, rates and paired differences.

The percentile bootstrap over cases (Efron and Tibshirani 1993, "An Introduction to the Bootstrap"). What it
answers: if we had written other questions of the same sort, in what range would the figure lie? A figure to
which every case contributes the same has an interval without width; by the rule of three, up to 3 / n of further
cases may still differ.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Interval = tuple[float, float]

RESAMPLES = 4000
LEVEL = 0.95
SEED = 20240311


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval; ``scored`` of ``cases`` took part. Nothing scored: no figure, never a 0."""

    value: float | None
    interval: Interval | None
    scored: int
    cases: int

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        interval = None if self.interval is None else list(self.interval)
        return {"mean": self.value, "interval": interval, "scored": self.scored, "cases": self.cases}


def estimate(values: Sequence[float | None]) -> Estimate:
    """The mean of what was scored, with its interval and coverage."""
    scored = np.array([value for value in values if value is not None], float)
    if not len(scored):
        return Estimate(None, None, 0, len(values))
    return Estimate(float(scored.mean()), bootstrap(mean, scored), len(scored), len(values))


def bootstrap(statistic: Callable[..., Array], *columns: Array) -> Interval | None:
    """The interval of a statistic over cases; None for fewer than two cases.

    Args:
        statistic: takes arrays (resamples, n) and returns (resamples,); a resample without a value is NaN.
        columns: arrays (n,) that belong together case by case.
    """
    from scipy import stats

    if len(columns[0]) < 2:
        return None
    with warnings.catch_warnings():
        # scipy's own interval is NaN where a resample has no value; those are left out here
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        drawn = stats.bootstrap(
            columns,
            lambda *resampled, axis: statistic(*resampled),
            n_resamples=RESAMPLES,
            paired=True,
            method="percentile",
            rng=np.random.default_rng(SEED),
        )
    figures = drawn.bootstrap_distribution[~np.isnan(drawn.bootstrap_distribution)]
    if not len(figures):
        return None
    low, high = np.quantile(figures, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def mean(values: Array) -> Array:
    """Along the last axis."""
    means: Array = values.mean(-1)
    return means
