"""The read path: question → retrieval → evidence → gate → sentences, each checked before it is shown."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant import failures
from assistant.articles.characters import clean_characters
from assistant.evidence import Evidence, EvidenceSelector, EvidenceSentence, Source
from assistant.generation import Generator, Written
from assistant.grounding.calibration import GateCalibration
from assistant.grounding.gate import decide, is_hopeless, look_again
from assistant.grounding.grounder import Grounded, Grounder, verbatim
from assistant.grounding.premise import denying_sentence, stands_alone
from assistant.grounding.statements import cleaned, is_non_answer, repeats_itself
from assistant.instructions import without_orders
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

#: Stands before what the articles say instead, where they deny what the question takes for granted.
DENIAL = "The articles say otherwise: "

#: Stands before the article's own sentence, where the model's wording of it did not pass the checks.
WORDING = "In the words of the article: "

#: From this share of the best sentence's score on, another one is about the question as much as that.
ABOUT_IT = 0.8

#: A model whose first two sentences find no support is making things up; a third that finds some is luck.
MAX_FALSE_STARTS = 2

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
        checked = checked_question(question, self._settings.max_question_chars)
        draft = _Draft(checked, without_orders(checked))
        yield StageChanged("searching")
        draft.passages = tuple(self._retriever.search(draft.asked, self._settings.passages, filters))
        draft.clock.lap("retrieval")
        yield SourcesFound(draft.passages)

        yield StageChanged("reading")
        steps = self._selector.steps(draft.asked, draft.passages)
        draft.clock.lap("retrieval")
        if is_hopeless(steps[-1], self._gate):
            yield draft.refusal("no article has anything on this", self._generator.model_name)
            return
        read = self._read(draft, steps)
        if read is not None:
            yield StageChanged("writing")
            yield from self._written(draft, read)
            draft.clock.lap("generation")
        if not draft.statements:
            yield from self._denied(draft, steps[-1])
        if not draft.statements:
            yield from self._quoted(draft)
        yield draft.answer(self._generator.model_name)

    def _read(self, draft: _Draft, steps: Sequence[Evidence]) -> _Read | None:
        """The first step of the evidence that answers the question; None where not even the last one does."""
        for number, step in enumerate(steps, 1):
            evidence = self._generator.fit(draft.asked, step)
            verdict = self._generator.answerable(draft.asked, evidence)
            decision = decide(evidence, verdict, self._settings.strictness, self._gate, last=number == len(steps))
            draft.confidence = decision.confidence
            draft.clock.lap("grounding", self._generator.own_share_of_gate(draft.asked, evidence), "generation")
            if decision.passed:
                return _Read(evidence, verdict, decision.confidence)
            if not decision.read_on:
                break
        return None

    def _written(self, draft: _Draft, read: _Read) -> Iterator[TextDelta]:
        """Each sentence of the model as soon as it is complete and checked."""
        evidence = read.evidence
        for written in self._generator.sentences(draft.asked, evidence):
            draft.clock.first_token()
            draft.clock.lap("generation")
            text = cleaned(written.text, {evidenced.origin.heading for evidenced in evidence.sentences})
            if not text or draft.has(text):
                continue
            if repeats_itself(text):
                draft.dropped.append(Statement(text, (), "unsupported", 0.0, "the model repeats itself"))
                continue
            if is_non_answer(text):
                draft.dropped.append(Statement(text, (), "unsupported", 0.0, "this is no statement of the articles"))
                continue
            grounded = self._grounder.ground(
                text, draft.asked, evidence, lambda claim, cited: self._generator.supported(claim, evidence, cited)
            )
            draft.clock.lap("grounding")
            if grounded.verdict.support == "unsupported" and self._settings.unsupported == "drop":
                if draft.closest is None:
                    self._keep(draft, read, grounded, self._look_again(draft, read, written, grounded))
                draft.dropped.append(_statement(grounded, ()))
                if len(draft.dropped) >= MAX_FALSE_STARTS and not draft.statements:
                    return
                continue
            if not draft.statements and self._look_again(draft, read, written, grounded) is False:
                draft.dropped.append(_statement(grounded, ()))
                self._keep(draft, read, grounded, again=False)
                return
            yield draft.add(grounded)
            if len(draft.statements) >= MAX_STATEMENTS:
                return

    def _look_again(self, draft: _Draft, read: _Read, written: Written, grounded: Grounded) -> bool | None:
        """The gate's second look at a sentence; None where the model gives no probabilities."""
        again = look_again(
            read.evidence, read.verdict, written.logprob, grounded.recall, self._settings.strictness, self._gate
        )
        if again is None:
            return None
        draft.confidence = again.confidence
        return again.passed

    def _keep(self, draft: _Draft, read: _Read, grounded: Grounded, again: bool | None) -> None:
        """Keep the sentence behind a rejected one where either look is confident that the evidence answers.

        A bad wording is no sign that there is no answer: where the first look is as good as sure, what the second
        holds against the wording does not count. Nor is it a guide then to another sentence than the question's own.
        """
        if draft.closest is not None or grounded.closest is None:
            return
        if again:
            draft.closest = grounded.closest
        elif read.confidence >= self._gate.quotable[self._settings.strictness]:
            best = max(read.evidence.sentences, key=lambda sentence: sentence.score)
            draft.closest = grounded.closest if grounded.closest.score >= ABOUT_IT * best.score else best
            draft.confidence = read.confidence

    def _denied(self, draft: _Draft, evidence: Evidence) -> Iterator[TextDelta]:
        """What the articles say instead, word for word, where they deny what the question takes for granted."""
        sentence = denying_sentence(draft.asked, evidence)
        if sentence is not None:
            yield draft.add(verbatim(sentence), DENIAL)
            draft.clock.lap("grounding")

    def _quoted(self, draft: _Draft) -> Iterator[TextDelta]:
        """The sentence closest to what the model wrote, where one of the gate's looks is confident."""
        if draft.closest is not None and stands_alone(draft.closest):
            yield draft.add(verbatim(draft.closest), WORDING)
            draft.clock.lap("grounding")


