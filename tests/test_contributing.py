"""CONTRIBUTING.md tells what is there, and the hooks do what CI does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import assistant

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
#: `path`, or `path::name` of a module.
PLACES = re.findall(r"`([\w./-]+(?:/|\.(?:py|md|toml|txt|yaml|js|css)))(?:::(\w+))?`", GUIDE)


def test_the_guide_names_places() -> None:
    assert sum(bool(name) for _, name in PLACES) > 15


@pytest.mark.parametrize(("path", "name"), sorted(set(PLACES)))
def test_a_place_is_there(path: str, name: str) -> None:
    assert (ROOT / path).exists()
    if name:
        assert name in _defined(ROOT / path)


def test_hooks_and_make_read_the_code_alike() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    read = re.search(r"^define READ\n(.*?)^endef", makefile, re.MULTILINE | re.DOTALL)
    assert read
    made = [line.replace("$(BIN)", ".venv/bin") for line in read[1].splitlines()]
    hooks = re.findall(r"^ +entry: (.+)$", (ROOT / ".pre-commit-config.yaml").read_text("utf-8"), re.MULTILINE)
    assert len(made) >= 5
    assert hooks == made


def test_the_changelog_begins_with_the_version_that_is_here() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    releases = re.findall(r"^## (.+)$", changes, re.MULTILINE)
    assert releases[0].split()[0] == assistant.__version__
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ \((?:\d{4}-\d\d-\d\d|unreleased)\)", one) for one in releases)


def _defined(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names
