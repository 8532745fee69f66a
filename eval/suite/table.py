"""A run reduced to its figures case by case: what comparing and summing up need, and a baseline keeps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from eval.errors import BaselineError
from eval.metrics.refusal import Flags
from eval.suite.provenance import case_hash
from eval.types import Result

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One case: whether it was to be refused and was (None: its question failed), and its scores.

    ``hash`` is of the case itself, so that a changed question is never compared with its former self.
    """

    kind: str
    hash: str
    expected: bool
    refused: bool | None
    scores: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a run by case id."""

    name: str
    rows: Mapping[str, Row]

    @property
    def metrics(self) -> list[str]:
        """Every metric that some case has, in the order in which they first appear."""
        return list(dict.fromkeys(name for row in self.rows.values() for name in row.scores))

    def values(self, metric: str) -> dict[str, float | None]:
        """The metric's score of every case; None where it has none."""
        return {case: row.scores.get(metric) for case, row in self.rows.items()}

    def decisions(self) -> tuple[Flags, Flags]:
        """(to be refused, refused) of the cases whose question did not fail, arrays (n,)."""
        pairs = [(row.expected, row.refused) for row in self.rows.values() if row.refused is not None]
        flags = np.array(pairs, bool).reshape(-1, 2)
        return flags[:, 0], flags[:, 1]

    def only(self, cases: Iterable[str]) -> Table:
        """The same with these cases only."""
        kept = set(cases)
        return Table(self.name, {case: row for case, row in self.rows.items() if case in kept})

    def common(self, other: Table) -> list[str]:
        """The cases that stand unchanged in both."""
        return [case for case, row in self.rows.items() if case in other.rows and other.rows[case].hash == row.hash]

    def changed(self, other: Table) -> list[str]:
        """The cases that stand in both with different questions or references."""
        return [case for case, row in self.rows.items() if case in other.rows and other.rows[case].hash != row.hash]


def table_of(name: str, results: Sequence[Result]) -> Table:
    """Reduce the results of a run."""
    return Table(
        name,
        {
            result.case.id: Row(
                kind=result.case.kind,
                hash=case_hash(result.case),
                expected=result.case.refused,
                refused=None if result.error else bool(result.answer["refused"]),
                scores={metric: score.value for metric, score in result.scores.items()},
            )
            for result in results
        },
    )


def write_table(table: Table, path: Path, facts: Mapping[str, Any]) -> None:
    """Write a baseline file; ``facts`` say what it was made with.

    Raises:
        BaselineError: it cannot be written.
    """
    value = {"format": FORMAT, "name": table.name, "made_with": dict(facts), "cases": asdict(table)["rows"]}
    try:
        path.write_text(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise BaselineError(f"The baseline {path} cannot be written ({error.strerror}).") from error


def read_table(path: Path) -> Table:
    """Read a baseline file.

    Raises:
        BaselineError: it is missing, damaged, or of another version.
    """
    try:
        value = json.loads(path.read_text("utf-8"))
        if value["format"] == FORMAT:
            return Table(value["name"], TypeAdapter(dict[str, Row]).validate_python(value["cases"]))
    except OSError as error:
        raise BaselineError(
            f"The baseline {path} cannot be read ({error.strerror}); make one with `python -m eval regress RUN --keep`."
        ) from error
    except (ValueError, TypeError, KeyError) as error:
        raise BaselineError(f"{path} is no baseline of an evaluation ({error}); make it anew.") from error
    raise BaselineError(
        f"The baseline {path} has format {value['format']}, this version reads format {FORMAT}; make it anew."
    )
