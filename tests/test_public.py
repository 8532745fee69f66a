"""What ``assistant`` offers is whole: who uses it never has to look below for a name."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

import assistant
from assistant import errors

ROOT = Path(assistant.__file__).parents[1]
#: What a signature may name that is imported for type checkers alone: another library's, or public and loaded late.
FOREIGN = {"BaseRetriever": object} | {name: getattr(assistant, name) for name in assistant.__all__}


@pytest.mark.parametrize("name", assistant.__all__)
def test_each_name_is_there_and_is_what_it_is_called(name: str) -> None:
    found = getattr(assistant, name)
    assert getattr(found, "__name__", name) == name


def test_no_other_name_is() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Asistant'"):
        _ = assistant.Asistant
    with pytest.raises(AttributeError):
        _ = assistant.FunctionType


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(assistant.__file__).read_text("utf-8"))
    [seen] = [one for one in tree.body if isinstance(one, ast.If) and ast.unparse(one.test) == "TYPE_CHECKING"]
    imported = {alias.asname or alias.name for one in ast.walk(seen) if isinstance(one, ast.ImportFrom)
                for alias in one.names}  # fmt: skip
    assert imported == set(assistant.__all__)


def test_whatever_a_public_signature_names_is_public() -> None:
    reached = set(_reached([getattr(assistant, name) for name in assistant.__all__]))
    assert {"Citation", "Turn", "Removal", "IngestItem"} <= {kind.__name__ for kind in reached}
    hidden = {kind.__qualname__ for kind in reached if getattr(assistant, kind.__name__, None) is not kind}
    assert not hidden


def test_every_error_is_public() -> None:
    known = {name for name, kind in vars(errors).items() if inspect.isclass(kind)}
    assert {name for name in assistant.__all__ if name.endswith("Error")} == known


def test_what_the_documents_import_is_public() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    blocks = [
        block for page in pages for block in re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    ]
    names = {name for block in blocks for name in _imported(block)}
    assert "Assistant" in names
    assert names <= set(assistant.__all__)


def test_the_version_is_told() -> None:
    code = "from assistant.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--version"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == assistant.__version__


def _imported(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module == "assistant":
            yield from (alias.name for alias in node.names)


def _reached(todo: list[Any]) -> Iterator[type]:
    """Our classes among what public members take and give, and what those take and give."""
    seen: set[Any] = set()
    while todo:
        one = todo.pop()
        if one in seen:
            continue
        seen.add(one)
        if typing.get_origin(one) is not None:
            todo += [part for part in typing.get_args(one) if _hashable(part)]
        elif inspect.isfunction(one):
            todo += typing.get_type_hints(one, localns=FOREIGN).values()
        elif inspect.isclass(one) and one.__module__.startswith("assistant."):
            yield one
            todo += _members(one)


def _members(kind: type) -> Iterator[Any]:
    if dataclasses.is_dataclass(kind):
        yield from typing.get_type_hints(kind).values()
    for name, member in vars(kind).items():
        if name.startswith("_"):
            continue
        if isinstance(member, classmethod | staticmethod):
            yield member.__func__
        elif isinstance(member, property):
            yield member.fget
        elif isinstance(member, cached_property):
            yield member.func
        elif inspect.isfunction(member):
            yield member


def _hashable(part: Any) -> bool:
    return not isinstance(part, list)
