"""One reader for every file of cases: JSONL or CSV to checked cases, and one sentence for whatever is wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from eval.cases.jsonl import numbered_lines
from eval.cases.model import Identified
from eval.errors import CaseError

C = TypeVar("C", bound=Identified)

SUFFIXES = (".jsonl", ".csv")
_WRONG = {
    "bool_parsing": "must be true or false",
    "dataclass_type": "must be an object",
    "string_type": "must be text",
    "too_short": "must not be empty",
    "tuple_type": "must be a list",
}
_EMPTY = ("missing", "string_pattern_mismatch")


def read_cases(path: Path, kind: type[C], context: Any = None) -> list[C]:
    """The cases of one file, or of all ``.jsonl`` and ``.csv`` files of a folder in the order of their names.

    Args:
        path: the file or folder.
        kind: what a line is.
        context: what the validators of ``kind`` need to know.

    Raises:
        CaseError: a file is missing, is no JSONL or CSV, lacks a field, has an unknown field or a wrong value, or an
            id stands twice. The message names file, line and field.
    """
    return [case for _, case in placed_cases(path, kind, context)]


def placed_cases(path: Path, kind: type[C], context: Any = None, *, repeated: bool = False) -> list[tuple[str, C]]:
    """The same, each with its place, which begins the message of an error; ``repeated`` ids are let through."""
    cases: list[tuple[str, C]] = []
    seen: dict[str, str] = {}
    for where, case in (found for file in _files(path) for found in _read(file, kind, context)):
        if case.id in seen and not repeated:
            raise CaseError(f"{where}: the id “{case.id}” stands already in {seen[case.id]}; ids must differ.")
        seen[case.id] = where
        cases.append((where, case))
    return cases


def case_of_json(text: str, where: str, kind: type[C], context: Any = None) -> C:
    """One checked case of a JSON object.

    Raises:
        CaseError: see :func:`read_cases`.
    """
    try:
        return TypeAdapter(kind).validate_json(text, context=context)
    except ValidationError as error:
        raise _case_error(error, where, kind, text) from error


def _read(file: Path, kind: type[C], context: Any) -> Iterator[tuple[str, C]]:
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{file} cannot be read ({error}).") from error
    if file.suffix == ".csv":
        yield from _read_csv(file, text, kind, context)
        return
    for number, line in numbered_lines(text):
        where = f"{file}, line {number}"
        yield where, case_of_json(line, where, kind, context)


def _read_csv(file: Path, text: str, kind: type[C], context: Any) -> Iterator[tuple[str, C]]:
    required = {one.name: "" for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING}
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    try:
        for cells in reader:
            where = f"{file}, line {reader.line_num}"
            if None in cells or None in cells.values():
                raise CaseError(f"{where}: the row has another number of cells than the heading; mend it.")
            row = required | {name: cell.strip() for name, cell in cells.items() if cell.strip()}
            try:
                yield where, TypeAdapter(kind).validate_python(row, context=context)
            except ValidationError as error:
                raise _case_error(error, where, kind, json.dumps(row)) from error
    except csv.Error as error:
        raise CaseError(f"{file}, line {reader.line_num}: this is no CSV ({error}); mend the line.") from error


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix in SUFFIXES)
        if not files:
            raise CaseError(f"{path} has no .jsonl or .csv file; name a file of cases.")
        return files
    if not path.exists():
        raise CaseError(f"There is no file {path}; name a file of cases.")
    if path.suffix not in SUFFIXES:
        raise CaseError(f"{path} is no file of cases; it must end in .jsonl or .csv.")
    return [path]


def _case_error(error: ValidationError, where: str, kind: type[Identified], text: str) -> CaseError:
    """The first thing that is wrong, as a sentence that says what to do."""
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return CaseError(f"{where}: this is no JSON ({first['ctx']['error']}); mend the line.")
    row = json.loads(text)
    if not isinstance(row, dict):
        return CaseError(f"{where}: a case is a JSON object ({{…}}), not a {type(row).__name__}.")
    named = f"{where} ({row['id']})" if row.get("id") else where
    return CaseError(f"{named}: {_sentence(first, kind)}")


def _sentence(problem: Mapping[str, Any], kind: type[Identified]) -> str:
    steps = problem["loc"]
    place = ", ".join(f"“{step}”" if isinstance(step, str) else f"item {step + 1}" for step in steps)
    if problem["type"] in _EMPTY or problem["input"] in ("", None):
        return f"the field {place} is {'missing or empty; add' if isinstance(steps[-1], str) else 'empty; remove'} it."
    if problem["type"] == "unexpected_keyword_argument":
        known = f" (known: {', '.join(one.name for one in fields(kind))})" if len(steps) == 1 else ""
        return f"{place} is no known field; remove it{known}."
    if problem["type"] == "literal_error":
        expected = problem["ctx"]["expected"].replace("'", "")
        return f"the {steps[-1]} “{problem['input']}” is unknown; write {expected}."
    if problem["type"] == "value_error":
        return f"the field {place} {problem['ctx']['error']}."
    described: Mapping[str, Any] = getattr(kind, "__pydantic_fields__", {})
    field = described.get(str(steps[0]))
    meant = f" (“{steps[0]}” is {field.description})" if field and field.description else ""
    return f"the field {place} {_WRONG.get(problem['type'], 'is wrong: ' + problem['msg'])}{meant}."
