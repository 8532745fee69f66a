"""Rows → the shares that are reported, in all and by kind of question, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.table import Table as Grid
from rich.text import Text

from eval.grouped import grouped
from eval.suite.printing import console_for_figures
from eval.trials.printing import print_counts, reason_kind
from eval.trials.strong.fates import FATES, Fate, Outcome
from eval.trials.strong.measure import Row

SHOWN: tuple[Fate, ...] = ("supported", "partly", "marked")


@dataclass(frozen=True, slots=True)
class Fated:
    """Some statements by their fate, and why those that are not supported are not."""

    fates: Counter[Fate]
    reasons: Counter[str]

    @property
    def cells(self) -> list[str]:
        """How many have each fate, best first."""
        return [str(self.fates[fate]) for fate in FATES]

    def shares(self) -> str:
        """How many there are, and the share of each fate."""
        total = self.fates.total()
        return f"({total}): " + ", ".join(f"{fate} {self.fates[fate] / max(total, 1):.2f}" for fate in FATES)


def whole_evidence(rows: Iterable[Row]) -> tuple[int, int]:
    """(rows whose evidence as sent holds all that the answer needs, rows that need anything)."""
    asked = [row for row in rows if row.unsent or any(row.carried)]
    return sum(not row.unsent for row in asked), len(asked)


def right_statements(rows: Iterable[Row]) -> Fated:
    """Of the right statements whose own evidence was sent whole, what became of them."""
    return _fated(
        outcome
        for row in rows
        for at, outcome in enumerate(row.outcomes)
        if row.carried[at] and not (row.is_wrong and at == row.flawed)
    )


def wrong_statements(rows: Iterable[Row]) -> Fated:
    """Of the flawed statements, what became of them, whatever was sent."""
    return _fated(row.outcomes[row.flawed] for row in rows if row.is_wrong)


def behaviours(rows: Iterable[Row]) -> Counter[tuple[str, str]]:
    """(behaviour asked for, what the answer does), counted; a flawed answer is judged by its flawed statement.

    A denial that stands first in the article's own words sets a premise right as well.
    """
    return Counter((row.behaviour, _does(row)) for row in rows)


def _does(row: Row) -> str:
    if row.error:
        return "failed"
    if row.refused:
        return "refused"
    if row.is_wrong and row.outcomes[row.flawed].fate in SHOWN:
        return "says what is wrong"
    return "answered" if any(one.fate in SHOWN for one in row.outcomes) else "quotation only"


def print_rows(rows: Sequence[Row]) -> None:
    """What one model's rows come to."""
    console = console_for_figures()
    model, is_wrong = rows[0].model, rows[0].is_wrong
    groups = {**grouped(rows, lambda row: row.kind), "in all": list(rows)}
    grid = Grid(f"{model}, right statements", "evidence whole", *FATES, box=None)
    for name, own in groups.items():
        whole, of = whole_evidence(own)
        grid.add_row(name, f"{whole} of {of}", *right_statements(own).cells)
    console.print(grid)
    fated = {"right statements, evidence sent": right_statements(rows)}
    if is_wrong:
        grid = Grid(f"{model}, wrong statements", *FATES, box=None)
        for name, own in groups.items():
            grid.add_row(name, *wrong_statements(own).cells)
        console.print(grid)
        fated["wrong statements"] = wrong_statements(rows)
    for title, one in fated.items():
        print_counts(console, f"{title} {one.shares()}", one.reasons)
    console.print(Text("\nbehaviour asked for → what the answer does"))
    for (wanted, does), count in sorted(behaviours(rows).items()):
        console.print(Text(f"  {count:4} {wanted} → {does}"))
    requests = Counter(kind for row in rows for kind in row.requests)
    told = ", ".join(f"{kind} {count / len(rows):.2f}" for kind, count in requests.most_common())
    console.print(Text(f"\nrequests an answer: {requests.total() / len(rows):.2f} ({told})"))
    for row in rows:
        if row.error:
            console.print(Text(f"failed: {row.id}: {row.error}"))


def _fated(found: Iterable[Outcome]) -> Fated:
    listed = list(found)
    fates: Counter[Fate] = Counter(dict.fromkeys(FATES, 0))
    fates.update(one.fate for one in listed)
    told = ((one.fate, reason_kind(one.reason) or "no reason given") for one in listed if one.fate != "supported")
    return Fated(fates, Counter(f"{fate}: {reason}" for fate, reason in told))
