"""Were the right questions refused?

Refusing is what is looked for: precision is the share of refusals that were right, recall the share of the
questions to be refused that were. Both, and F1, are figures of a whole run, not means over cases.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eval.cases.articles import Articles
from eval.metrics.base import Aim
from eval.types import Result, Score

Flags = NDArray[np.bool_]
Rates = NDArray[np.float64]


class RefusalDecision:
    """1 where a question was refused that had to be, or answered that had to be."""

    name = "refusal_decision"
    aim: Aim = "higher"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        refused = bool(result.answer["refused"])
        if refused == result.case.refused:
            return Score(1.0)
        reason = f"refused: {result.answer['refusal_reason']}" if refused else "answered what the articles do not say"
        return Score(0.0, reason)


def precision(expected: Flags, refused: Flags) -> Rates:
    """Along the last axis; NaN where nothing was refused."""
    return _rates(expected, refused)[0]


def recall(expected: Flags, refused: Flags) -> Rates:
    """Along the last axis; NaN where nothing had to be refused."""
    return _rates(expected, refused)[1]


def f1(expected: Flags, refused: Flags) -> Rates:
    """Harmonic mean of both, along the last axis; NaN where nothing was or had to be refused."""
    return _rates(expected, refused)[2]


def _rates(expected: Flags, refused: Flags) -> Sequence[Rates]:
    from sklearn.metrics import precision_recall_fscore_support

    # resamples are labels to scikit-learn, of which a case has any number, so that all are counted at once
    average = "binary" if expected.ndim == 1 else None
    rates: Sequence[Rates] = precision_recall_fscore_support(
        expected.T, refused.T, average=average, zero_division=np.nan
    )
    return rates
