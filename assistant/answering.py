"""The read path: question → retrieval → evidence → gate → sentences, each checked before it is shown."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.errors import QuestionError
from assistant.evidence import Evidence, EvidenceSelector, Source
from assistant.generation import Generator
from assistant.grounding.calibration import GateCalibration
from assistant.grounding.gate import decide
from assistant.grounding.grounder import Grounded, Grounder
from assistant.grounding.statements import cleaned, is_non_answer
from assistant.retrieval import HybridRetriever
from assistant.settings import Settings
from assistant.types import (
    Answer,
    Citation,
    Event,
    Filters,
    RetrievedPassage,
    SourcesFound,
    StageChanged,
    Statement,
    TextDelta,
    Timings,
)

#: The one refusal sentence; prompts, code, eval and tests share it.
REFUSAL = "The articles do not answer this question."

#: An answer is short; a model that goes on and on is cut here.
MAX_STATEMENTS = 8

_END = re.compile(r"([.!?…]*[\"'”’)\]]*)$")


class Answerer:
    """Answers questions from one index with one model."""

    def __init__(
        self,
        retriever: HybridRetriever,
        selector: EvidenceSelector,
        generator: Generator,
        grounder: Grounder,
        gate: GateCalibration,
        settings: Settings,
    ) -> None:
        self._retriever = retriever
        self._selector = selector
        self._generator = generator
        self._grounder = grounder
        self._gate = gate
        self._settings = settings

    def stream(self, question: str, filters: Filters | None = None) -> Iterator[Event]:
        """Sources first, then checked text as it comes, last the finished :class:`Answer`.

        Raises:
            QuestionError: the question is empty or too long.
        """
        draft = _Draft(checked_question(question, self._settings.max_question_chars))
        yield StageChanged("searching")
        draft.passages = tuple(self._retriever.search(draft.question, self._settings.passages, filters))
        draft.clock.lap("retrieval")
        yield SourcesFound(draft.passages)

        yield StageChanged("reading")
        evidence = self._selector.select(draft.question, draft.passages)
        if not evidence.sentences:
            yield draft.refusal("no article has anything on this", self._generator.model_name)
            return
        evidence = self._generator.fit(draft.question, evidence)
        draft.clock.lap("retrieval")
        verdict = self._generator.answerable(draft.question, evidence)
        decision = decide(evidence, verdict, self._settings.strictness, self._gate)
        draft.confidence = decision.confidence
        draft.clock.lap("grounding", self._generator.own_share_of_gate(draft.question, evidence), "generation")
        if not decision.passed:
            yield draft.refusal("the passages found do not state it", self._generator.model_name)
            return

        yield StageChanged("writing")
        yield from self._written(draft, evidence)
        draft.clock.lap("generation")
        yield draft.answer(self._generator.model_name)

    def _written(self, draft: _Draft, evidence: Evidence) -> Iterator[TextDelta]:
        """Each sentence of the model as soon as it is complete and checked."""
        for sentence in self._generator.sentences(draft.question, evidence):
            draft.clock.first_token()
            draft.clock.lap("generation")
            text = cleaned(sentence, {evidenced.origin.title for evidenced in evidence.sentences})
            if not text or draft.has(text):
                continue
            if is_non_answer(text):
                draft.dropped.append(Statement(text, (), "unsupported", 0.0, "this is no statement of the articles"))
                continue
            grounded = self._grounder.ground(
                text, draft.question, evidence, lambda claim: self._generator.supported(claim, evidence)
            )
            draft.clock.lap("grounding")
            if grounded.verdict.support == "unsupported" and self._settings.unsupported == "drop":
                draft.dropped.append(_statement(grounded, ()))
                continue
            yield draft.add(grounded)
            if len(draft.statements) >= MAX_STATEMENTS:
                return


def checked_question(question: str, longest: int) -> str:
    """The question with white space folded.

    Raises:
        QuestionError: it is empty or longer than ``longest`` characters.
    """
    folded = " ".join(question.split())
    if not any(char.isalnum() for char in folded):
        raise QuestionError("The question is empty; ask something in words.")
    if len(folded) > longest:
        raise QuestionError(
            f"The question has {len(folded):,} characters, {longest:,} are allowed; shorten it "
            "or raise ASSISTANT_MAX_QUESTION_CHARS."
        )
    return folded


@dataclass
class _Clock:
    """Adds up the seconds of each stage of one answer."""

    started: float = field(default_factory=time.perf_counter)
    spent: dict[str, float] = field(default_factory=dict)
    first: float | None = None
    _last: float = field(default_factory=time.perf_counter)

    def lap(self, stage: str, share: float = 1.0, rest: str = "") -> None:
        """Book the time since the last lap on this stage, or only this share and the rest on another."""
        now = time.perf_counter()
        spent = now - self._last
        self._last = now
        self.spent[stage] = self.spent.get(stage, 0.0) + share * spent
        if rest:
            self.spent[rest] = self.spent.get(rest, 0.0) + (1 - share) * spent

    def first_token(self) -> None:
        """Note when the model's first words were there."""
        if self.first is None:
            self.first = time.perf_counter() - self.started

    def timings(self) -> Timings:
        """What was measured so far."""
        return Timings(
            retrieval=self.spent.get("retrieval", 0.0),
            first_token=self.first,
            generation=self.spent.get("generation", 0.0),
            grounding=self.spent.get("grounding", 0.0),
            total=time.perf_counter() - self.started,
        )


