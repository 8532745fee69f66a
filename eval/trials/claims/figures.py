"""Balanced accuracy and AUROC of checked claims, with intervals over articles.

Claims about one article come in near-identical pairs and share their evidence, so articles are drawn, not claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.suite.statistics import Array, Interval, bootstrap
from eval.trials.claims.measure import Checked


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the faithful that are not called supported and of the unfaithful that are; None without any.

    ``auroc`` is the chance that a faithful claim has a higher score than an unfaithful one (half for a draw).
    """

    faithful: int
    unfaithful: int
    lost: float | None
    passed: float | None
    balanced: float | None
    balanced_interval: Interval | None
    auroc: float | None
    auroc_interval: Interval | None


def figures(rows: Sequence[Checked]) -> Figures:
    """The figures of some claims."""
    faithful, unfaithful = [row for row in rows if row.faithful], [row for row in rows if not row.faithful]
    lost = _share([not row.supported for row in faithful])
    passed = _share([row.supported for row in unfaithful])
    if lost is None or passed is None:
        return Figures(len(faithful), len(unfaithful), lost, passed, None, None, None, None)
    above, pairs = _compared(rows)
    return Figures(
        len(faithful),
        len(unfaithful),
        lost,
        passed,
        1 - (lost + passed) / 2,
        bootstrap(_balanced, *_counts(rows)),
        float(above.sum() / pairs.sum()),
        bootstrap(lambda draws: _auroc(draws, above, pairs), np.arange(len(above))),
    )


def _share(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None


def _articles(rows: Sequence[Checked]) -> list[list[Checked]]:
    names = dict.fromkeys((row.data, row.article) for row in rows)
    return [[row for row in rows if (row.data, row.article) == name] for name in names]


def _counts(rows: Sequence[Checked]) -> list[Array]:
    """Of each article: faithful called supported, faithful, unfaithful not called so, unfaithful."""
    counts = [
        (
            sum(row.faithful and row.supported for row in own),
            sum(row.faithful for row in own),
            sum(not row.faithful and not row.supported for row in own),
            sum(not row.faithful for row in own),
        )
        for own in _articles(rows)
    ]
    return list(np.array(counts, float).T)


def _balanced(kept: Array, faithful: Array, caught: Array, unfaithful: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Array = (kept.sum(-1) / faithful.sum(-1) + caught.sum(-1) / unfaithful.sum(-1)) / 2
    return result


def _compared(rows: Sequence[Checked]) -> tuple[Array, Array]:
    """Square over articles: (pairs of a faithful and an unfaithful claim that are in the right order, all pairs)."""
    groups = _articles(rows)
    right = [np.array([row.score for row in own if row.faithful]) for own in groups]
    wrong = [np.array([row.score for row in own if not row.faithful]) for own in groups]
    above = [[(one[:, None] > other).sum() + (one[:, None] == other).sum() / 2 for other in wrong] for one in right]
    return np.array(above, float), np.outer([len(one) for one in right], [len(one) for one in wrong]).astype(float)


def _auroc(draws: Array, above: Array, pairs: Array) -> Array:
    """The AUROC of each resample of articles: how often one is drawn weighs all its pairs."""
    times = np.stack([np.bincount(draw, minlength=len(above)) for draw in draws]).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Array = ((times @ above) * times).sum(-1) / ((times @ pairs) * times).sum(-1)
    return result
