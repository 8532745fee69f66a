"""The table of failures is the one place where errors are made, and the page in docs/ is that table."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from assistant import errors, failures
from docs.failures import PAGE, page

ROOT = Path(failures.__file__).parent
KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}


@pytest.mark.parametrize("name", failures.table())
def test_a_row_is_a_sentence_that_takes_its_facts(name: str) -> None:
    row = failures.table()[name]
    facts = {field: f"<{field}>" for _, field, _, _ in string.Formatter().parse(row.sentence) if field}
    said = str(row(**facts))
    assert all(f"<{fact}>" in said for fact in facts)
    assert said.endswith(".")
    assert said[0].isupper() or said[0] in "<“"


def test_a_missing_fact_is_a_bug() -> None:
    with pytest.raises(KeyError, match="folder"):
        failures.INDEX_DISK_FULL()


def test_no_error_is_made_beside_the_table() -> None:
    made = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in ROOT.rglob("*.py")
        if path.name != "failures.py" or path.parent != ROOT
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS
    ]
    assert made == []


def test_the_page_is_the_table() -> None:
    assert page() == PAGE.read_text("utf-8"), "run `python docs/failures.py`"


def test_every_row_stands_under_a_station() -> None:
    assert page().count("` |\n") == len(failures.table())
