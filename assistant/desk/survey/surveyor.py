"""The flow of a survey: candidates, each read, checked and kept; then those around what was confirmed; then rows."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from assistant import failures
from assistant.answering import Means, checked_question
from assistant.desk.origins import Origins
from assistant.desk.progress import Progress
from assistant.desk.survey.candidates import Candidate, CandidateSearch
from assistant.desk.survey.columns import Column, SentenceReader, columns_of
from assistant.desk.survey.extracting import CellAsker, Extractor, extractor_for
from assistant.desk.survey.pace import Pace, spread
from assistant.desk.survey.rows import Rows
from assistant.desk.survey.types import Coverage, Survey
from assistant.desk.survey.verifying import Verdict, Verifier
from assistant.desk.survey.wanted import Wanted, wanted_of
from assistant.embedding import Embedder
from assistant.evidence import Evidence
from assistant.evidence.types import as_it_stands
from assistant.index import Index
from assistant.index.kept import KeptLines
from assistant.instructions import without_orders
from assistant.llm import LanguageModel
from assistant.prompts import prompts_folder
from assistant.settings import Settings
from assistant.types import Filters

#: Rounds of looking around what was confirmed; each finds less, and the third has found nothing on any list so far.
MOST_ROUNDS = 3
#: What a passage takes where nothing was timed yet: the local model on two cores (`docs/survey.md`), and a hosted one.
USUAL_SECONDS, USUAL_SECONDS_HOSTED = 5.0, 1.0
#: Requests at the same time to a hosted model.
AT_ONCE = 4
#: Of what is kept: another one is not read.
FORMAT = 1


@dataclass
class _Run:
    """One survey in the making."""

    wanted: Wanted
    columns: tuple[Column, ...]
    search: CandidateSearch
    kept: KeptLines | None
    known: dict[str, list[Verdict]]
    cells: dict[str, str]
    pace: Pace
    candidates: list[Candidate] = field(default_factory=list)
    verdicts: dict[str, list[Verdict]] = field(default_factory=dict)
    reused: int = 0
    gone: int = 0


class Surveyor:
    """Makes complete lists from one index with one model.

    Args:
        index: what is read, and where is kept what was read.
        embedder: encodes questions and sentences.
        reader: reads and parses sentences.
        settings: the longest question.
        model: the language model; called when it is needed first.
        means: its profile and what follows from it, likewise.
        origins: tells copies of one report apart.
    """

    def __init__(
        self,
        index: Index,
        embedder: Embedder,
        reader: SentenceReader,
        settings: Settings,
        model: Callable[[], LanguageModel],
        means: Callable[[], Means],
        origins: Origins,
    ) -> None:
        self._index = index
        self._embedder = embedder
        self._reader = reader
        self._settings = settings
        self._model = model
        self._means = means
        self._origins = origins

    def stream(
        self, question: str, filters: Filters | None = None, columns: Sequence[str] = (), *, resume: bool = True
    ) -> Iterator[Progress | Survey]:
        """How far it is, again and again, last the survey; closing the iterator stops it.

        Args:
            question: which, who or what; or "list all …".
            filters: which articles are looked at.
            columns: of the table; the usual ones where none are named.
            resume: what an earlier run of the same question and model has read is not read again.

        Raises:
            QuestionError: the question is empty, too long, or asks for nothing that can be listed.
            IndexBusyError: the same survey is running.
            IndexStoreError: what was read cannot be kept.
            ModelError: the model cannot be used.
        """
        began = time.monotonic()
        asked = without_orders(checked_question(question, self._settings.max_question_chars))
        wanted = wanted_of(asked, self._reader)
        if wanted is None:
            raise failures.SURVEY_NOT_COUNTABLE(question=asked)
        told = columns_of(wanted, columns)
        search = CandidateSearch(self._index, self._embedder, asked, filters or Filters())
        means, model = self._means(), self._model()
        kept = self._index.kept(_name(wanted, model, means), self._stands)
        with kept.held() if kept else nullcontext():
            if kept and not resume:
                kept.forget()
            run = _Run(wanted, told, search, kept, *_read_before(kept))
            extractor, verifier = (
                extractor_for(model, means.profile),
                Verifier(means.grounder, means.checker, self._embedder),
            )
            yield from self._rounds(run, extractor, verifier, model)
            cells = CellAsker(model, means.profile)
            ask = partial(self._cell, run, cells)
            rows = Rows(wanted, told, self._reader, self._origins, verifier, ask)
            yield from self._survey(run, rows, model, began)

    def _rounds(self, run: _Run, extractor: Extractor, verifier: Verifier, model: LanguageModel) -> Iterator[Progress]:
        """The candidates for the question, then those around what was confirmed, until nothing new comes."""
        fresh = run.search.first()
        looked: set[str] = set()
        for _ in range(MOST_ROUNDS):
            run.candidates += fresh
            yield from self._read(run, fresh, extractor, verifier, model)
            confirmed = _confirmed(run)
            fresh = run.search.around([text for text in confirmed if text not in looked])
            looked.update(confirmed)
            if not fresh:
                return

    def _read(
        self, run: _Run, fresh: Sequence[Candidate], extractor: Extractor, verifier: Verifier, model: LanguageModel
    ) -> Iterator[Progress]:
        """Read what an earlier run has not; each passage is kept as soon as it is read."""
        unread = []
        for place in spread(len(fresh)):
            before = run.known.get(_digest(fresh[place]))
            if before is None:
                unread.append(fresh[place])
            else:
                run.verdicts[fresh[place].passage_id] = before
                run.reused += 1
        yield self._progress(run, unread, model)
        batches = _cut(unread, extractor.batches([one.length for one in unread]))
        for batch, results, seconds in _done(
            batches, lambda batch: _ask(run.wanted, batch, extractor, verifier), model
        ):
            for candidate, verdicts in zip(batch, results, strict=True):
                self._keep(run, candidate, verdicts, seconds / len(batch))
                unread.remove(candidate)
            yield self._progress(run, unread, model)

    def _keep(self, run: _Run, candidate: Candidate, verdicts: list[Verdict], seconds: float) -> None:
        """Take in what was read of a passage, unless its text is gone meanwhile."""
        run.pace.add(candidate.length, seconds)
        row = _line(candidate, _digest(candidate)) | {
            "length": candidate.length,
            "seconds": round(seconds, 3),
            "verdicts": [verdict.to_dict() for verdict in verdicts],
        }
        there = run.kept.append(row) if run.kept else self._stands(row)
        if there:
            run.verdicts[candidate.passage_id] = verdicts
        else:
            run.gone += 1

    def _cell(self, run: _Run, cells: CellAsker, candidate: Candidate, statement: str, column: str) -> str:
        """The words of a cell that the model is asked for; kept, too."""
        digest = hashlib.sha256(f"{_digest(candidate)}\0{statement}\0{column}".encode()).hexdigest()
        if digest not in run.cells:
            run.cells[digest] = cells.words(statement, column, evidence_of(candidate))
            if run.kept:
                run.kept.append(_line(candidate, digest) | {"cell": run.cells[digest]})
        return run.cells[digest]

    def _progress(self, run: _Run, unread: Sequence[Candidate], model: LanguageModel) -> Progress:
        at_once = AT_ONCE if model.hosted else 1
        left = run.pace.left([one.length for one in unread], at_once)
        if left is None:
            left = len(unread) * (USUAL_SECONDS_HOSTED / at_once if model.hosted else USUAL_SECONDS)
        total = len(run.candidates)
        return Progress(total - len(unread), total, "passages", round(left, 1), "reading")

    def _survey(self, run: _Run, rows: Rows, model: LanguageModel, began: float) -> Iterator[Survey]:
        """The finished survey, from what still stands in the index."""
        standing = {passage.id for passage in self._index.passages([one.passage_id for one in run.candidates])}
        read = []
        for candidate in run.candidates:
            if candidate.passage_id not in run.verdicts:
                continue
            if candidate.passage_id in standing and self._stands_now(candidate):
                read.append(candidate)
            else:
                run.gone += 1
        for candidate in read:
            rows.add(candidate, run.verdicts[candidate.passage_id])
        made = rows.made()
        copies = sum(len(one.copies) for one in read)
        yield Survey(
            question=run.wanted.question,
            kind=run.wanted.kind,
            columns=tuple(column.name for column in run.columns),
            rows=made.rows,
            against=made.against,
            unconfirmed=made.unconfirmed,
            citations=made.citations,
            coverage=Coverage(
                passages=sum(1 + len(one.copies) for one in run.candidates),
                passages_read=len(read) + copies,
                copies=copies,
                articles_read=len({span.article_id for one in read for span in one.places}),
                articles=run.search.articles,
                kept=run.reused,
                gone=run.gone,
            ),
            model=model.name,
            seconds=round(time.monotonic() - began, 3),
        )

    def _stands_now(self, candidate: Candidate) -> bool:
        return self._stands(_line(candidate, ""))

    def _stands(self, row: Any) -> bool:
        """Whether the sentences that a line is about are in the index as they were read."""
        for passage in self._index.passages([row["passage_id"]]):
            return all(
                passage.text[start - passage.start : end - passage.start] == text
                for start, end, text in row["sentences"]
            )
        return False


def evidence_of(candidate: Candidate) -> Evidence:
    """The sentences of a passage as the model and the checks get them, without vectors."""
    return Evidence(tuple(as_it_stands(span) for span in candidate.sentences))


def _ask(
    wanted: Wanted, batch: Sequence[Candidate], extractor: Extractor, verifier: Verifier
) -> tuple[list[list[Verdict]], float]:
    began = time.monotonic()
    found = extractor.found(wanted, [evidence_of(one) for one in batch])
    verdicts = verifier.verdicts(wanted, found, [one.sentences for one in batch])
    return verdicts, time.monotonic() - began


def _done(
    batches: Sequence[Sequence[Candidate]],
    ask: Callable[[Sequence[Candidate]], tuple[list[list[Verdict]], float]],
    model: LanguageModel,
) -> Iterator[tuple[Sequence[Candidate], list[list[Verdict]], float]]:
    """The batches as they are done: one after the other, or several requests at once where the model is elsewhere."""
    if not model.hosted:
        for batch in batches:
            yield batch, *ask(batch)
        return
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="survey")
    waiting: dict[Future[tuple[list[list[Verdict]], float]], Sequence[Candidate]] = {}
    unsent = list(reversed(batches))
    try:
        while unsent or waiting:
            while unsent and len(waiting) < AT_ONCE:
                batch = unsent.pop()
                waiting[pool.submit(ask, batch)] = batch
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield waiting.pop(future), *future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _cut(passages: Sequence[Candidate], sizes: Sequence[int]) -> list[Sequence[Candidate]]:
    batches, begin = [], 0
    for size in sizes:
        batches.append(passages[begin : begin + size])
        begin += size
    return batches


def _confirmed(run: _Run) -> list[str]:
    """The best sentence of each confirmed member, in order."""
    return [
        candidate.sentences[verdict.sentences[0]].text
        for candidate in run.candidates
        for verdict in run.verdicts.get(candidate.passage_id, [])
        if verdict.is_confirmed
    ]


def _read_before(kept: KeptLines | None) -> tuple[dict[str, list[Verdict]], dict[str, str], Pace]:
    """What an earlier run has read, by the digest of what it read, cells likewise, and how long it took."""
    known: dict[str, list[Verdict]] = {}
    cells: dict[str, str] = {}
    timed = []
    for row in kept.read() if kept else []:
        try:
            if "cell" in row:
                cells[str(row["digest"])] = str(row["cell"])
                continue
            count = len(row["sentences"])
            verdicts = [Verdict.of(one, count) for one in row["verdicts"]]
            timed.append((int(row["length"]), float(row["seconds"])))
            if None not in verdicts:
                known[str(row["digest"])] = [one for one in verdicts if one is not None]
        except (KeyError, TypeError, ValueError):
            continue  # not a line of ours: read anew
    return known, cells, Pace(timed)


def _line(candidate: Candidate, digest: str) -> dict[str, Any]:
    """What every line that is kept of a passage begins with."""
    return {
        "article_id": candidate.article_id,
        "passage_id": candidate.passage_id,
        "digest": digest,
        "sentences": [[one.start, one.end, one.text] for one in candidate.sentences],
    }


def _digest(candidate: Candidate) -> str:
    """Names what is read of a passage: another text, title or date is another one."""
    first = candidate.sentences[0]
    told = [first.article_id, first.heading, first.source, first.date]
    told += [f"{one.start} {one.text}" for one in candidate.sentences]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _name(wanted: Wanted, model: LanguageModel, means: Means) -> str:
    """Names a survey: another question, model, prompt or way of checking is another one."""
    prompts = prompts_folder() / means.profile.prompts
    told = [str(FORMAT), wanted.question.casefold(), model.name, means.profile.name, means.checker.name]
    told += [path.read_text("utf-8") for path in sorted(prompts.glob("*.md"))]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]
