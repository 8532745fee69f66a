"""A run is a folder: written case by case, readable by people and programs, continued after an interruption.

run.json       what it was made with: settings, digests, versions, which cases; the format's version
cases.jsonl    a line a case: question, answer, contexts, every score with its reason
summary.json   the figures (also shown by the page's tab)
pictures/      the same to look at, an SVG each, called as the part of the summary that it shows
report.html    all of it for people
"""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from eval.errors import RunError, RunStoppedError
from eval.types import Result, Score

#: Where runs are kept, seen from the folder in which the command was started.
RUNS = Path("eval/runs")
FORMAT = 1
CASES, FACTS, SUMMARY, REPORT, PICTURES = "cases.jsonl", "run.json", "summary.json", "report.html", "pictures"

#: What must be equal for a run to be continued: an average over two systems describes neither.
MUST_AGREE = ("settings_fingerprint", "model", "embedding", "prompts", "calibration", "index", "cases")


class RunFolder:
    """One run on disk. Make it with :meth:`create` or :meth:`open`."""

    def __init__(self, path: Path, facts: Mapping[str, Any]) -> None:
        self.path = path
        self.facts = dict(facts)

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name

    @classmethod
    def create(cls, path: Path, facts: Mapping[str, Any]) -> RunFolder:
        """A new run.

        Raises:
            RunError: the folder holds something already or cannot be made.
        """
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise RunError(f"{path} is not empty; name another folder, or continue the run in it with --resume.")
        run = cls(path, {"format": FORMAT, **facts})
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunError(f"The folder {path} cannot be made ({error.strerror}).") from error
        run._write(FACTS, _json(run.facts))
        return run

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """A run that is there.

        Raises:
            RunError: it is no run, is damaged, or of another version.
        """
        try:
            facts = json.loads((path / FACTS).read_text("utf-8"))
            found = facts["format"]
        except FileNotFoundError as error:
            raise RunError(f"{path} is no run (it has no {FACTS}); name a folder under {RUNS}.") from error
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise RunError(f"{path / FACTS} cannot be read ({error}); run the evaluation again.") from error
        if found != FORMAT:
            raise RunError(
                f"The run {path} has format {found}, this version reads format {FORMAT}; run the evaluation again."
            )
        return cls(path, facts)

    def check_agrees(self, facts: Mapping[str, Any]) -> None:
        """A run is only continued with what it was begun with.

        Raises:
            RunError: something differs; the message names it.
        """
        different = [name.removesuffix("_fingerprint") for name in MUST_AGREE if self.facts.get(name) != facts[name]]
        if different:
            raise RunError(
                f"The run {self.path} was begun with other {' and '.join(different)}; start a new one without --resume."
            )

    def results(self) -> list[Result]:
        """The finished cases, in the order in which they were asked; half a last line (a crash) is left out.

        Raises:
            RunError: a line is damaged.
        """
        path = self.path / CASES
        text = path.read_text("utf-8") if path.exists() else ""
        whole, _, _ = text.rpartition("\n")
        return [_result(line, f"{path}, line {number}") for number, line in enumerate(whole.split("\n"), 1) if line]

    def append(self, result: Result) -> None:
        """Add a finished case; it is on the disk when this returns.

        Raises:
            RunStoppedError: it cannot be written.
        """
        with self._writing(), (self.path / CASES).open("a", encoding="utf-8") as stream:
            stream.write(_line(result))

    def replace_results(self, results: Sequence[Result]) -> None:
        """Write all cases anew, in one step: after an interruption the old file or the new one is there.

        Raises:
            RunStoppedError: they cannot be written.
        """
        self._write(CASES, "".join(map(_line, results)))

    def write_summary(self, summary: Mapping[str, Any]) -> None:
        """Raises RunStoppedError where it cannot be written."""
        self._write(SUMMARY, _json(summary))

    def write_pictures(self, pictures: Mapping[str, str]) -> None:
        """An SVG each, by name; what an earlier report drew and this one does not is deleted.

        Raises:
            RunStoppedError: they cannot be written.
        """
        folder = self.path / PICTURES
        with self._writing():
            folder.mkdir(exist_ok=True)
            for path in folder.glob("*.svg"):
                if path.stem not in pictures:
                    path.unlink()
        for name, svg in pictures.items():
            self._write(f"{PICTURES}/{name}.svg", svg)

    def write_report(self, html: str) -> Path:
        """Raises RunStoppedError where it cannot be written."""
        self._write(REPORT, html)
        return self.path / REPORT

    def read_json(self, name: str) -> Any:
        """A file of the folder, None where it is missing or damaged."""
        try:
            return json.loads((self.path / name).read_text("utf-8"))
        except (OSError, ValueError):
            return None

    def _write(self, name: str, text: str) -> None:
        path = self.path / name
        half = path.with_name(f".{path.name}.half")
        with self._writing():
            try:
                half.write_text(text, "utf-8")
                half.replace(path)
            finally:
                half.unlink(missing_ok=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else error.strerror
            raise RunStoppedError(
                f"The run {self.path} cannot be written ({why}); finished cases are kept: make room and continue "
                "it with --resume."
            ) from error


def new_path(name: str, runs: Path = RUNS, now: Callable[[], datetime] = datetime.now) -> Path:
    """``<time>-<name>`` under the folder of runs."""
    slug = re.sub(r"[^\w.-]+", "-", name).strip("-")
    return runs / f"{now():%Y%m%d-%H%M%S}-{slug}"


def find(name: str | None, runs: Path = RUNS) -> Path:
    """The folder that a user means: a path, a name under the folder of runs, or the latest.

    Raises:
        RunError: there is none.
    """
    if name is None:
        found = sorted(runs.glob(f"*/{FACTS}"), key=lambda path: path.stat().st_mtime)
        if not found:
            raise RunError(f"There is no run in {runs}; make one with `python -m eval run`.")
        return found[-1].parent
    for path in (Path(name), runs / name):
        if path.is_dir():
            return path
    raise RunError(f"There is no run {name}; name its folder.")


def _line(result: Result) -> str:
    return json.dumps(result.to_dict(), ensure_ascii=False, allow_nan=False) + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


@cache
def _adapter() -> TypeAdapter[Result]:
    return TypeAdapter(Result)


def _result(line: str, where: str) -> Result:
    try:
        return _adapter().validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        wrong = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise RunError(f"{where} is damaged ({wrong}); delete the line and continue the run with --resume.") from error


def with_scores(result: Result, scores: Mapping[str, Score]) -> Result:
    """The result with further scores, or newer ones."""
    return replace(result, scores={**result.scores, **scores})
