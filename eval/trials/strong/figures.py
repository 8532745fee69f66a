"""Rows → the shares that are reported, in all and by kind of question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.trials.reasons import reason_kind
from eval.trials.strong.fates import FATES, Fate, Outcome
from eval.trials.strong.measure import Row


@dataclass(frozen=True, slots=True)
class Fated:
    """Some statements by their fate, and why those that are not supported are not."""

    fates: Counter[Fate]
    reasons: Counter[tuple[Fate, str]]

    @property
    def total(self) -> int:
        """How many statements."""
        return self.fates.total()

    def share(self, *fates: Fate) -> float | None:
        """The share with one of these fates, None where there are no statements."""
        return sum(self.fates[fate] for fate in fates) / self.total if self.total else None


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
    flaw_shown = row.is_wrong and row.outcomes[row.flawed].fate in ("supported", "partly", "marked")
    if flaw_shown:
        return "says what is wrong"
    shown = any(one.fate in ("supported", "partly", "marked") for one in row.outcomes)
    return "answered" if shown else "quotation only"


def requests(rows: Sequence[Row]) -> tuple[float, Counter[str]]:
    """Mean requests an answer, and all of them by kind."""
    kinds = Counter(kind for row in rows for kind in row.requests)
    return kinds.total() / len(rows), kinds


def _fated(found: Iterable[Outcome]) -> Fated:
    listed = list(found)
    fates: Counter[Fate] = Counter(dict.fromkeys(FATES, 0))
    fates.update(one.fate for one in listed)
    reasons: Counter[tuple[Fate, str]] = Counter(
        (one.fate, reason_kind(one.reason)) for one in listed if one.fate != "supported"
    )
    return Fated(fates, reasons)
