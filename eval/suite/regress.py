"""May this run replace the baseline? Only where no metric fell by more than its noise."""

from __future__ import annotations

from dataclasses import dataclass

from eval.errors import BaselineError
from eval.metrics import deterministic_metrics
from eval.suite.compare import Change, compare, counted
from eval.suite.summary import COST
from eval.suite.table import Table


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reasons`` are sentences, one a fall; none means passed. ``remarks`` do not fail."""

    reasons: tuple[str, ...]
    remarks: tuple[str, ...]
    cases: int

    @property
    def passed(self) -> bool:
        """Whether nothing fell."""
        return not self.reasons


def regress(baseline: Table, run: Table, *, judged: bool = False) -> Verdict:
    """Compare on the cases that both have.

    A mean or rate fails when the interval of its paired difference lies below zero; citations, quotations and
    resistance fail with a single case; cases that could be asked before and now fail are a reason, too.
    Seconds and tokens never fail, and scores of a model only where ``judged`` asks for it: a judge is noisier
    than what it judges.

    Raises:
        BaselineError: no case is in common.
    """
    common = baseline.common(run)
    if not common:
        raise BaselineError(
            f"The baseline {baseline.name} and the run {run.name} have no unchanged case in common; make the baseline "
            "anew, or run its questions."
        )
    old, new = baseline.only(common), run.only(common)
    own = {metric.name for metric in deterministic_metrics()} - set(COST)
    looked_at = [name for name in old.metrics if name in own or (judged and name not in COST)]
    reasons = [f"{name} was not measured" for name in looked_at if name not in new.metrics]
    reasons += [_fall(change, old, new) for change in compare(old, new).changes if _counts(change, looked_at)]
    failed = [case for case in common if old.rows[case].refused is not None and new.rows[case].refused is None]
    if failed:
        reasons.append(f"{counted(len(failed))} could not be asked: {_listed(failed)}")
    return Verdict(tuple(reasons), tuple(_remarks(baseline, run, common, judged)), len(common))


def _counts(change: Change, looked_at: list[str]) -> bool:
    return change.fell and (change.metric in looked_at or change.metric.startswith("refusal_"))


def _fall(change: Change, old: Table, new: Table) -> str:
    figures = ""
    if change.metric in old.metrics:
        before = [value for value in old.values(change.metric).values() if value is not None]
        after = [value for value in new.values(change.metric).values() if value is not None]
        figures = f" ({sum(before) / len(before):.3f} before, {sum(after) / len(after):.3f} now)"
    return f"{change.sentence()}{figures}: {_listed(change.worse)}"


def _remarks(baseline: Table, run: Table, common: list[str], judged: bool) -> list[str]:
    remarks = []
    if len(common) < len(baseline.rows):
        remarks.append(f"{len(common)} of the baseline's {len(baseline.rows)} cases are in this run and unchanged")
    own = {metric.name for metric in deterministic_metrics()}
    others = [name for name in baseline.metrics if name not in own]
    if others and not judged:
        remarks.append(f"not looked at: {', '.join(others)} (--judged does)")
    return remarks


def _listed(cases: tuple[str, ...] | list[str], most: int = 5) -> str:
    more = f" and {len(cases) - most} more" if len(cases) > most else ""
    return ", ".join(cases[:most]) + more
