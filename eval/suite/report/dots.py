"""Means as dots with intervals, by metric and by kind, and paired differences around zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from eval.suite.compare import Change, Comparison
from eval.suite.report.drawing import SMALL, Colour, Sheet, Words, beside, dot, drawn, headed, nothing, plain
from eval.suite.summary import COST

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Estimates = Mapping[str, Mapping[str, Any]]

#: Differences are drawn in a panel for each unit, because they share no axis.
_UNITS = {"scores": "scores", "seconds": "seconds (less is better)", "tokens": "tokens (less is better)"}
_COSTS = {
    "seconds": "whole answer", "first_sentence_seconds": "first sentence", "prompt_tokens": "prompt",
    "reply_tokens": "reply",
}  # fmt: skip
NOT_SCORED = "not scored"
#: Of a column of the picture by kind, what the way from 0 to 1 takes; the figure stands in the rest.
_SHARE = 0.38


def scores(estimates: Estimates, title: str, base: Estimates | None = None) -> str:
    """Each mean as a dot with its interval, one row a metric; the baseline's as a paler ring below it.

    Args:
        estimates: of the run, by metric; a mean of None says so in its row.
        title: names the picture.
        base: of the baseline, in the same shape.
    """

    def draw() -> Sheet:
        sheet = Sheet(len(estimates))
        rates(sheet.panel(0, list(estimates), title), estimates, base)
        sheet.foot(0, key(base))
        return sheet

    return drawn(draw, Words(title, sentences(estimates, base)))


def rates(axes: Axes, estimates: Estimates, base: Estimates | None = None) -> None:
    """Dots, intervals and figures into a panel with a row for each estimate."""
    headed(axes, *(("mean", "before", "scored") if base else ("mean", "scored")))
    axes.set_xlim(-0.03, 1.03)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "", "0.5", "", "1"])
    for row, (name, one) in enumerate(estimates.items()):
        old = (base or {}).get(name)
        if old and old["mean"] is not None:
            _interval(axes, row + 0.2, old, Colour.BASE, filled=False)
            beside(axes, row, 1, f"{old['mean']:.2f}", Colour.FAINT)
        if one["mean"] is None:
            axes.text(0.0, row - 0.02, NOT_SCORED, va="center", color=Colour.FAINT, fontsize=SMALL)
        else:
            _interval(axes, row - (0.12 if base else 0), one, Colour.RUN, filled=True)
            beside(axes, row, 0, f"{one['mean']:.2f}", fontweight="bold")
        beside(axes, row, 2 if base else 1, f"{one['scored']}/{one['cases']}", Colour.FAINT)


def kinds(by_kind: Estimates, metrics: Sequence[str], title: str, base: Estimates | None = None) -> str:
    """A row a kind of question and a column a metric, in each a dot between 0 and 1.

    Args:
        by_kind: for each kind the number of cases and the means by metric (None: not scored).
        metrics: which of them are shown, at most four.
        title: names the picture.
        base: of the baseline, in the same shape.
    """

    def draw() -> Sheet:
        sheet = Sheet(len(by_kind))
        names = [f"{plain(kind)} ({one['cases']})" for kind, one in by_kind.items()]
        axes = sheet.panel(0, names, title, right=0.05)
        axes.grid(visible=False)
        axes.set_xlim(-0.06, len(metrics))
        axes.set_xticks([at + end for at in range(len(metrics)) for end in (0, _SHARE)], ["0", "1"] * len(metrics))
        for at, metric in enumerate(metrics):
            axes.text(at, -0.6, plain(metric).replace(" ", "\n"), color=Colour.FAINT, fontsize=SMALL, va="bottom")
            axes.vlines([at, at + _SHARE], -0.5, max(len(by_kind), 1) - 0.5, color=Colour.LINE, linewidth=0.8)
            for row, (kind, one) in enumerate(by_kind.items()):
                old = (base or {}).get(kind, {}).get(metric)
                if old is not None:
                    dot(axes, at + _SHARE * old, row + 0.1, Colour.BASE, filled=False)
                if one.get(metric) is not None:
                    dot(axes, at + _SHARE * one[metric], row, Colour.RUN)
                told = "–" if one.get(metric) is None else f"{one[metric]:.2f}"
                axes.text(at + _SHARE + 0.12, row, told, color=Colour.INK, fontsize=SMALL, va="center")
        sheet.foot(0, "dot: mean of the kind" + (" · pale ring: baseline" if base else ""))
        return sheet

    told = [f"{plain(metric)}: {_by_kind_told(by_kind, metric, base)}." for metric in metrics]
    return drawn(draw, Words(title, " ".join(told)))


def differences(comparison: Comparison, title: str) -> str:
    """How far each metric moved from the baseline: a dot with its interval, marked where that leaves out zero."""
    moved = [change for change in comparison.changes if change.better or change.worse]
    groups = {unit: own for unit in _UNITS if (own := [change for change in moved if _unit(change) == unit])}
    still = len(comparison.changes) - len(moved)

    def draw() -> Sheet:
        sheet = Sheet(*map(len, groups.values()))
        if not groups:
            nothing(sheet.panel(0, [], title), "no score changed")
        for at, (unit, group) in enumerate(groups.items()):
            names = [_COSTS.get(change.metric, change.metric) for change in group]
            _around_zero(sheet.panel(at, names, f"{title}: {_UNITS[unit]}"), group)
        if groups:
            rest = f" · {still} more did not change" if still else ""
            sheet.foot(len(groups) - 1, f"filled: beyond noise · ring: within it{rest}")
        return sheet

    told = " ".join(f"{plain(change.sentence())}." for change in comparison.changes)
    return drawn(draw, Words(title, told or "Nothing was scored in both."))


def sentences(estimates: Estimates, base: Estimates | None = None) -> str:
    """The figures of some rows in words."""
    told = []
    for name, one in estimates.items():
        if one["mean"] is None:
            text = f"{plain(name)} {NOT_SCORED}"
        else:
            interval = one.get("interval")
            spread = f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else ""
            text = f"{plain(name)} {one['mean']:.2f}{spread}, {one['scored']} of {one['cases']} scored"
        old = (base or {}).get(name)
        if old and old["mean"] is not None:
            text += f", baseline {old['mean']:.2f}"
        told.append(f"{text}.")
    return " ".join(told) or "Nothing was scored."


def key(base: object) -> str:
    """What the marks mean."""
    return "dot: this run · pale ring: baseline · bar: 95 % interval" if base else "dot: mean · bar: 95 % interval"


def _interval(axes: Axes, row: float, one: Mapping[str, Any], colour: str, *, filled: bool) -> None:
    if one.get("interval"):
        width = 3.5 if filled else 2.5
        axes.plot(one["interval"], [row, row], color=colour, alpha=0.5, linewidth=width, solid_capstyle="butt")
    dot(axes, one["mean"], row, colour, filled=filled)


def _by_kind_told(by_kind: Estimates, metric: str, base: Estimates | None) -> str:
    told = []
    for kind, one in by_kind.items():
        old = (base or {}).get(kind, {}).get(metric)
        value = NOT_SCORED if one.get(metric) is None else f"{one[metric]:.2f}"
        told.append(f"{plain(kind)} {value}" + ("" if old is None else f" (baseline {old:.2f})"))
    return ", ".join(told) or NOT_SCORED


def _unit(change: Change) -> str:
    return change.metric.rpartition("_")[2] if change.metric in COST else "scores"


def _around_zero(axes: Axes, group: Sequence[Change]) -> None:
    headed(axes, "change", "better", "worse")
    reach = max((abs(end) for change in group for end in (change.mean, *(change.interval or ()))), default=0) or 1.0
    axes.set_xlim(-1.12 * reach, 1.12 * reach)
    axes.locator_params(axis="x", nbins=4)
    axes.axvline(0, color=Colour.INK, linewidth=1)
    for row, change in enumerate(group):
        gain = -change.mean if change.aim == "lower" else change.mean
        colour = (Colour.GOOD if gain > 0 else Colour.BAD) if change.sure else Colour.FAINT
        if change.interval:
            axes.plot(change.interval, [row, row], color=colour, linewidth=3.5, alpha=0.6, solid_capstyle="butt")
        axes.plot(
            change.mean, row, "o", markersize=6.5, color=colour, markerfacecolor=colour if change.sure else Colour.PAPER
        )
        digits = 2 - sum(abs(change.mean) >= most for most in (10, 100))
        beside(axes, row, 0, f"{change.mean:+.{digits}f}", colour, fontweight="bold" if change.sure else "normal")
        beside(axes, row, 1, f"{len(change.better)}", Colour.FAINT)
        beside(axes, row, 2, f"{len(change.worse)}", Colour.FAINT)
