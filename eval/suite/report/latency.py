"""How long answers take, as a distribution: every answer a tick, quartiles as a box, the median as a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from eval.suite.report.drawing import Colour, Sheet, Words, beside, dot, drawn, headed, nothing, plain
from eval.suite.table import Table
from eval.types import KINDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: What is shown, and how its panel is headed.
_PANELS = {"seconds": "Seconds to the whole answer", "first_sentence_seconds": "Seconds to the first sentence"}
_TITLE = "Time of an answer"
#: Fewer values than this have no quartiles worth a box.
_BOXED = 5
_ALL = "all"

Values = Mapping[str, Sequence[float]]


def latency(table: Table, base: Table | None = None) -> str:
    """Two panels, the whole answer and its first sentence, with a row for all cases and one a kind.

    Args:
        table: the run; a case that was not measured is in no row.
        base: the baseline, whose medians stand beside.
    """
    own = {metric: _values(table, metric) for metric in _PANELS}
    old = {metric: _values(base, metric) if base else {} for metric in _PANELS}

    def draw() -> Sheet:
        sheet = Sheet(*(len(values) for values in own.values()))
        for at, (metric, heading) in enumerate(_PANELS.items()):
            axes = sheet.panel(at, list(own[metric]), heading, right=1.2)
            _strips(axes, own[metric], old[metric])
        ring = " · ring: before" if base else ""
        sheet.foot(len(_PANELS) - 1, f"tick: an answer · box: middle half · dot: median{ring}")
        return sheet

    told = [f"{heading}: {_told(own[metric], old[metric])}." for metric, heading in _PANELS.items()]
    return drawn(draw, Words(_TITLE, " ".join(told)))


def _values(table: Table, metric: str) -> dict[str, list[float]]:
    """The seconds of each kind that has some, all of them first."""
    found: dict[str, list[float]] = {
        kind: [
            value for row in table.rows.values() if row.kind == kind and (value := row.scores.get(metric)) is not None
        ]
        for kind in KINDS
    }
    every = [value for values in found.values() for value in values]
    return {kind: values for kind, values in {_ALL: every, **found}.items() if values}


def _strips(axes: Axes, values: Values, base: Values) -> None:
    if not values:
        nothing(axes, "no answer was timed")
        return
    headed(axes, "median", *(("before",) if base else ()))
    for row, (kind, own) in enumerate(values.items()):
        if len(own) >= _BOXED:
            line = {"color": Colour.RUN}
            box = {"facecolor": Colour.PAPER, "edgecolor": Colour.RUN}
            axes.boxplot(
                [own], positions=[row], orientation="horizontal", widths=0.6, manage_ticks=False, showfliers=False,
                patch_artist=True, boxprops=box, medianprops=line, whiskerprops=line, capprops=line,
            )  # fmt: skip
        axes.plot(own, [row] * len(own), "|", color=Colour.INK, markersize=8, alpha=0.6)
        dot(axes, float(np.median(own)), row, Colour.RUN)
        beside(axes, row, 0, f"{np.median(own):.1f}", fontweight="bold")
        if kind in base:
            dot(axes, float(np.median(base[kind])), row + 0.2, Colour.BASE, filled=False)
            beside(axes, row, 1, f"{np.median(base[kind]):.1f}", Colour.FAINT)
    slowest = max(value for shown in (values, base) for own in shown.values() for value in own)
    axes.set_xlim(-0.03 * slowest, 1.03 * slowest)


def _told(values: Values, base: Values) -> str:
    told = []
    for kind, own in values.items():
        low, middle, high = np.quantile(own, [0.25, 0.5, 0.75])
        was = f", baseline {np.median(base[kind]):.1f}" if kind in base else ""
        told.append(f"{plain(kind)} median {middle:.1f}, middle half {low:.1f} to {high:.1f}, {len(own)} timed{was}")
    return "; ".join(told) or "no answer was timed"
