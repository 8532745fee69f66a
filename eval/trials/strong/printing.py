"""The figures as tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table as Grid
from rich.text import Text

from eval.suite.printing import console_for_figures
from eval.trials.strong.fates import FATES
from eval.trials.strong.figures import Fated, behaviours, requests, right_statements, whole_evidence, wrong_statements
from eval.trials.strong.measure import Row


def print_rows(rows: Sequence[Row]) -> None:
    """What one model's rows come to."""
    console = console_for_figures()
    model, kinds = rows[0].model, list(dict.fromkeys(row.kind for row in rows))
    is_wrong = rows[0].is_wrong
    grid = Grid(f"{model}, right statements", "evidence whole", *FATES, box=None)
    for name, own in _by_kind(rows, kinds):
        whole, of = whole_evidence(own)
        grid.add_row(name, f"{whole} of {of}", *_cells(right_statements(own)))
    console.print(grid)
    if is_wrong:
        grid = Grid(f"{model}, wrong statements", *FATES, box=None)
        for name, own in _by_kind(rows, kinds):
            grid.add_row(name, *_cells(wrong_statements(own)))
        console.print(grid)
    groups = {"right statements, evidence sent": right_statements(rows)}
    if is_wrong:
        groups["wrong statements"] = wrong_statements(rows)
    for title, fated in groups.items():
        shares = ", ".join(f"{fate} {fated.share(fate) or 0:.2f}" for fate in FATES)
        console.print(Text(f"\n{title} ({fated.total}): {shares}"))
        for (fate, reason), count in fated.reasons.most_common():
            console.print(Text(f"  {count:4} {fate}: {reason or 'no reason given'}"))
    console.print(Text("\nbehaviour asked for → what the answer does"))
    for (wanted, does), count in sorted(behaviours(rows).items()):
        console.print(Text(f"  {count:4} {wanted} → {does}"))
    mean, by_kind = requests(rows)
    told = ", ".join(f"{kind} {count / len(rows):.2f}" for kind, count in by_kind.most_common())
    console.print(Text(f"\nrequests an answer: {mean:.2f} ({told})"))
    for row in rows:
        if row.error:
            console.print(Text(f"failed: {row.id}: {row.error}"))


def _by_kind(rows: Sequence[Row], kinds: Sequence[str]) -> list[tuple[str, list[Row]]]:
    return [*((kind, [row for row in rows if row.kind == kind]) for kind in kinds), ("in all", list(rows))]


def _cells(fated: Fated) -> list[str]:
    return [str(fated.fates[fate]) for fate in FATES]