def checked_question(question: str, longest: int) -> str:
    """The question with white space folded and without what nobody can see.

    Raises:
        QuestionError: it is empty or longer than ``longest`` characters.
    """
    folded = " ".join(clean_characters(question).split())
    if not any(char.isalnum() for char in folded):
        raise failures.QUESTION_EMPTY()
    if len(folded) > longest:
        raise failures.QUESTION_TOO_LONG(found=f"{len(folded):,}", allowed=f"{longest:,}")
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


@dataclass(frozen=True)
class _Read:
    """The evidence that the model has read, and its P(yes) that it answers the question (None: not given).

    ``confidence`` is that of the gate's first look.
    """

    evidence: Evidence
    verdict: float | None
    confidence: float


@dataclass
class _Draft:
    """One answer in the making; numbers its citations in order of first use.

    ``asked`` is the question without sentences that talk to the assistant.
    """

    question: str
    asked: str
    clock: _Clock = field(default_factory=_Clock)
    passages: tuple[RetrievedPassage, ...] = ()
    confidence: float | None = None
    statements: list[Statement] = field(default_factory=list)
    dropped: list[Statement] = field(default_factory=list)
    closest: EvidenceSentence | None = None
    citations: dict[tuple[str, int, int], Citation] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)

    def has(self, text: str) -> bool:
        """True for a sentence that was said already; a hanging model repeats itself."""
        return any(text == statement.text for statement in (*self.statements, *self.dropped))

    def add(self, grounded: Grounded, lead_in: str = "") -> TextDelta:
        """Take in a statement; returns the piece of text to show."""
        cited = tuple(self._cite(source) for source in grounded.sources)
        numbers = tuple(sorted({citation.number for citation in cited}))
        self.statements.append(_statement(grounded, numbers))
        piece = (" " if self.pieces else "") + lead_in + with_marks(grounded.text, numbers)
        self.pieces.append(piece)
        return TextDelta(piece, cited)

    def answer(self, model: str) -> Answer:
        """The finished answer; a refusal when no statement is left."""
        if not self.statements:
            wrote = bool(self.dropped)
            reason = "nothing the model wrote is supported by" if wrote else "what is asked is not stated in"
            return self.refusal(f"{reason} the passages found", model)
        return self._finished("".join(self.pieces), "", model)

    def refusal(self, reason: str, model: str) -> Answer:
        """The refusal, with the passages found and what was dropped."""
        return self._finished(REFUSAL, reason, model)

    def _finished(self, text: str, refusal_reason: str, model: str) -> Answer:
        return Answer(
            question=self.question,
            standalone_question=self.asked,
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
