"""What is installed: the wheel, and the libraries that pyproject.toml lists."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import assistant

ROOT = Path(__file__).resolve().parents[1]
#: Listed for others: ragas imports it in a version of its own.
NOT_IMPORTED = {"langchain-community"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    [path] = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_the_wheel_has_what_runs_and_says_that_it_is_typed(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    own = {path.relative_to(ROOT).as_posix() for path in (ROOT / "assistant").rglob("*.py")}
    assert own <= names
    assert {"assistant/py.typed", "assistant/ui/page.js", "assistant/grounding/calibration.json"} <= names
    prompts = {path.relative_to(ROOT / "prompts").as_posix() for path in (ROOT / "prompts").rglob("*.md")}
    assert {f"assistant/_prompts/{prompt}" for prompt in prompts} <= names
    assert {name.split("/")[0] for name in names} == {
        "assistant",
        f"cited_news_assistant-{assistant.__version__}.dist-info",
    }


def test_the_wheel_is_of_the_version_that_the_package_tells(wheel: zipfile.ZipFile) -> None:
    [name] = [name for name in wheel.namelist() if name.endswith("/METADATA")]
    metadata = wheel.read(name).decode()
    assert f"\nVersion: {assistant.__version__}\n" in metadata
    assert [line for line in metadata.splitlines() if line.startswith("Provides-Extra")] == [
        "Provides-Extra: anthropic"
    ]


def test_eval_imports_all_that_its_group_lists() -> None:
    """deptry, which looks after the others, takes a group for tools and does not ask who imports them."""
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]["eval"]
    wanted = {_name(requirement) for requirement in listed} - NOT_IMPORTED
    distributions = packages_distributions()
    imported = {
        _name(distribution)
        for path in (ROOT / "eval").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for module in _modules(node)
        for distribution in distributions.get(module.split(".")[0], ())
    }
    assert wanted - imported == set()


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def _name(requirement: str) -> str:
    """The name of a requirement or distribution, spelt in the one way that PEP 503 compares by."""
    bare = requirement.split("=")[0].split(">")[0].split("<")[0].split("[")[0]
    return bare.strip().lower().replace("_", "-").replace(".", "-")
