"""Do the tests bite? ``python -m benchmarks.mutation [--only grounding] [--sample 10] [--seed 0] [--constants]``.

Takes a seeded sample of the places of each module where cosmic-ray knows a mutation, makes one there (a comparison
turned, a number off by one, a branch denied), and runs the tests of that area until one is red. What survives is a hole
in the tests, or changes nothing that anybody could see: look at each. ``--constants`` takes the numbers at the head of
the modules instead, each halved, doubled, at 0 and at 1, and tells which tests notice.

Needs ``pip install --group mutation`` for the mutations alone: cosmic-ray's runner starts a Python for each one, in
which importing the libraries takes longer than the tests; here a server that has them forks (mutmut forks as well,
but changes nothing outside functions, so no constants). The mutated module stands in a copy of the repository; the
work tree is never touched. Records go to a file (one JSON a line) and are not made again, unless the module has
changed; ``--again`` runs once more what survived, after tests were added.
"""

from __future__ import annotations

import ast
import hashlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Area:
    """Modules (files or folders) and the tests that are to notice when they change, fast ones first."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


AREAS = {
    "retrieval": Area(
        ("assistant/retrieval.py", "assistant/passages.py"),
        ("tests/test_passages.py", "tests/test_retrieval.py"),
    ),
    "evidence": Area(
        ("assistant/evidence",),
        ("tests/test_evidence_weights.py", "tests/test_evidence.py", "tests/test_generation.py"),
    ),
    "grounding": Area(("assistant/grounding",), ("tests/grounding",)),
    "citations": Area(("assistant/answering",), ("tests/test_draft.py", "tests/test_answering.py")),
    "index": Area(
        ("assistant/index",),
        (
            "tests/index/test_dense.py",
            "tests/index/test_index.py",
            "tests/index/test_filters.py",
            "tests/index/test_delete.py",
            "tests/index/test_upkeep.py",
        ),
    ),
}

#: Imported once by the server that forks: nothing of ours, or the mutant would not be seen.
LIBRARIES = ["pytest", "hypothesis", "numpy", "onnxruntime", "tokenizers", "spacy", "chromadb", "llama_index.core",
             "sentencex", "dateparser", "trafilatura", "openai", "httpx", "pydantic_settings"]  # fmt: skip
#: Their mutations are of names that nobody gave, or of arguments that we do not know.
NOT_OURS = ("VariableReplacer", "VariableInserter")
FACTORS = {"×0.5": 0.5, "×2": 2.0}
VALUES = (0, 1)
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "dist")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one module; ``source`` is the module with it."""

    module: str
    what: str
    line: int
    source: str

    @property
    def key(self) -> str:
        """The same for the same change of the same module."""
        return hashlib.sha256(f"{self.module}\0{self.what}\0{self.source}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant: "killed" by tests that were red, "survived", "too slow", "broken" (pytest ended)."""

    key: str
    area: str
    module: str
    line: int
    what: str
    change: str
    outcome: str
    red: tuple[str, ...]
    seconds: float


def sampled(module: str, sample: int, seed: int) -> list[Mutant]:
    """One mutation at each of so many places of the module, the same for the same seed."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    source = (ROOT / module).read_text("utf-8")
    typed = _annotations(source)
    places: dict[tuple[int, int], list[tuple[str, int]]] = {}
    tree = get_ast(source)
    for name in sorted(operator_names()):
        if name.endswith(NOT_OURS):
            continue
        positions = [at for node in ast_nodes(tree) for at in get_operator(name)().mutation_positions(node)]
        for occurrence, (start, _) in enumerate(positions):
            if not any(first <= start <= last for first, last in typed):
                places.setdefault(start, []).append((name, occurrence))
    chance = random.Random(f"{seed}:{module}")
    mutants = []
    for place in chance.sample(sorted(places), min(sample, len(places))):
        name, occurrence = chance.choice(places[place])
        changed = mutate_code(source, get_operator(name)(), occurrence)
        mutants.append(Mutant(module, name.rpartition("/")[2], place[0], changed))
    return mutants


def _annotations(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where types stand: ``str | None`` is never evaluated."""
    found: list[ast.expr | None] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.arg | ast.AnnAssign):
            found.append(node.annotation)
        elif isinstance(node, ast.FunctionDef):
            found.append(node.returns)
    return [((n.lineno, n.col_offset), (n.end_lineno or 0, n.end_col_offset or 0)) for n in found if n is not None]


