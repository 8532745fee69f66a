"""The review grid: each article asked the same questions; a cell is the sentence that answers, or nothing.

For each article and question the sentences that come nearest are chosen as for an answer, the model says whether they
answer (the gate of an answer decides), and the sentence that has most of what is asked is shown as it stands: nothing
is worded anew, so nothing can be worded wrongly.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant import failures
from assistant.answering import Means, checked_question
from assistant.desk.document import Document, Table, Words
from assistant.desk.progress import Progress
from assistant.desk.survey.pace import Pace
from assistant.desk.survey.types import Cell
from assistant.embedding import Embedder
from assistant.evidence import EvidenceSentence, SentenceSelector
from assistant.grounding.asked import Asked
from assistant.grounding.calibration import GateCalibration
from assistant.grounding.gate import decide, is_hopeless
from assistant.index import Index
from assistant.instructions import without_orders
from assistant.language import is_english
from assistant.llm import LanguageModel
from assistant.settings import Settings
from assistant.types import ArticleSummary, Citation, Filters, RetrievedPassage

#: A wider table is read by nobody.
MOST_QUESTIONS = 10
#: Passages of one article that are looked through: 20 pages.
MOST_PASSAGES = 50
#: Tokens of evidence for one cell.
CELL_TOKENS = 90
#: What a cell takes where nothing was timed yet.
USUAL_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class GridRow:
    """One article and its cells, as many as there are questions; an empty one says that it does not tell."""

    article: ArticleSummary
    cells: tuple[Cell, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {"article": self.article.to_dict(), "cells": [cell.to_dict() for cell in self.cells]}


@dataclass(frozen=True, slots=True)
class Grid:
    """Several questions to each of several articles.

    Attributes:
        questions: the columns.
        rows: the articles, the newest first.
        citations: what the numbers in the cells stand for.
        model: which model read.
        seconds: how long it took.
        kept: cells that an earlier run had kept.
    """

    questions: tuple[str, ...]
    rows: tuple[GridRow, ...]
    citations: tuple[Citation, ...]
    model: str
    seconds: float
    kept: int = 0
    type: Literal["grid"] = "grid"

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "questions": list(self.questions),
            "rows": [row.to_dict() for row in self.rows],
            "citations": [citation.to_dict() for citation in self.citations],
            "model": self.model,
            "seconds": self.seconds,
            "kept": self.kept,
        }

    def document(self) -> Document:
        """The grid as a table with its citations."""
        rows = tuple(
            (
                Words(row.article.title, remark=", ".join(filter(None, (row.article.source, row.article.date)))),
                *(Words(cell.text, (cell.citation,) if cell.citation else ()) for cell in row.cells),
            )
            for row in self.rows
        )
        told = sum(bool(cell.text) for row in self.rows for cell in row.cells)
        cells = len(self.rows) * len(self.questions)
        note = f"{told:,} of {cells:,} cells are answered; an empty one says that the article does not tell."
        return Document("Review", (Table(("article", *self.questions), rows),), self.citations, (note,))


class GridMaker:
    """Fills grids.

    Args:
        index: what is read.
        embedder: compares questions and sentences.
        gate: decides whether sentences answer.
        settings: strictness, longest question.
        model: the language model.
        means: its profile, and what follows from it.
    """

    def __init__(
        self,
        index: Index,
        embedder: Embedder,
        gate: GateCalibration,
        settings: Settings,
        model: Callable[[], LanguageModel],
        means: Callable[[], Means],
    ) -> None:
        self._index = index
        self._gate = gate
        self._settings = settings
        self._model = model
        self._means = means
        self._selector = SentenceSelector(embedder, index.document_frequencies, CELL_TOKENS)

    def stream(
        self, questions: Sequence[str], filters: Filters | None = None, *, resume: bool = True
    ) -> Iterator[Progress | Grid]:
        """How far it is, last the grid; closing the iterator stops it.

        Args:
            questions: the columns.
            filters: which articles are asked.
            resume: cells that an earlier run has filled are not read again.

        Raises:
            QuestionError: a question is empty or too long.
            InputError: there are too many questions, or no article to ask.
            ModelError: the model cannot be used.
        """
        began = time.monotonic()
        longest = self._settings.max_question_chars
        asked = list(dict.fromkeys(without_orders(checked_question(one, longest)) for one in questions))
        if len(asked) > MOST_QUESTIONS:
            raise failures.SURVEY_GRID_QUESTIONS(found=len(asked), allowed=MOST_QUESTIONS)
        articles = sorted(
            self._index.articles(filters or Filters()), key=lambda one: (one.date or "", one.id), reverse=True
        )
        if not articles:
            raise failures.SURVEY_NO_GRID()
        yield from self._filled(asked, articles, resume, began)

    def _filled(
        self, asked: Sequence[str], articles: Sequence[ArticleSummary], resume: bool, began: float
    ) -> Iterator[Progress | Grid]:
        means, model = self._means(), self._model()
        kept = self._index.kept(_name(model, means), self._stands)
        total, done, reused, pace = len(asked) * len(articles), 0, 0, Pace()
        rows: list[tuple[ArticleSummary, list[tuple[int, int, str] | None]]] = []
        with kept.held() if kept else nullcontext():
            if kept and not resume:
                kept.forget()
            known = {row.get("digest"): row for row in (kept.read() if kept else [])}
            yield _progress(done, total, pace)
            for article in articles:
                hits = self._hits(article)
                cells: list[tuple[int, int, str] | None] = []
                for question in asked:
                    digest = _digest(question, article, hits)
                    before = known.get(digest)
                    if before is not None:
                        reused += 1
                    else:
                        start = time.monotonic()
                        before = self._cell(question, article, hits, means) | {"digest": digest}
                        if kept:
                            kept.append(before)
                        pace.add(1, time.monotonic() - start)
                    cells.append(_place(before))
                    done += 1
                    yield _progress(done, total, pace)
                rows.append((article, cells))
        yield self._grid(asked, rows, model.name, began, reused)

    def _cell(
        self, question: str, article: ArticleSummary, hits: Sequence[RetrievedPassage], means: Means
    ) -> dict[str, Any]:
        """A line to keep: the sentence that answers, or none."""
        told: dict[str, Any] = {"article_id": article.id, "question": question, "cell": None}
        evidence = self._selector.steps(question, hits)[-1]
        if not evidence.sentences or is_hopeless(evidence, self._gate):
            return told
        evidence = means.generator.fit(question, evidence)
        said = means.generator.answerable(question, evidence)
        decision = decide(evidence, said.probability, self._settings.strictness, self._gate, last=True)
        if decision.passed and (best := _best(evidence.sentences, means, question)) is not None:
            told["cell"] = [best.origin.start, best.origin.end, best.origin.text]
        return told

    def _grid(
        self,
        asked: Sequence[str],
        rows: Sequence[tuple[ArticleSummary, Sequence[tuple[int, int, str] | None]]],
        model: str,
        began: float,
        reused: int,
    ) -> Grid:
        citations: dict[tuple[str, int], Citation] = {}
        made = []
        for article, places in rows:
            cells = []
            for place in places:
                if place is None or not self._stands({"article_id": article.id, "cell": list(place)}):
                    cells.append(Cell())  # removed or changed meanwhile, or not told
                    continue
                start, end, text = place
                number = len(citations) + 1
                citation = citations.setdefault((article.id, start), Citation(article, number, text, start, end))
                cells.append(Cell(text, citation.number))
            made.append(GridRow(article, tuple(cells)))
        seconds = round(time.monotonic() - began, 3)
        return Grid(tuple(asked), tuple(made), tuple(citations.values()), model, seconds, reused)

    def _hits(self, article: ArticleSummary) -> list[RetrievedPassage]:
        passages = self._index.passages_of(article.id, range(MOST_PASSAGES))
        return [RetrievedPassage(article, passage, 1.0) for passage in passages]

    def _stands(self, row: Mapping[str, Any]) -> bool:
        """Whether what a line quotes is in the index as it was read; an empty cell quotes nothing."""
        passages = self._index.passages_of(str(row["article_id"]), range(MOST_PASSAGES))
        if row["cell"] is None:
            return bool(passages)
        start, end, text = row["cell"]
        return any(one.text[start - one.start : end - one.start] == text for one in passages if one.start <= start)


def _best(sentences: Sequence[EvidenceSentence], means: Means, question: str) -> EvidenceSentence | None:
    """The sentence that comes nearest of those that give what is asked: a number, a date, something new."""
    wanted: Asked = means.grounder.asked_for(question)
    english = is_english(question) is not False
    giving = [one for one in sentences if not english or wanted.is_given_by(means.grounder.read(one.text))]
    return max(giving, key=lambda one: one.score, default=None)


def _place(row: Mapping[str, Any]) -> tuple[int, int, str] | None:
    match row.get("cell"):
        case [int(start), int(end), str(text)]:
            return start, end, text
    return None


def _progress(done: int, total: int, pace: Pace) -> Progress:
    left = pace.left([1] * (total - done))
    return Progress(done, total, "cells", round((total - done) * USUAL_SECONDS if left is None else left, 1), "reading")


def _digest(question: str, article: ArticleSummary, hits: Sequence[RetrievedPassage]) -> str:
    told = [question, asdict(article), [(hit.passage.start, hit.passage.text) for hit in hits]]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _name(model: LanguageModel, means: Means) -> str:
    return "grid-" + hashlib.sha256(f"{model.name}\0{means.profile.name}".encode()).hexdigest()[:26]
