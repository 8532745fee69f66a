"""Balanced accuracy and AUROC of checked claims, with intervals over articles, as tables.

Claims about one article come in near-identical pairs and share their evidence, so articles are drawn, not claims.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from eval.grouped import grouped
from eval.suite.printing import console_for_figures
from eval.suite.statistics import Array, Interval, bootstrap
from eval.trials.claims.measure import Checked
from eval.trials.printing import figure, print_counts, reason_kind


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the faithful that are not called supported and of the unfaithful that are; None without any.

    ``auroc`` is the chance that a faithful claim has a higher score than an unfaithful one (half for a draw).
    """

    faithful: int
    unfaithful: int
    lost: float | None
    passed: float | None
    balanced: float | None = None
    balanced_interval: Interval | None = None
    auroc: float | None = None
    auroc_interval: Interval | None = None


def figures(rows: Sequence[Checked]) -> Figures:
    """The figures of some claims."""
    groups = list(grouped(rows, lambda row: (row.data, row.article)).values())
    kept, faithful, caught, unfaithful = counts = _counts(groups)
    lost = float((faithful - kept).sum() / faithful.sum()) if faithful.any() else None
    passed = float((unfaithful - caught).sum() / unfaithful.sum()) if unfaithful.any() else None
    shares = Figures(int(faithful.sum()), int(unfaithful.sum()), lost, passed)
    if lost is None or passed is None:
        return shares
    above, pairs = _compared(groups), np.outer(faithful, unfaithful)
    return Figures(
        shares.faithful,
        shares.unfaithful,
        lost,
        passed,
        1 - (lost + passed) / 2,
        bootstrap(_balanced, *counts),
        float(above.sum() / pairs.sum()),
        bootstrap(lambda draws: _auroc(draws, above, pairs), np.arange(len(above))),
    )


def print_checked(rows: Sequence[Checked]) -> None:
    """By collection and half, by language, by wording, by kind of error, and why faithful ones are lost."""
    console = console_for_figures()
    heads = ("claims", "faithful", "not supported", "unfaithful", "supported", "balanced accuracy", "AUROC")
    grid = Grid(*heads, box=None)
    for data, own in grouped(rows, lambda row: row.data).items():
        halves = grouped(own, lambda row: row.half)
        for half in ("dev", "held"):
            if half in halves:
                _add(grid, f"{data}, {half}", halves[half])
        _add(grid, data, own)
    _add(grid, "in all", rows)
    for name, own in grouped(rows, lambda row: row.lang).items():
        if name != "en":
            _add(grid, f"language {name}", own)
    console.print(grid)
    faithful, unfaithful = [row for row in rows if row.faithful], [row for row in rows if not row.faithful]
    lost = Counter(f"{row.support}: {reason_kind(row.reason)}" for row in faithful if not row.supported)
    print_counts(console, f"faithful, not called supported ({lost.total()})", lost)
    _print_shares(console, "faithful, by wording", grouped(faithful, lambda row: row.wording or row.kind))
    _print_shares(console, "unfaithful, by kind of error", grouped(unfaithful, lambda row: row.kind))


def _add(grid: Grid, name: str, rows: Sequence[Checked]) -> None:
    found = figures(rows)
    grid.add_row(
        name,
        str(found.faithful),
        figure(found.lost),
        str(found.unfaithful),
        figure(found.passed),
        figure(found.balanced, found.balanced_interval, 3 if found.balanced_interval else 2),
        figure(found.auroc, found.auroc_interval, 3 if found.auroc_interval else 2),
    )


def _print_shares(console: Console, title: str, groups: dict[str, list[Checked]]) -> None:
    console.print(Text(f"\n{title}: called supported"))
    for name, own in sorted(groups.items()):
        hits = sum(row.supported for row in own)
        console.print(Text(f"  {hits:4} of {len(own):4} ({hits / len(own):.2f}) {name or 'not told'}"))


def _counts(articles: Sequence[Sequence[Checked]]) -> list[Array]:
    """Of each article: faithful called supported, faithful, unfaithful not called so, unfaithful."""
    counts = [
        (
            sum(row.faithful and row.supported for row in own),
            sum(row.faithful for row in own),
            sum(not row.faithful and not row.supported for row in own),
            sum(not row.faithful for row in own),
        )
        for own in articles
    ]
    return list(np.array(counts, float).reshape(-1, 4).T)


def _balanced(kept: Array, faithful: Array, caught: Array, unfaithful: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Array = (kept.sum(-1) / faithful.sum(-1) + caught.sum(-1) / unfaithful.sum(-1)) / 2
    return result


def _compared(articles: Sequence[Sequence[Checked]]) -> Array:
    """Square over articles: pairs of a faithful and an unfaithful claim that are in the right order."""
    right = [np.array([row.score for row in own if row.faithful]) for own in articles]
    wrong = [np.array([row.score for row in own if not row.faithful]) for own in articles]
    above = [[(one[:, None] > other).sum() + (one[:, None] == other).sum() / 2 for other in wrong] for one in right]
    return np.array(above, float)


def _auroc(draws: Array, above: Array, pairs: Array) -> Array:
    """The AUROC of each resample of articles: how often one is drawn weighs all its pairs."""
    times = np.stack([np.bincount(draw, minlength=len(above)) for draw in draws]).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Array = ((times @ above) * times).sum(-1) / ((times @ pairs) * times).sum(-1)
    return result