def constants(module: str) -> Iterator[Mutant]:
    """The module with each number that has a name of its own halved, doubled, at 0 and at 1."""
    source = (ROOT / module).read_text("utf-8")
    lines = source.splitlines(keepends=True)
    for node in ast.parse(source).body:
        number = _number(node)
        if number is None:
            continue
        value = ast.literal_eval(number)
        others = {how: type(value)(value * factor) for how, factor in FACTORS.items()}
        others |= {f"={other}": type(value)(other) for other in VALUES}
        once = {other: how for how, other in reversed(others.items()) if other != value}
        for how, other in others.items():
            if once.get(other) == how:
                line = lines[number.lineno - 1]
                changed = f"{line[: number.col_offset]}{other!r}{line[number.end_col_offset :]}"
                text = "".join([*lines[: number.lineno - 1], changed, *lines[number.lineno :]])
                yield Mutant(module, how, number.lineno, text)


def _number(node: ast.stmt) -> ast.Constant | None:
    """The number that a statement gives a name in capitals."""
    if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)):
        return None
    (target,) = node.targets
    is_number = isinstance(node.value.value, int | float) and not isinstance(node.value.value, bool)
    return node.value if is_number and isinstance(target, ast.Name) and target.id.isupper() else None


class Bench:
    """A copy of the repository in which one module at a time is mutated.

    Args:
        folder: where the copy is made.
        limit: seconds for the tests of one mutant.
        red: failed tests after which the others need not run.
        instead: test files in place of the area's.
    """

    def __init__(self, folder: Path, limit: float, red: int, instead: Sequence[str] = ()) -> None:
        self._tree = folder / "tree"
        self._told = folder / "told.txt"
        self._output = folder / "output.txt"
        self._instead = instead
        self._limit = limit
        self._red = red
        shutil.copytree(ROOT, self._tree, ignore=NOT_COPIED)
        self._server = multiprocessing.get_context("forkserver")
        self._server.set_forkserver_preload(LIBRARIES)

    def tried(self, area: str, mutant: Mutant) -> Outcome:
        """Run the area's tests with the mutant in place."""
        path = self._tree / mutant.module
        original = path.read_text("utf-8")
        path.write_text(mutant.source, "utf-8")
        began = time.monotonic()
        try:
            outcome, red = self._run(self.tests(area, Path(mutant.module).stem))
        finally:
            path.write_text(original, "utf-8")
        lines = zip(original.splitlines(), mutant.source.splitlines(), strict=False)
        change = next((f"{old.strip()} → {new.strip()}" for old, new in lines if old != new), "")
        seconds = round(time.monotonic() - began, 1)
        return Outcome(mutant.key, area, mutant.module, mutant.line, mutant.what, change, outcome, tuple(red), seconds)

    def tests(self, area: str, stem: str = "") -> list[str]:
        """The test files of an area, those first that are named after the module: they find most, and soon."""
        files = [self._tree / test for test in self._instead or AREAS[area].tests]
        found = [one for file in files for one in (sorted(file.rglob("test_*.py")) if file.is_dir() else [file])]
        there = dict.fromkeys(str(one.relative_to(self._tree)) for one in found if one.exists())
        return sorted(there, key=lambda test: stem not in Path(test).stem)

    def check(self, area: str) -> None:
        """See the area's tests green without any mutation: red ones would kill everything.

        Raises:
            typer.Exit: they are not.
        """
        outcome, red = self._run(self.tests(area))
        if outcome != "survived":
            typer.echo(f"The tests of {area} are {outcome} without any mutation: {' '.join(red)}", err=True)
            typer.echo(self._output.read_text("utf-8")[-2_000:], err=True)
            raise typer.Exit(2)

    def _run(self, there: list[str]) -> tuple[str, list[str]]:
        self._told.unlink(missing_ok=True)
        process = self._server.Process(target=_pytest, args=(self._tree, there, self._told, self._red))
        process.start()
        process.join(self._limit)
        late = process.is_alive()
        if process.pid is not None and late:
            os.killpg(process.pid, signal.SIGKILL)
            process.join()
        red = self._told.read_text("utf-8").splitlines() if self._told.exists() else []
        if red:
            return "killed", red
        # a mutant that ends the whole process is no test's finding
        return ("too slow" if late else "survived" if process.exitcode == 0 else "broken"), red


