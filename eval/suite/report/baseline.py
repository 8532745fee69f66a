"""Another run beside this one, on the cases that both have: its figures, the differences, and which cases changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.suite.compare import Comparison, compare
from eval.suite.summary import summarise
from eval.suite.table import Table


@dataclass(frozen=True, slots=True)
class Move:
    """One metric of one case before and now."""

    metric: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Moved:
    """A case with what rose and what fell; either may be empty."""

    case: str
    rose: tuple[Move, ...]
    fell: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What stands beside a run.

    ``table`` and ``summary`` are the baseline's on the cases in common; ``missing`` were asked then and not now,
    ``lost`` could be asked then and failed now.
    """

    table: Table
    summary: Mapping[str, Any]
    comparison: Comparison
    moved: tuple[Moved, ...]
    missing: int
    lost: tuple[str, ...]

    @classmethod
    def of(cls, before: Table, now: Table) -> Baseline:
        """Put a baseline beside a run.

        Raises:
            RunError: they have no case in common.
        """
        comparison = compare(before, now)
        table = before.only(before.common(now))
        lost = [case for case, row in table.rows.items() if row.refused is not None and now.rows[case].refused is None]
        missing = sum(case not in now.rows for case in before.rows)
        return cls(table, summarise(table, {}), comparison, _moved(table, now, comparison), missing, tuple(lost))

    @property
    def name(self) -> str:
        """The run that the baseline was made of."""
        return self.table.name

    def figures(self) -> dict[str, Any]:
        """The paired differences for ``summary.json``: an interval is a list of two, ``cases`` took part."""
        return {
            change.metric: {
                "change": change.mean,
                "interval": None if change.interval is None else list(change.interval),
                "better": len(change.better),
                "worse": len(change.worse),
                "cases": change.cases,
            }
            for change in self.comparison.changes
        }


def _moved(before: Table, now: Table, comparison: Comparison) -> tuple[Moved, ...]:
    """The cases of which some score changed, those that fell first; seconds change always and are left out."""
    rose: dict[str, list[Move]] = {}
    fell: dict[str, list[Move]] = {}
    for change in comparison.changes:
        if change.aim == "lower" or change.metric not in before.metrics:
            continue
        old, new = before.values(change.metric), now.values(change.metric)
        for found, cases in ((rose, change.better), (fell, change.worse)):
            for case in cases:
                found.setdefault(case, []).append(Move(change.metric, old[case] or 0.0, new[case] or 0.0))
    moved = [Moved(case, tuple(rose.get(case, ())), tuple(fell.get(case, ()))) for case in before.rows]
    return tuple(sorted((one for one in moved if one.rose or one.fell), key=lambda one: not one.fell))
