"""What was refused and what was answered, rightly and wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eval.suite.report.dots import key, rates, sentences
from eval.suite.report.drawing import SMALL, Colour, Sheet, Words, beside, drawn, headed, nothing, plain
from eval.suite.summary import RATES
from eval.suite.table import Row, Table
from eval.types import KINDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: The four counts by row (the articles do not answer, they do) and column (refused, answered).
_CELLS = (("rightly_refused", "wrongly_answered"), ("wrongly_refused", "rightly_answered"))
_TITLE = "Refusals"


def refusals(figures: Mapping[str, Any], table: Table, base: Mapping[str, Any] | None = None) -> str:
    """The four counts as a square, the decisions by kind as bars, precision, recall and F1 as dots.

    Args:
        figures: see :func:`eval.suite.summary.refusals`.
        table: the run, for its kinds.
        base: the figures of the baseline.
    """
    counts = _by_kind(table)
    own = {name: figures[name] for name in RATES}
    old = {name: base[name] for name in RATES} if base else None

    def draw() -> Sheet:
        sheet = Sheet(6, len(counts), len(RATES))
        _square(sheet.panel(0, [], _TITLE, right=0.2), figures, base)
        _bars(sheet.panel(1, list(counts), "Decisions by kind", right=1.2), counts)
        sheet.foot(1, "cases · hatched: decided wrongly")
        rates(sheet.panel(2, list(RATES), "Of the decision to refuse"), own, old)
        sheet.foot(2, key(base))
        return sheet

    told = ", ".join(f"{figures[cell]} {plain(cell)}" for row in _CELLS for cell in row)
    wrong = ", ".join(f"{plain(kind)} {one[1]} of {sum(one)}" for kind, one in counts.items() if one[1])
    text = f"{told}. Decided wrongly: {wrong or 'none'}. {sentences(own, old)}"
    return drawn(draw, Words(_TITLE, text))


def _by_kind(table: Table) -> dict[str, tuple[int, int]]:
    """Rightly and wrongly decided cases of each kind."""
    counts: dict[str, tuple[int, int]] = {}
    for kind in KINDS:
        own = [row for row in table.rows.values() if row.kind == kind and row.refused is not None]
        if own:
            right = sum(map(_right, own))
            counts[kind] = (right, len(own) - right)
    return counts


def _right(row: Row) -> bool:
    return row.refused == row.expected


def _square(axes: Axes, figures: Mapping[str, Any], base: Mapping[str, Any] | None) -> None:
    from matplotlib.patches import Rectangle

    middle: dict[str, Any] = {"ha": "center", "va": "center"}
    axes.set_xlim(0, 2)
    axes.set_ylim(2, 0)
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_yticks([0.5, 1.5], ["the articles\ndo not answer", "the articles\nanswer"])
    for row, cells in enumerate(_CELLS):
        for column, cell in enumerate(cells):
            right = cell.startswith("rightly")
            fill, mark = (Colour.WELL, Colour.GOOD) if right else (Colour.ILL, Colour.BAD)
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=fill, edgecolor=Colour.PAPER, linewidth=3))
            sign = "✓" if right else "✕"
            was = f"\nbefore {base[cell]}" if base else ""
            axes.text(column + 0.5, row + 0.3, str(figures[cell]), color=Colour.INK, fontsize=19, **middle)
            axes.text(column + 0.5, row + 0.74, f"{sign} {plain(cell)}{was}", color=mark, fontsize=SMALL, **middle)


def _bars(axes: Axes, counts: Mapping[str, tuple[int, int]]) -> None:
    if not counts:
        nothing(axes, "no question was decided")
        return
    headed(axes, "right", "wrong")
    most = max(sum(one) for one in counts.values())
    axes.set_xlim(0, most)
    axes.set_xticks(range(0, most + 1, max(1, most // 4)))
    for row, (right, wrong) in enumerate(counts.values()):
        if right:
            axes.barh(row, right, height=0.62, color=Colour.WELL, edgecolor=Colour.GOOD)
        if wrong:
            axes.barh(row, wrong, left=right, height=0.62, color=Colour.ILL, edgecolor=Colour.BAD, hatch="////")
        beside(axes, row, 0, str(right))
        beside(
            axes, row, 1, str(wrong), Colour.BAD if wrong else Colour.FAINT, fontweight="bold" if wrong else "normal"
        )
