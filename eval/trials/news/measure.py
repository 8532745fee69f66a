"""The articles as files, an index of them, and every question asked once."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
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
from eval.rows import each_once, read_rows, write_rows
from eval.trials.news.outcomes import Outcome, outcome, shown_as_supported

#: Where articles are kept between runs.
ARTICLES = Path("build/news-articles")
#: As many words as a headline of the web has.
TITLE_WORDS = 12


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


def write_articles(data: Path, questions: Sequence[Question], folder: Path = ARTICLES) -> None:
    """Every article of ``claims.jsonl`` as a text file that is called by its id, its beginning for a title.

    The collection has no titles, and a model that is shown a file's name for one reads on as if it meant something.

    Raises:
        CaseError: the claims cannot be read, or an article that is asked about is not among them.
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
    for question in questions:
        if not (folder / f"{question.article}.txt").exists():
            raise CaseError(f"The article of the question {question.id} is not in this data.")


def ask_all(questions: Sequence[Question], assistant: Assistant, out: Path, *, resume: bool) -> list[Row]:
    """One row a question, with the outcome by its present key; on the disk before the next is asked.

    Raises:
        RunError: the rows to be continued were made with other settings.
        ModelError: the model cannot be used; what is finished is kept.
    """
    fingerprint = assistant.settings.fingerprint()
    done = read_rows(out) if resume else []
    if any(row["settings"] != fingerprint for row in done):
        raise RunError(f"{out} was made with other settings; begin anew without --resume.")
    write_rows(out, done)

    def ask(question: Question) -> Mapping[str, Any]:
        started = time.perf_counter()
        try:
            answer = assistant.ask(question.text)
        except InputError as error:
            raise CaseError(f"{question.id}: {error}") from error
        seconds = round(time.perf_counter() - started, 2)
        found = question.article in [Path(hit.path).stem for hit in answer.passages if hit.path]
        told = answer.to_dict() | {"reason": answer.refusal_reason}
        return asdict(_row(question, told | {"found": found, "seconds": seconds, "settings": fingerprint}))

    rows = list(each_once(questions, ask, out, "news"))
    return [_row(question, row) for question, row in zip(questions, rows, strict=True)]


def _title(text: str) -> str:
    words = re.sub(r"^.{0,40}\(CNN\)\s*", "", text).split()[:TITLE_WORDS]
    return " ".join(words).rstrip(".,;:-–")


def _row(question: Question, told: Mapping[str, Any]) -> Row:
    """A row of what was told of an answer, or of an earlier row."""
    return Row(
        id=question.id,
        kind=question.kind,
        shape=question.shape,
        half=question.half,
        question=question.text,
        facts=[list(ways) for ways in question.facts],
        outcome=outcome(question, told),
        supported=shown_as_supported(told),
        found=told["found"],
        text=told["text"],
        refused=told["refused"],
        reason=told["reason"],
        statements=list(told["statements"]),
        dropped=list(told["dropped"]),
        confidence=told["confidence"],
        seconds=told["seconds"],
        settings=told["settings"],
    )
