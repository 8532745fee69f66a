"""Files of rows, one JSON object a line: each is on the disk before the next is made, so that a trial can go on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from tqdm import tqdm

Row = Mapping[str, Any]


class Named(Protocol):
    """Anything that a row can be about."""

    @property
    def id(self) -> str:
        """Tells it from the others."""


T = TypeVar("T", bound=Named)


def read_rows(path: Path | None) -> list[dict[str, Any]]:
    """The rows of a file, none where there is no file; half a last line of a stopped trial is taken off the file."""
    if path is None or not path.exists():
        return []
    text = path.read_text("utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole, "utf-8")
    return [json.loads(line) for line in whole.splitlines()]


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Replace a file in one step: what is stopped at once loses nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text("".join(map(_line, rows)), "utf-8")
    partial.replace(path)


def append_row(path: Path, row: Row) -> None:
    """Put a row behind those of a file, which is made when missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(_line(row))


def each_once(
    cases: Sequence[T], make: Callable[[T], Row], path: Path, label: str, done: Iterable[Row] | None = None
) -> Iterator[Row]:
    """A row a case, in their order; a new one is behind those of the file before the next is made.

    Args:
        cases: told apart by their ``id``, which their rows have as well.
        make: makes a row.
        path: the file.
        label: what the bar of progress says.
        done: rows that are not made again; those of the file if left out.
    """
    known = {row["id"]: row for row in (read_rows(path) if done is None else done)}
    for case in tqdm(cases, desc=label, unit="case", disable=None):
        row = known.get(case.id)
        if row is None:
            row = make(case)
            append_row(path, row)
        yield row


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"
