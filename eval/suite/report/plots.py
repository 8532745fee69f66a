"""The plots of the report as inline SVG, drawn by matplotlib without its global state."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_INK, _DOT, _FAINT = "#1f2937", "#1d4ed8", "#9ca3af"
_HEAD = re.compile(r"^.*?(?=<svg)|<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)
_ROW_INCHES = 0.3


def scores(estimates: Mapping[str, Mapping[str, Any]], title: str) -> str:
    """Each mean as a dot with its interval, one row a metric; one without a figure has an empty row."""
    figure, axes = _axes(len(estimates))
    for row, one in enumerate(estimates.values()):
        if one["mean"] is None:
            axes.text(0.02, row, "not scored", va="center", color=_FAINT, fontsize=9)
            continue
        low, high = one["interval"] or (one["mean"], one["mean"])
        axes.plot([low, high], [row, row], color=_DOT, alpha=0.45, linewidth=5, solid_capstyle="butt")
        axes.plot(one["mean"], row, "o", color=_DOT)
        axes.text(1.03, row, f"{one['mean']:.2f}  ({one['scored']} of {one['cases']})", va="center", fontsize=9)
    _named_rows(axes, list(estimates))
    axes.set_xlim(-0.02, 1.02)
    return _svg(figure, title)


def kinds(by_kind: Mapping[str, Mapping[str, Any]], metrics: Sequence[str], title: str) -> str:
    """A dot for each metric and kind of question."""
    figure, axes = _axes(len(by_kind), extra=0.5)
    marks = "osD^v"
    for number, metric in enumerate(metrics):
        points = [(one[metric], row) for row, one in enumerate(by_kind.values()) if one[metric] is not None]
        offset = (number - (len(metrics) - 1) / 2) * 0.17
        axes.plot(
            [value for value, _ in points],
            [row + offset for _, row in points],
            marks[number % len(marks)],
            color=f"C{number}",
            label=_plain(metric),
            markersize=5,
        )
    for row in range(len(by_kind)):
        axes.axhline(row + 0.5, color="#e5e7eb", linewidth=0.8)
    _named_rows(axes, [f"{kind} ({one['cases']})" for kind, one in by_kind.items()])
    axes.set_xlim(-0.02, 1.02)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, 1 + 0.9 / max(len(by_kind), 1)), ncols=4, frameon=False)
    return _svg(figure, title)


def latency(seconds: Mapping[str, Sequence[float]], title: str) -> str:
    """Every answer's seconds as a tick, one row a kind, with the kind's median."""
    figure, axes = _axes(len(seconds))
    for row, values in enumerate(seconds.values()):
        axes.plot(values, [row] * len(values), "|", color=_DOT, markersize=11, alpha=0.7)
        middle = sorted(values)[len(values) // 2]
        axes.plot(middle, row, "o", color=_INK, markersize=4)
    _named_rows(axes, list(seconds))
    axes.set_xlim(left=0)
    axes.set_xlabel("seconds (dot: median)")
    return _svg(figure, title)


def _axes(rows: int, extra: float = 0.0) -> tuple[Figure, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.2, 0.7 + extra + _ROW_INCHES * max(rows, 1)))
    axes = figure.add_subplot()
    axes.set_ylim(max(rows, 1) - 0.5, -0.5)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#e5e7eb", linewidth=0.8)
    axes.set_axisbelow(True)
    return figure, axes


def _named_rows(axes: Any, names: list[str]) -> None:
    axes.set_yticks(range(len(names)), [_plain(name) for name in names])


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _svg(figure: Figure, title: str) -> str:
    """The figure as an SVG element that scales; its ids are made of the title, so that two never clash."""
    from matplotlib import rc_context

    stream = StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": title, "font.family": "sans-serif"}):
        figure.savefig(stream, format="svg", bbox_inches="tight", metadata={"Date": None})
    return _HEAD.sub("", stream.getvalue()).strip()
