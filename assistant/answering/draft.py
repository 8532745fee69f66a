"""One answer in the making: statements in order, citations numbered by first use, the shape of the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.answering.clock import Clock
from assistant.answering.marks import with_marks
from assistant.evidence import Evidence, EvidenceSentence
from assistant.evidence.citing import Citing
from assistant.grounding.grounder import Grounded
from assistant.grounding.statements import INNER_BULLET, ITEMS, NUMBERED, PARAGRAPH, SAME
from assistant.question_reading import QuestionReading
from assistant.types import (
    Answer,
    Citation,
    ReadSentence,
    RetrievedPassage,
    Signals,
    Statement,
    TextDelta,
)

#: The one refusal sentence; prompts, code, eval and tests share it.
REFUSAL = "The articles do not answer this question."

#: Stands behind it, before the sentences of the articles that come nearest to what was asked.
NEAREST = " Nearest to it, they say: "

#: Stands before what the articles say instead, where they deny what the question takes for granted.
DENIAL = "The articles say otherwise: "

#: Stands before the sentences that say what was asked for confirmation.
CONFIRMED = "The articles say so: "

#: Stands before a part of a question that the articles do not answer, where they answer another.
UNANSWERED = "Not in the articles: "

#: Stands before the article's own sentence, where the model's wording of it did not pass the checks.
WORDING = "In the words of the article: "

#: Stands behind an answer whose language the model was not asked to write.
OWN_LANGUAGE = "(Small models write {language} badly: the answer is left in the language of the articles.)"

#: Stands behind an answer that the limit has cut.
CUT_NOTE = "(The answer was longer than the model may write and ends here.)"


@dataclass
class Draft:
    """Takes in what passed and what did not; ``asked`` is the question without sentences that talk to the assistant."""

    question: str
    asked: str
    clock: Clock = field(default_factory=Clock)
    passages: tuple[RetrievedPassage, ...] = ()
    evidence: Evidence = field(default_factory=lambda: Evidence(()))
    confidence: float | None = None
    looks: list[float] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    dropped: list[Statement] = field(default_factory=list)
    closest: EvidenceSentence | None = None
    cut: bool = False
    reading: QuestionReading | None = None
    said_unanswered: bool = False
    reason: str = ""
    citing: Citing = field(default_factory=Citing)
    pieces: list[str] = field(default_factory=list)
    after_dropped: bool = False
    _block: str = SAME
    _numbered: int = 0
    _introduction: tuple[Grounded, str, float | None] | None = None

    def has(self, text: str) -> bool:
        """True for a sentence that was said already; a hanging model repeats itself."""
        return any(text == statement.text for statement in (*self.statements, *self.dropped))

    def drop(self, statement: Statement, lead: str = SAME) -> None:
        """Leave a statement out; the next one begins the block that it would have begun."""
        self.dropped.append(statement)
        self.after_dropped = True
        if lead != SAME:
            self._block = lead

    def add(
        self, grounded: Grounded, lead: str = SAME, *, lead_in: str = "", probability: float | None = None
    ) -> TextDelta | None:
        """Take in a statement; returns the piece of text to show, None where it waits for what it introduces.

        Args:
            grounded: the statement and its verdict.
            lead: what stands before it.
            lead_in: words of ours before it.
            probability: what the checker gave it.
        """
        self.after_dropped = False
        if lead == SAME and self._block != SAME:
            lead = self._block
        self._block = SAME
        before = ""
        cited: tuple[Citation, ...] = ()
        if self._introduction is not None:
            introduction, self._introduction = self._introduction, None
            if lead in ITEMS:
                before, cited = self._taken(*introduction)
        if grounded.text.endswith(":") and not lead_in:
            self._introduction = (grounded, lead, probability)
            return None
        piece, own = self._taken(grounded, lead, probability, lead_in)
        self.pieces.append(before + piece)
        return TextDelta(before + piece, (*cited, *own))

    @property
    def asked_of_model(self) -> str:
        """The question with how the answer is to look."""
        told = self.reading.instruction.in_words if self.reading else ""
        return f"{self.asked} {told}" if told else self.asked

    def say(self, text: str) -> TextDelta:
        """Words of ours that introduce what follows, or answer by themselves: a count, what the assistant is."""
        piece = (PARAGRAPH if self.pieces else "") + text
        self.pieces.append(piece)
        return TextDelta(piece)

    def part(self, asked: str) -> Draft:
        """A draft of one of several questions; its citations go on counting where these have come to."""
        return Draft(self.question, asked, self.clock, reading=self.reading, citing=self.citing)

    def take(self, part: Draft) -> None:
        """Take in the answer to one of several questions, as a paragraph of its own."""
        self.passages = tuple(dict.fromkeys((*self.passages, *part.passages)))
        self.evidence = replace(part.evidence, sentences=(*self.evidence.sentences, *part.evidence.sentences))
        self.dropped += part.dropped
        self.looks += part.looks
        self.cut = self.cut or part.cut
        if not part.statements:
            return
        first, *others = part.statements
        if self.statements:
            first = replace(first, lead=PARAGRAPH + first.lead.lstrip())
            self.pieces.append(PARAGRAPH)
        self.statements += [first, *others]
        self.pieces += part.pieces
        sure = [one for one in (self.confidence, part.confidence) if one is not None]
        self.confidence = min(sure, default=None)

    def answer(self, model: str, signals: Signals, nearest: Sequence[EvidenceSentence] = ()) -> Answer:
        """The finished answer; a refusal when no statement is left, with what comes ``nearest`` to one."""
        if not (self.statements or self.pieces):
            wrote = bool(self.dropped) and not self.said_unanswered
            told = "nothing the model wrote is supported by" if wrote else "what is asked is not stated in"
            return self.refusal(self.reason or f"{told} the passages found", model, signals, nearest)
        return self._finished("".join(self.pieces), "", model, signals)

    def refusal(self, reason: str, model: str, signals: Signals, nearest: Sequence[EvidenceSentence] = ()) -> Answer:
        """The refusal, with what comes nearest word for word, the passages found and what was dropped."""
        quoted = []
        for sentence in nearest:
            numbers = tuple(sorted({self.citing.number(place) for place in (sentence.origin, *sentence.copies)}))
            quoted.append(with_marks(f"“{' '.join(sentence.text.split())}”", numbers))
        text = REFUSAL + (NEAREST + " ".join(quoted) if quoted else "")
        return self._finished(text, reason, model, signals)

    def _taken(
        self, grounded: Grounded, lead: str, probability: float | None, lead_in: str = ""
    ) -> tuple[str, tuple[Citation, ...]]:
        told = self._shown(lead)
        cited = tuple(self.citing.cite(span) for span in grounded.spans)
        numbers = tuple(sorted({citation.number for citation in cited}))
        self.statements.append(as_statement(grounded, numbers, told, probability))
        return told + lead_in + with_marks(grounded.text, numbers), cited

    def _shown(self, lead: str) -> str:
        """The lead as it stands in the text: nothing before the first, and items numbered as they come."""
        if lead == NUMBERED:
            self._numbered += 1
            lead = f"\n{self._numbered}. "
        elif lead not in (SAME, INNER_BULLET):
            self._numbered = 0
        return lead if self.pieces or self.statements else lead.lstrip()

    def _finished(self, text: str, refusal_reason: str, model: str, signals: Signals) -> Answer:
        return Answer(
            question=self.question,
            standalone_question=self.asked,
            text=text,
            refused=bool(refusal_reason),
            refusal_reason=refusal_reason,
            citations=self.citing.citations,
            statements=tuple(self.statements),
            dropped=tuple(self.dropped),
            passages=self.passages,
            timings=self.clock.timings(),
            model=model,
            confidence=self.confidence,
            cut=self.cut,
            evidence=tuple(_read(sentence) for sentence in self.evidence.sentences),
            signals=signals,
            reading=self.reading,
        )


def shown(piece: TextDelta | None) -> Iterator[TextDelta]:
    """The piece that :meth:`Draft.add` gave, where it gave one."""
    if piece is not None:
        yield piece


def as_statement(
    grounded: Grounded, numbers: tuple[int, ...] = (), lead: str = "", probability: float | None = None
) -> Statement:
    """What an answer says of a statement."""
    result = grounded.verdict
    return Statement(
        grounded.text,
        numbers,
        result.support,
        round(result.score, 4),
        result.reason,
        lead=lead,
        probability=probability,
    )


def _read(sentence: EvidenceSentence) -> ReadSentence:
    origin = sentence.origin
    return ReadSentence(origin.article, origin.start, origin.end, origin.text)
