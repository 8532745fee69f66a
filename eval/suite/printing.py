"""Results for a terminal, through rich."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from eval.judges.accuracy import accuracy_sentences
from eval.suite.compare import Comparison, counted
from eval.suite.regress import Verdict
from eval.suite.runs import REPORT
from eval.types import KINDS, Case


def print_summary(summary: Mapping[str, Any], folder: Path) -> None:
    """Means with intervals and coverage, the judge's accuracy beside its scores, seconds, and where the report is."""
    console = console_for_figures()
    refusals = {f"refusal_{name}": summary["refusals"][name] for name in ("precision", "recall", "f1")}
    _estimates(console, "without a judge", {**summary["deterministic"], **refusals})
    if summary["model_scored"]:
        _estimates(console, "given by a model", summary["model_scored"])
        known = accuracy_sentences(summary["judge_accuracy"]) or ["not measured (make eval-judge)"]
        console.print(Text("\n  ".join(["the judges' own accuracy on labelled answers:", *known])))
    seconds = summary["cost"]["seconds"]
    if seconds["median"] is not None:
        console.print(Text(f"median {seconds['median']:.1f} s an answer, 90th percentile {seconds['p90']:.1f} s"))
    run = summary["run"]
    if run["cases"] < run["planned"]:
        console.print(Text(f"{run['cases']} of {run['planned']} cases are finished: continue with --resume"))
    if summary["run"]["failed"]:
        console.print(Text(f"{counted(summary['run']['failed'])} could not be asked"))
    console.print(Text(f"report: {folder / REPORT}"))


def print_comparison(comparison: Comparison) -> None:
    """A sentence a metric, then which cases changed."""
    console = console_for_figures()
    console.print(Text(f"{comparison.before} → {comparison.after}, {counted(comparison.cases)} in common"))
    for change in comparison.changes:
        console.print(Text(change.sentence()))
    changed = comparison.changed_cases()
    console.print(Text(f"\n{counted(len(changed))} changed" if changed else "\nno case changed"))
    for case, what in changed.items():
        console.print(Text(f"  {case}: {', '.join(what)}"))
    if comparison.left_out:
        console.print(Text(f"left out, because the case itself changed: {', '.join(comparison.left_out)}"))


def print_verdict(verdict: Verdict) -> None:
    """Passed or not, with the reasons."""
    console = console_for_figures()
    for reason in verdict.reasons:
        console.print(Text(f"fell: {reason}"))
    for remark in verdict.remarks:
        console.print(Text(f"note: {remark}"))
    outcome = "passed" if verdict.passed else "not passed"
    console.print(Text(f"{outcome} on {counted(verdict.cases)}"))


def print_cases(cases: Sequence[Case], *, quotes_checked: bool) -> None:
    """How many of each kind and split."""
    console = console_for_figures()
    counts = Counter((case.kind, case.split) for case in cases)
    grid = Grid("kind", "dev", "test", box=None)
    for kind in KINDS:
        if counts[kind, "dev"] or counts[kind, "test"]:
            grid.add_row(kind, str(counts[kind, "dev"]), str(counts[kind, "test"]))
    console.print(grid)
    quotes = "every quote stands in its article" if quotes_checked else "quotes not checked (--index or --articles)"
    console.print(Text(f"{counted(len(cases))} in order; {quotes}"))


def _estimates(console: Console, title: str, estimates: Mapping[str, Mapping[str, Any]]) -> None:
    grid = Grid(title, "mean", "95 % interval", "scored", box=None)
    for name, one in estimates.items():
        low, high = one["interval"] or (None, None)
        interval = "" if low is None else f"{low:.2f} to {high:.2f}"
        mean = "–" if one["mean"] is None else f"{one['mean']:.3f}"
        grid.add_row(name.replace("_", " "), mean, interval, f"{one['scored']} of {one['cases']}")
    console.print(grid)


def console_for_figures() -> Console:
    """Standard output without colours for numbers and without lines broken by its width."""
    return Console(highlight=False, soft_wrap=True, width=140)