@dataclass
class _Draft:
    """One answer in the making; numbers its citations in order of first use."""

    question: str
    clock: _Clock = field(default_factory=_Clock)
    passages: tuple[RetrievedPassage, ...] = ()
    confidence: float | None = None
    statements: list[Statement] = field(default_factory=list)
    dropped: list[Statement] = field(default_factory=list)
    citations: dict[tuple[str, int, int], Citation] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)

    def has(self, text: str) -> bool:
        """True for a sentence that was said already; a hanging model repeats itself."""
        return any(text == statement.text for statement in (*self.statements, *self.dropped))

    def add(self, grounded: Grounded) -> TextDelta:
        """Take in a statement; returns the piece of text to show."""
        cited = tuple(self._cite(source) for source in grounded.sources)
        numbers = tuple(sorted({citation.number for citation in cited}))
        self.statements.append(_statement(grounded, numbers))
        piece = (" " if self.pieces else "") + with_marks(grounded.text, numbers)
        self.pieces.append(piece)
        return TextDelta(piece, cited)

    def answer(self, model: str) -> Answer:
        """The finished answer; a refusal when no statement is left."""
        if not self.statements:
            return self.refusal("nothing the model wrote is supported by the passages found", model)
        return self._finished("".join(self.pieces), "", model)

    def refusal(self, reason: str, model: str) -> Answer:
        """The refusal, with the passages found and what was dropped."""
        return self._finished(REFUSAL, reason, model)

    def _finished(self, text: str, refusal_reason: str, model: str) -> Answer:
        return Answer(
            question=self.question,
            standalone_question=self.question,
            text=text,
            refused=bool(refusal_reason),
            refusal_reason=refusal_reason,
            citations=tuple(self.citations.values()),
            statements=tuple(self.statements),
            dropped=tuple(self.dropped),
            passages=self.passages,
            timings=self.clock.timings(),
            model=model,
            confidence=self.confidence,
        )

    def _cite(self, source: Source) -> Citation:
        place = (source.article_id, source.start, source.end)
        if place not in self.citations:
            self.citations[place] = Citation(
                number=len(self.citations) + 1,
                article_id=source.article_id,
                title=source.title,
                source=source.source,
                date=source.date,
                url=source.url,
                path=source.path,
                quote=source.text,
                start=source.start,
                end=source.end,
            )
        return self.citations[place]


def with_marks(text: str, numbers: tuple[int, ...]) -> str:
    """Turn "… the idea." with (1, 2) → "… the idea [1][2].": before the full stop, but never inside a quotation."""
    if not numbers:
        return text
    marks = "".join(f"[{number}]" for number in numbers)
    end = _END.search(text)
    tail = end.group(1) if end else ""
    if any(mark in tail for mark in "\"'”’"):
        return f"{text} {marks}"
    return f"{text[: len(text) - len(tail)].rstrip()} {marks}{tail}"


def _statement(grounded: Grounded, numbers: tuple[int, ...]) -> Statement:
    result = grounded.verdict
    return Statement(grounded.text, numbers, result.support, round(result.score, 4), result.reason)