def _pytest(tree: Path, tests: list[str], told: Path, red: int) -> None:
    """In a process of its own: pytest over the copy; exits 0 where all is green."""
    os.setsid()
    os.chdir(tree)
    os.environ.update({"PYTHONPATH": str(tree), "HF_HUB_OFFLINE": "1", "PYTHONDONTWRITEBYTECODE": "1"})
    sys.dont_write_bytecode = True
    for name in [name for name in sys.modules if name.partition(".")[0] in ("assistant", "tests", "eval")]:
        del sys.modules[name]
    sys.path[:] = [str(tree), *(one for one in sys.path if Path(one).resolve() != ROOT)]
    with (tree.parent / "output.txt").open("w") as silent:
        os.dup2(silent.fileno(), 1)
        os.dup2(silent.fileno(), 2)
    import pytest

    class Tell:
        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            self.tell(report)

        def pytest_collectreport(self, report: pytest.CollectReport) -> None:
            self.tell(report)

        def tell(self, report: pytest.TestReport | pytest.CollectReport) -> None:
            if report.failed:
                with told.open("a", encoding="utf-8") as file:
                    file.write(report.nodeid + "\n")

    options = ["-q", f"--maxfail={red}", "-p", "no:cacheprovider", "-m", "not models"]
    # what forks has imported plugins of pytest already
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    code = pytest.main([*options, *tests], [Tell()])
    os._exit(int(code))  # threads that a mutant left hanging need not end


def main(
    only: Annotated[list[str] | None, typer.Option(help="Area, or part of a module's path; repeatable.")] = None,
    sample: Annotated[int, typer.Option(help="Mutants of each module.")] = 8,
    seed: Annotated[int, typer.Option(help="Another one takes other places.")] = 0,
    of_constants: Annotated[bool, typer.Option("--constants", help="Numbers at the heads of modules instead.")] = False,
    tests: Annotated[list[str] | None, typer.Option(help="Test files instead of the area's; repeatable.")] = None,
    again: Annotated[bool, typer.Option(help="Run once more what survived.")] = False,
    limit: Annotated[float, typer.Option(help="Seconds for the tests of one mutant.")] = 900.0,
    records: Annotated[Path, typer.Option(help="Where outcomes are kept.")] = ROOT / ".mutation.jsonl",
) -> None:
    """Mutate, run tests, print what survived and a table."""
    known = _read(records)
    chosen = [
        (area, mutant)
        for area, module in _modules(only or [])
        for mutant in (constants(module) if of_constants else sampled(module, sample, seed))
    ]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), limit, 5 if of_constants else 1, tests or ())
        green: set[str] = set()
        for area, mutant in chosen:
            before = known.get(mutant.key)
            if before is not None and not (again and before.outcome == "survived"):
                continue
            if area not in green:
                bench.check(area)
                green.add(area)
            outcome = bench.tried(area, mutant)
            known[mutant.key] = outcome
            with records.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(outcome), ensure_ascii=False) + "\n")
            typer.echo(_told(outcome))
    tried = [known[mutant.key] for _, mutant in chosen]
    typer.echo(_table(tried))


def _modules(only: list[str]) -> Iterator[tuple[str, str]]:
    listed = subprocess.run(["git", "ls-files", "assistant"], cwd=ROOT, capture_output=True, text=True, check=True)
    for area, what in AREAS.items():
        for module in listed.stdout.splitlines():
            is_meant = not only or any(one == area or one in module for one in only)
            if is_meant and module.endswith(".py") and module.startswith(what.modules):
                yield area, module


def _read(records: Path) -> dict[str, Outcome]:
    if not records.exists():
        return {}
    rows = (json.loads(line) for line in records.read_text("utf-8").splitlines())
    return {row["key"]: Outcome(**{**row, "red": tuple(row["red"])}) for row in rows}


def _told(one: Outcome) -> str:
    return (
        f"{one.outcome:9} {one.seconds:5.0f} s  {one.module}:{one.line}  {one.what}  {one.change}  {' '.join(one.red)}"
    )


def _table(tried: Iterable[Outcome]) -> str:
    counts: dict[str, Counter[str]] = {}
    for one in tried:
        counts.setdefault(one.module, Counter())[one.outcome] += 1
    outcomes = ("killed", "survived", "too slow", "broken")
    rows = [f"{'module':40} {'tried':>8} " + " ".join(f"{one:>8}" for one in outcomes)]
    rows += [
        f"{module:40} {count.total():8} " + " ".join(f"{count[one]:8}" for one in outcomes)
        for module, count in counts.items()
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    typer.run(main)
