"""The figures as tables for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from eval.suite.printing import console_for_figures
from eval.suite.statistics import Interval
from eval.trials.claims.figures import figures
from eval.trials.claims.measure import Checked
from eval.trials.reasons import reason_kind


def print_checked(rows: Sequence[Checked]) -> None:
    """By collection and half, by language, by wording, by kind of error, and why faithful ones are lost."""
    console = console_for_figures()
    grid = Grid(
        "claims", "faithful", "not supported", "unfaithful", "supported", "balanced accuracy", "AUROC", box=None
    )
    for name, own in _groups(rows):
        _row(grid, name, own)
    for name in _values(rows, lambda row: row.lang):
        if name != "en":
            _row(grid, f"language {name}", [row for row in rows if row.lang == name])
    console.print(grid)
    lost = [row for row in rows if row.faithful and not row.supported]
    _counts(console, "faithful, not called supported", (f"{row.support}: {reason_kind(row.reason)}" for row in lost))
    _shares(console, "faithful, by wording", [row for row in rows if row.faithful], lambda row: row.wording or row.kind)
    _shares(console, "unfaithful, by kind of error", [row for row in rows if not row.faithful], lambda row: row.kind)


def _groups(rows: Sequence[Checked]) -> list[tuple[str, list[Checked]]]:
    groups = []
    for data in _values(rows, lambda row: row.data):
        own = [row for row in rows if row.data == data]
        groups += [(f"{data}, {half}", [row for row in own if row.half == half]) for half in ("dev", "held")]
        groups.append((data, own))
    return [(name, own) for name, own in [*groups, ("in all", list(rows))] if own]


def _row(grid: Grid, name: str, rows: Sequence[Checked]) -> None:
    found = figures(rows)
    grid.add_row(
        name,
        str(found.faithful),
        _number(found.lost),
        str(found.unfaithful),
        _number(found.passed),
        _number(found.balanced, found.balanced_interval),
        _number(found.auroc, found.auroc_interval),
    )


def _number(value: float | None, interval: Interval | None = None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if interval is None else f"{value:.3f} ({interval[0]:.2f} to {interval[1]:.2f})"


def _counts(console: Console, title: str, names: Iterable[str]) -> None:
    counts = Counter(names)
    console.print(Text(f"\n{title} ({counts.total()})"))
    for name, count in counts.most_common():
        console.print(Text(f"  {count:4} {name}"))


def _shares(console: Console, title: str, rows: Sequence[Checked], by: Callable[[Checked], str]) -> None:
    console.print(Text(f"\n{title}: called supported"))
    for name in sorted(_values(rows, by)):
        own = [row.supported for row in rows if by(row) == name]
        console.print(Text(f"  {sum(own):4} of {len(own):4} ({sum(own) / len(own):.2f}) {name or 'not told'}"))


def _values(rows: Sequence[Checked], by: Callable[[Checked], str]) -> list[str]:
    return list(dict.fromkeys(by(row) for row in rows))
