"""Question files: JSONL or CSV to checked cases, and their quotes against the articles."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, cast

from eval.cases.articles import Articles
from eval.cases.jsonl import numbered_lines
from eval.errors import CaseError
from eval.places import DATA
from eval.types import KINDS, Case, Reference, Split

#: Our own question set and the articles that are written for it (besides ``seeds/``).
QUESTIONS = DATA / "questions"

_FIELDS = {one.name for one in fields(Case)}
_REQUIRED = {one.name for one in fields(Case) if one.default is MISSING and one.default_factory is MISSING}
_REFERENCE_FIELDS = {one.name for one in fields(Reference)}
#: Only these may be empty where they are required: a refusal has no answer of its own.
_MAY_BE_EMPTY = {"answer"}
_LISTS = ("history", "tags", "forbidden")


def load_cases(path: Path = QUESTIONS) -> list[Case]:
    """The cases of one file, or of all ``.jsonl`` and ``.csv`` files of a folder in the order of their names.

    Raises:
        CaseError: a file is missing, is no JSONL or CSV, lacks a field, has an unknown field, kind or split,
            or an id stands twice. The message names file and line.
    """
    files = _files(path)
    cases: list[Case] = []
    seen: dict[str, str] = {}
    for file in files:
        for number, row in _rows(file):
            where = f"{file.name}, line {number}"
            case = to_case(row, where)
            if case.id in seen:
                raise CaseError(f"{where}: the id “{case.id}” stands already in {seen[case.id]}; ids must differ.")
            seen[case.id] = where
            cases.append(case)
    if not cases:
        raise CaseError(f"{path} holds no cases; write one JSON object a line.")
    return sorted(cases, key=lambda case: KINDS.index(case.kind))


def to_case(row: Mapping[str, Any], where: str) -> Case:
    """One checked case of the plain data of a row; ``where`` begins the message of an error.

    Raises:
        CaseError: see :func:`load_cases`.
    """
    where = f"{where} ({row['id']})" if isinstance(row.get("id"), str) and row["id"] else where
    missing = sorted(name for name in _REQUIRED if _absent(row, name))
    if missing:
        raise CaseError(f"{where}: the field “{missing[0]}” is missing or empty; add it.")
    unknown = sorted(row.keys() - _FIELDS)
    if unknown:
        raise CaseError(f"{where}: “{unknown[0]}” is no field of a case; remove it (known: {', '.join(_order())}).")
    for name in ("id", "split", "kind", "question", "answer", "note"):
        if not isinstance(row.get(name, ""), str):
            raise CaseError(f"{where}: the field “{name}” must be text.")
    if row["split"] not in ("dev", "test"):
        raise CaseError(f"{where}: the split “{row['split']}” is unknown; write dev or test.")
    if row["kind"] not in KINDS:
        raise CaseError(f"{where}: the kind “{row['kind']}” is unknown; write one of {', '.join(KINDS)}.")
    if not isinstance(row.get("refused", False), bool):
        raise CaseError(f"{where}: the field “refused” must be true or false.")
    case = Case(
        id=row["id"],
        split=cast(Split, row["split"]),
        kind=row["kind"],
        question=row["question"],
        answer=row["answer"],
        facts=_facts(row.get("facts", []), where),
        references=tuple(_reference(one, where) for one in _listed(row, "references", where)),
        refused=row.get("refused", False),
        note=row.get("note", ""),
        **{name: _texts(_listed(row, name, where), name, where) for name in _LISTS},
    )
    if case.refused and (case.facts or case.references):
        raise CaseError(f"{where}: a case to be refused has no facts and no references; remove them, or “refused”.")
    if not case.refused and not case.facts:
        raise CaseError(f"{where}: the field “facts” is missing or empty; name what a right answer must say.")
    return case


def check_quotes(cases: Iterable[Case], articles: Articles) -> None:
    """Every reference stands word for word in the cleaned text of its article.

    Raises:
        CaseError: an article is not there, its name fits several, or a quote is not in it.
    """
    for case in cases:
        for reference in case.references:
            found = articles.named(reference.article)
            if not found:
                raise CaseError(f"{case.id}: no article is named “{reference.article}”; index it or mend the name.")
            if len(found) > 1:
                raise CaseError(
                    f"{case.id}: “{reference.article}” fits {len(found)} articles; write more of the path of the one."
                )
            if reference.quote not in found[0].text:
                raise CaseError(
                    f"{case.id}: the quote “{shortened(reference.quote)}” does not stand in {reference.article} as the "
                    "assistant reads it; copy it from there (`assistant search` prints it)."
                )


def chosen(
    cases: Sequence[Case], *, split: str | None = None, kinds: Sequence[str] = (), sample: int | None = None
) -> list[Case]:
    """The cases of a split and of some kinds; with ``sample`` so many of them, spread evenly over the kinds.

    A sample takes the first case of each kind, then the second of each, and in the last round, where not every
    kind has room, kinds that lie evenly apart.

    Raises:
        CaseError: a kind is unknown or nothing is left.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise CaseError(f"The kind “{kind}” is unknown; choose of {', '.join(KINDS)}.")
    kept = [case for case in cases if split in (None, case.split) and (not kinds or case.kind in kinds)]
    if not kept:
        raise CaseError("No case is left of this choice; choose another split or other kinds.")
    if sample is None or sample >= len(kept):
        return kept
    wanted = _spread(kept, sample)
    return [case for case in kept if case.id in wanted]


