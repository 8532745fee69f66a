"""The articles as files, an index of them, and every question asked once."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.errors import InputError
from eval.cases.articles import article_id
from eval.cases.claims import CLAIMS
from eval.cases.jsonl import numbered_lines
from eval.cases.news import Question
from eval.errors import CaseError, RunError
from eval.trials.news.outcomes import Outcome, outcome, shown_as_supported

#: As many words as a headline of the web has.
TITLE_WORDS = 12

Progress = Callable[[Sequence[Question]], Iterable[Question]]


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its answer, as far as a reader needs it; ``supported``: all that is shown is called so."""

    id: str
    kind: str
    shape: str
    half: str
    question: str
    facts: list[list[str]]
    outcome: Outcome
    supported: bool
    found: bool
    text: str
    refused: bool
    reason: str
    statements: list[dict[str, Any]]
    dropped: list[dict[str, Any]]
    confidence: float | None
    seconds: float
    settings: str

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)


def write_articles(data: Path, folder: Path) -> None:
    """Every article of ``claims.jsonl`` as a text file that is called by its id, its beginning for a title.

    The collection has no titles, and a model that is shown a file's name for one reads on as if it meant something.

    Raises:
        CaseError: the claims cannot be read.
    """
    try:
        lines = (data / CLAIMS).read_text("utf-8")
    except OSError as error:
        raise CaseError(f"The articles {data / CLAIMS} cannot be read ({error.strerror}).") from error
    folder.mkdir(parents=True, exist_ok=True)
    for text in dict.fromkeys(json.loads(line)["article"] for _, line in numbered_lines(lines)):
        path = folder / f"{article_id(text)}.txt"
        if not path.exists():
            path.write_text(f"{_title(text)}\n\n{text}\n", "utf-8")


def _title(text: str) -> str:
    words = re.sub(r"^.{0,40}\(CNN\)\s*", "", text).split()[:TITLE_WORDS]
    return " ".join(words).rstrip(".,;:-–")


def fill(assistant: Assistant, folder: Path, questions: Sequence[Question]) -> None:
    """Ingest the articles.

    Raises:
        RunError: one cannot be read.
        CaseError: an article that is asked about is not among them.
    """
    report = assistant.ingest(folder, prune=True)
    if report.failed:
        raise RunError(f"The article {report.failed[0].location} cannot be read ({report.failed[0].reason}).")
    for question in questions:
        if not (folder / f"{question.article}.txt").exists():
            raise CaseError(f"The article of the question {question.id} is not in this data.")


def ask_all(
    questions: Sequence[Question], assistant: Assistant, out: Path, progress: Progress, *, resume: bool
) -> Iterator[Row]:
    """One row a question, on the disk before the next is asked.

    Raises:
        RunError: the rows to be continued were made with other settings.
        ModelError: the model cannot be used; what is finished is kept.
    """
    fingerprint = assistant.settings.fingerprint()
    done = _finished(out, fingerprint) if resume and out.exists() else {}
    out.parent.mkdir(parents=True, exist_ok=True)
    # in one step, so that a run that is stopped at once loses nothing; half a line of a stopped one goes
    kept = out.with_suffix(".kept")
    kept.write_text("".join(_line(row) for row in done.values()), "utf-8")
    kept.replace(out)
    with out.open("a", encoding="utf-8") as file:
        for question in progress(questions):
            row = done.get(question.id) or _ask(question, assistant, fingerprint)
            if question.id not in done:
                file.write(_line(row))
                file.flush()
            yield row


def _line(row: Row) -> str:
    return json.dumps(row.to_dict(), ensure_ascii=False) + "\n"


def _finished(out: Path, fingerprint: str) -> dict[str, Row]:
    rows = [Row(**json.loads(line)) for line in out.read_text("utf-8").splitlines() if line.endswith("}")]
    if any(row.settings != fingerprint for row in rows):
        raise RunError(f"{out} was made with other settings; begin anew without --resume.")
    return {row.id: row for row in rows}


def judged_anew(rows: Iterable[Row], questions: Sequence[Question]) -> list[Row]:
    """The rows with the outcomes that the questions' present keys give them."""
    by_id = {question.id: question for question in questions}
    return [_row(by_id[row.id], row.to_dict(), row.found, row.seconds, row.settings) for row in rows if row.id in by_id]


def _ask(question: Question, assistant: Assistant, fingerprint: str) -> Row:
    started = time.perf_counter()
    try:
        answer = assistant.ask(question.text)
    except InputError as error:
        raise CaseError(f"{question.id}: {error}") from error
    seconds = round(time.perf_counter() - started, 2)
    names = [Path(hit.path).stem for hit in answer.passages if hit.path]
    told = answer.to_dict() | {"reason": answer.refusal_reason}
    return _row(question, told, question.article in names, seconds, fingerprint)


def _row(question: Question, answer: Mapping[str, Any], found: bool, seconds: float, fingerprint: str) -> Row:
    return Row(
        id=question.id,
        kind=question.kind,
        shape=question.shape,
        half=question.half,
        question=question.text,
        facts=[list(ways) for ways in question.facts],
        outcome=outcome(question, answer),
        supported=shown_as_supported(answer),
        found=found,
        text=answer["text"],
        refused=answer["refused"],
        reason=answer["reason"],
        statements=list(answer["statements"]),
        dropped=list(answer["dropped"]),
        confidence=answer["confidence"],
        seconds=seconds,
        settings=fingerprint,
    )
