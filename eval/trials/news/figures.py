"""The outcomes as a table for a terminal."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from typing import get_args

from rich.table import Table as Grid
from rich.text import Text

from eval.cases.news import KINDS
from eval.suite.printing import console_for_figures
from eval.suite.statistics import estimate
from eval.trials.news.measure import Row
from eval.trials.news.outcomes import Outcome
from eval.trials.printing import figure, print_counts, reason_kind

#: Outcomes that are false statements to a reader where they are shown as supported.
FALSE = ("other", "accepted", "wrong", "answered")


def print_rows(rows: Sequence[Row]) -> None:
    """Outcomes by kind and half, why right answers were dropped, and the time of an answer."""
    console = console_for_figures()
    # one that nothing falls into is left out
    shown = [name for name in get_args(Outcome) if any(row.outcome == name for row in rows)]
    grid = Grid("questions", "all", *shown, "right, share", "false, supported", box=None)
    for kind in KINDS:
        for half in ("dev", "held", ""):
            own = [row for row in rows if row.kind == kind and half in (row.half, "")]
            if own:
                grid.add_row(*_cells(f"{kind}, {half}" if half else kind, own, shown))
    console.print(grid)
    dropped = (one["reason"] for row in rows if row.outcome == "lost" for one in row.dropped)
    print_counts(console, "", Counter(f"lost: {reason_kind(reason)}" for reason in dropped), 3)
    unfound = sum(not row.found for row in rows)
    median = statistics.median(row.seconds for row in rows)
    console.print(Text(f"\nmedian {median:.1f} s an answer; the article is not among the passages for {unfound}"))


def _cells(name: str, rows: Sequence[Row], shown: Sequence[str]) -> list[str]:
    counts: Counter[str] = Counter(row.outcome for row in rows)
    right = estimate([float(row.outcome == "right") for row in rows])
    false = sum(row.supported and row.outcome in FALSE for row in rows)
    return [
        name,
        str(len(rows)),
        *(str(counts[one]) for one in shown),
        figure(right.value, right.interval),
        str(false),
    ]