def shortened(text: str, length: int = 60) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _spread(cases: Sequence[Case], sample: int) -> set[str]:
    by_kind: dict[str, list[str]] = {}
    for case in cases:
        by_kind.setdefault(case.kind, []).append(case.id)
    wanted: set[str] = set()
    for turn in range(max(map(len, by_kind.values()))):
        ids = [own[turn] for own in by_kind.values() if turn < len(own)]
        left = min(sample - len(wanted), len(ids))
        wanted |= {ids[at * len(ids) // left] for at in range(left)}
    return wanted


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix in (".jsonl", ".csv"))
        if not files:
            raise CaseError(f"{path} has no .jsonl or .csv file; name a file of cases.")
        return files
    if not path.exists():
        raise CaseError(f"There is no file {path}; name a file of cases.")
    if path.suffix not in (".jsonl", ".csv"):
        raise CaseError(f"{path} is no file of cases; it must end in .jsonl or .csv.")
    return [path]


def _rows(file: Path) -> list[tuple[int, dict[str, Any]]]:
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{file} cannot be read ({error}).") from error
    return _csv_rows(file, text) if file.suffix == ".csv" else _json_rows(file, text)


def _json_rows(file: Path, text: str) -> list[tuple[int, dict[str, Any]]]:
    rows = []
    for number, line in numbered_lines(text):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CaseError(f"{file.name}, line {number}: this is no JSON ({error}); mend the line.") from error
        if not isinstance(row, dict):
            raise CaseError(f"{file.name}, line {number}: a case is a JSON object ({{…}}), not a {type(row).__name__}.")
        rows.append((number, row))
    return rows


def _csv_rows(file: Path, text: str) -> list[tuple[int, dict[str, Any]]]:
    """In a cell, ``||`` separates facts, references and other lists, ``|`` the ways to write a fact.

    A reference is ``article: quote``.
    """
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    rows: list[tuple[int, dict[str, Any]]] = []
    try:
        for cells in reader:
            where = f"{file.name}, line {reader.line_num}"
            if None in cells or None in cells.values():
                raise CaseError(f"{where}: the row has another number of cells than the heading; mend it.")
            rows.append((reader.line_num, _of_cells(cells, where)))
    except csv.Error as error:
        raise CaseError(f"{file.name}, line {reader.line_num}: this is no CSV ({error}); mend the line.") from error
    return rows


def _of_cells(cells: Mapping[str, str], where: str) -> dict[str, Any]:
    row: dict[str, Any] = {name: cell.strip() for name, cell in cells.items() if cell.strip()}
    for name in _LISTS:
        if name in row:
            row[name] = _pieces(row[name])
    if "facts" in row:
        row["facts"] = [[way.strip() for way in fact.split("|") if way.strip()] for fact in _pieces(row["facts"])]
    if "references" in row:
        row["references"] = [_reference_of_cell(one, where) for one in _pieces(row["references"])]
    if "refused" in row:
        truth = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        row["refused"] = truth.get(row["refused"].lower(), row["refused"])
    return {"answer": "", **row}


def _pieces(cell: str) -> list[str]:
    return [piece.strip() for piece in cell.split("||") if piece.strip()]


def _reference_of_cell(text: str, where: str) -> dict[str, str]:
    article, colon, quote = text.partition(": ")
    if not colon:
        raise CaseError(f"{where}: the reference “{shortened(text)}” must be “article: quote”.")
    return {"article": article.strip(), "quote": quote.strip()}


def _facts(value: Any, where: str) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list) or not all(isinstance(fact, list) and fact for fact in value):
        raise CaseError(f"{where}: the field “facts” must be a list of lists: the accepted ways to write each fact.")
    return tuple(_texts(fact, "facts", where) for fact in value)


def _reference(value: Any, where: str) -> Reference:
    if not isinstance(value, dict):
        raise CaseError(f"{where}: a reference is an object with “article” and “quote”.")
    for name in ("article", "quote"):
        if not isinstance(value.get(name), str) or not value[name].strip():
            raise CaseError(f"{where}: a reference lacks its “{name}”; add it.")
    unknown = sorted(value.keys() - _REFERENCE_FIELDS)
    if unknown:
        raise CaseError(f"{where}: “{unknown[0]}” is no field of a reference; remove it.")
    return Reference(**value)


def _listed(row: Mapping[str, Any], name: str, where: str) -> list[Any]:
    value = row.get(name, [])
    if not isinstance(value, list):
        raise CaseError(f"{where}: the field “{name}” must be a list.")
    return value


def _texts(values: list[Any], name: str, where: str) -> tuple[str, ...]:
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise CaseError(f"{where}: the field “{name}” must hold texts that are not empty.")
    return tuple(values)


def _absent(row: Mapping[str, Any], name: str) -> bool:
    return name not in row or (row[name] in ("", None) and name not in _MAY_BE_EMPTY)


def _order() -> list[str]:
    return [one.name for one in fields(Case)]
