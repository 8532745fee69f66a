"""Intervals that are known from theory, and what is never a zero."""

from __future__ import annotations

import numpy as np
import pytest

from eval.metrics.refusal import f1
from eval.suite.statistics import bootstrap, estimate


def test_the_interval_of_a_mean_is_that_of_the_normal_distribution() -> None:
    values = np.random.default_rng(1).normal(0.5, 0.1, 400)
    found = estimate(list(values))
    assert found.interval is not None
    margin = 1.96 * values.std() / 20
    assert found.value == pytest.approx(values.mean())
    assert found.interval == pytest.approx((values.mean() - margin, values.mean() + margin), abs=0.002)


def test_what_was_not_scored_is_in_no_mean_but_in_the_coverage() -> None:
    found = estimate([1.0, None, 0.0, None])
    assert (found.value, found.scored, found.cases) == (0.5, 2, 4)
    nothing = estimate([None, None])
    assert (nothing.value, nothing.interval, nothing.scored) == (None, None, 0)
    assert nothing.to_dict() == {"mean": None, "interval": None, "scored": 0, "cases": 2}
    assert estimate([0.7]).interval is None


def test_the_same_values_give_the_same_interval() -> None:
    values = [0.0, 1.0, 1.0, 0.5]
    assert estimate(values) == estimate(values)


def test_resamples_without_a_value_are_left_out() -> None:
    interval = bootstrap(f1, np.array([True, False]), np.array([True, False]))
    assert interval == (1.0, 1.0)
    assert bootstrap(f1, np.array([False, False]), np.array([False, False])) is None
