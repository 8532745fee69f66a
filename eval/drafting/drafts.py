"""A file of drafts: one JSON object a line, a case with its ``review``; and the accepted ones as cases."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.cases import to_case
from eval.drafting.proposing import ACCEPTED, OPEN, REJECTED
from eval.errors import DraftError

_REVIEWS = (OPEN, ACCEPTED, REJECTED)


def read_drafts(path: Path) -> list[dict[str, Any]]:
    """The rows of a file, in its order.

    Raises:
        DraftError: it is missing, or a line is no draft.
    """
    rows = _read(path)
    for number, row in rows:
        if row.get("review") not in _REVIEWS:
            raise DraftError(
                f"{path}, line {number}: a draft has a “review” that is {', '.join(_REVIEWS[:-1])} or {_REVIEWS[-1]}; "
                "mend the line."
            )
        check(row, f"{path.name}, line {number}")
    return [row for _, row in rows]


def write_drafts(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write all rows in one step: after an interruption the old file or the new one is there.

    Raises:
        DraftError: they cannot be written.
    """
    half = path.with_name(f".{path.name}.half")
    try:
        half.write_text("".join(map(_line, rows)), "utf-8")
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise _not_written(path, error) from error


def append_draft(path: Path, row: Mapping[str, Any]) -> None:
    """Add one row; it is on the disk when this returns.

    Raises:
        DraftError: it cannot be written.
    """
    try:
        with path.open("a", encoding="utf-8") as stream:
            stream.write(_line(row))
    except OSError as error:
        raise _not_written(path, error) from error


def export_accepted(rows: Sequence[Mapping[str, Any]], out: Path) -> int:
    """Add the accepted rows to a file of cases, those that are there already left as they are; how many were added.

    Raises:
        DraftError: the file of cases is damaged or cannot be written.
    """
    there = {row.get("id") for _, row in _read(out)} if out.exists() else set()
    accepted = [row for row in rows if row["review"] == ACCEPTED and row["id"] not in there]
    for row in accepted:
        append_draft(out, case_of(row))
    return len(accepted)


def case_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row without its review: what a loader of cases takes. It takes no row that still has one."""
    return {name: value for name, value in row.items() if name != "review"}


def check(row: Mapping[str, Any], where: str) -> None:
    """The row would be a case.

    Raises:
        CaseError: it would not; the message names the field.
    """
    to_case(case_of(row), where)


def _read(path: Path) -> list[tuple[int, dict[str, Any]]]:
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except FileNotFoundError as error:
        raise DraftError(f"There is no file {path}; make drafts with `python -m eval draft ARTICLES`.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise DraftError(f"{path} cannot be read ({error}).") from error
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DraftError(f"{path}, line {number}: this is no JSON ({error}); mend or delete the line.") from error
        if not isinstance(row, dict):
            raise DraftError(f"{path}, line {number}: a draft is a JSON object ({{…}}); mend or delete the line.")
        rows.append((number, row))
    return rows


def _line(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _not_written(path: Path, error: OSError) -> DraftError:
    return DraftError(f"{path} cannot be written ({error.strerror}); what was written before is kept.")
