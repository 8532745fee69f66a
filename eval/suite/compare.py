"""Two runs, case by case: what changed, by how much more than noise, and where to look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eval.errors import RunError
from eval.metrics import deterministic_metrics
from eval.suite.statistics import Array, Interval, bootstrap, mean
from eval.suite.summary import RATES
from eval.suite.table import Table


@dataclass(frozen=True, slots=True)
class Change:
    """One metric in two runs; ``better`` and ``worse`` are cases."""

    metric: str
    aim: str
    mean: float
    interval: Interval | None
    better: tuple[str, ...]
    worse: tuple[str, ...]
    cases: int

    @property
    def sure(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.interval is not None and (self.interval[0] > 0 or self.interval[1] < 0)

    @property
    def fell(self) -> bool:
        """Worse by more than noise; a figure that must be exact falls with a single case."""
        if self.aim == "exact":
            return bool(self.worse)
        loss = self.mean if self.aim == "lower" else -self.mean
        return self.sure and loss > 0

    def sentence(self) -> str:
        """Such as "faithfulness +0.04 [0.01, 0.07], 3 cases better, 1 worse"."""
        digits = 1 if abs(self.mean) >= 10 else 2
        shown = "" if self.interval is None else f" [{self.interval[0]:.{digits}f}, {self.interval[1]:.{digits}f}]"
        if not self.better and not self.worse and not self.mean:
            return f"{self.metric} unchanged on {counted(self.cases)}"
        verdict = "" if self.sure else " (within noise)"
        return (
            f"{self.metric} {self.mean:+.{digits}f}{shown}, {counted(len(self.better))} better, "
            f"{len(self.worse)} worse{verdict}"
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that can be said of two runs; ``left_out`` are cases whose question changed in between."""

    before: str
    after: str
    changes: tuple[Change, ...]
    cases: int
    left_out: tuple[str, ...]

    def changed_cases(self) -> dict[str, list[str]]:
        """For each case that changed, what did ("correctness better")."""
        found: dict[str, list[str]] = {}
        for change in self.changes:
            if change.aim == "lower":  # seconds change always
                continue
            for case in change.better:
                found.setdefault(case, []).append(f"{change.metric} better")
            for case in change.worse:
                found.setdefault(case, []).append(f"{change.metric} worse")
        return found


def compare(before: Table, after: Table) -> Comparison:
    """Paired differences of every metric that both have, on the cases that both have.

    Raises:
        RunError: they have no case in common.
    """
    common = before.common(after)
    if not common:
        raise RunError(f"{before.name} and {after.name} have no case in common, so there is nothing to compare.")
    old, new = before.only(common), after.only(common)
    aims = {metric.name: metric.aim for metric in deterministic_metrics()}
    changes = [
        change
        for metric in new.metrics
        if metric in old.metrics and (change := _change(metric, aims.get(metric, "higher"), old, new)) is not None
    ]
    rates = [change for name in RATES if (change := _rate_change(name, old, new)) is not None]
    return Comparison(before.name, after.name, (*rates, *changes), len(common), tuple(before.changed(after)))


def counted(number: int) -> str:
    """Such as "1 case" or "3 cases"."""
    return f"{number} case" if number == 1 else f"{number} cases"


def _change(metric: str, aim: str, before: Table, after: Table) -> Change | None:
    """The second less the first, on the cases that have a value in both; None where there is none."""
    old, new = before.values(metric), after.values(metric)
    differences = {
        case: value - earlier
        for case, earlier in old.items()
        if earlier is not None and (value := new[case]) is not None
    }
    if not differences:
        return None
    column = np.array(list(differences.values()))
    higher = tuple(case for case, difference in differences.items() if difference > 0)
    lower = tuple(case for case, difference in differences.items() if difference < 0)
    better, worse = (lower, higher) if aim == "lower" else (higher, lower)
    return Change(metric, aim, float(column.mean()), bootstrap(mean, column), better, worse, len(column))


def _rate_change(name: str, before: Table, after: Table) -> Change | None:
    """Precision, recall or F1 of refusing; a case is better where its decision became the right one."""
    cases = [
        case for case, row in before.rows.items() if row.refused is not None and after.rows[case].refused is not None
    ]
    expected, old = before.only(cases).decisions()
    new = np.array([after.rows[case].refused for case in cases], bool)
    if not len(expected):
        return None
    rate = RATES[name]

    def difference(wanted: Array, one: Array, other: Array) -> Array:
        return rate(wanted, other) - rate(wanted, one)

    found = float(difference(expected, old, new))
    if np.isnan(found):
        return None
    return Change(
        metric=f"refusal_{name}",
        aim="higher",
        mean=found,
        interval=bootstrap(difference, expected, old, new),
        better=tuple(case for case, e, o, n in zip(cases, expected, old, new, strict=True) if o != e and n == e),
        worse=tuple(case for case, e, o, n in zip(cases, expected, old, new, strict=True) if o == e and n != e),
        cases=len(cases),
    )
