"""The plain data that travels between the stations of the flow.

Everything here is immutable, holds no behaviour beyond conversion to JSON types, and may be
imported by every module. Offsets are always character offsets (Python ``str`` indices, 0-based,
end exclusive) into ``Article.text``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from assistant.article_facts import Article, ArticleFacts, ArticleSummary, InArticle, Origin, independent
from assistant.question_reading import QuestionReading

Support = Literal["supported", "partly", "unsupported"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences: ``article.text[start:end] == text``.

    ``sentences`` are the (start, end) offsets of its sentences in the article's text.
    """

    id: str
    article_id: str
    ordinal: int
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RetrievedPassage(InArticle):
    """A passage with the facts of its article and the scores that ranked it.

    ``score`` is the fused score in [0, 1]; ``dense`` is the cosine similarity and ``lexical``
    the BM25 score (higher is better), each None where that leg did not return the passage. ``also`` are passages that
    were found, too, and tell the same in near copies of its article.
    """

    passage: Passage
    score: float
    dense: float | None = None
    lexical: float | None = None
    also: tuple[RetrievedPassage, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types, flattened for programs that only need text and scores."""
        return {
            "id": self.passage.id,
            "article_id": self.article_id,
            "title": self.title,
            "source": self.source,
            "author": self.author,
            "date": self.date,
            "url": self.url,
            "path": self.path,
            "start": self.passage.start,
            "end": self.passage.end,
            "text": self.passage.text,
            "score": self.score,
            "dense": self.dense,
            "lexical": self.lexical,
            "also": [
                {
                    "id": copy.passage.id,
                    "article_id": copy.article_id,
                    "title": copy.title,
                    "source": copy.source,
                    "date": copy.date,
                    "url": copy.url,
                    "path": copy.path,
                    "start": copy.passage.start,
                    "end": copy.passage.end,
                }
                for copy in self.also
            ],
        }


@dataclass(frozen=True, slots=True)
class Filters:
    """Restricts a search. Dates are ISO and inclusive; None means no restriction.

    An undated article never matches a date restriction: a reader who asks for March 2024 must
    not be shown text that nobody can place there.
    """

    date_from: str | None = None
    date_to: str | None = None
    sources: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.date_from or self.date_to or self.sources or self.article_ids)


@dataclass(frozen=True, slots=True)
class Citation(InArticle):
    """The exact source text that carries a statement: ``article.text[start:end] == quote``.

    ``number`` is 1-based and dense, in order of first use in the answer's text.
    """

    number: int
    quote: str
    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "number": self.number,
            "article_id": self.article_id,
            "title": self.title,
            "source": self.source,
            "date": self.date,
            "url": self.url,
            "path": self.path,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer with the numbers of the citations it rests on.

    ``text`` is without citation marks; ``score`` in [0, 1] is how well the cited text supports
    it; ``reason`` says in words why it is not fully supported (empty when it is). ``lead`` is the Markdown that stands
    before it in the answer's text (a line break and "- " before an item of a list); ``probability`` is what the checker
    gave it, None where it could not tell or was not asked.
    """

    text: str
    citations: tuple[int, ...]
    support: Support
    score: float
    reason: str = ""
    lead: str = ""
    probability: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self) | {"citations": list(self.citations)}


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds spent.

    ``retrieval`` includes choosing the evidence, ``generation`` reading the prompt, and ``grounding`` is what
    gate and checks add. ``first_token`` counts from the question to the first whole sentence of the model.
    """

    retrieval: float = 0.0
    first_token: float | None = None
    generation: float = 0.0
    grounding: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class ReadSentence(InArticle):
    """A sentence that the model was given to read: ``article.text[start:end] == text``."""

    start: int
    end: int
    text: str

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "article_id": self.article_id,
            "title": self.title,
            "source": self.source,
            "author": self.author,
            "date": self.date,
            "start": self.start,
            "end": self.end,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Signals:
    """Why an answer is as it is.

    Attributes:
        profile: how the model was used.
        profile_reason: why so, in words.
        checker: what checked the statements.
        gate: how sure each look at the evidence, and the last one at the answer, was that it answers the question.
        answers: whether the checker says that the statements answer the question, None where it does not say.
    """

    profile: str = ""
    profile_reason: str = ""
    checker: str = ""
    gate: tuple[float, ...] = ()
    answers: bool | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self) | {"gate": list(self.gate)}


@dataclass(frozen=True, slots=True)
class Answer:
    """The one result object of Python, command line, web page and eval.

    ``text`` carries the citation marks (``[1]``) and, where the articles deny what the question takes for granted,
    begins with "The articles say otherwise: "; when ``refused`` it begins with the
    refusal sentence, may go on with the sentences of the articles that come nearest, word for word (``citations`` are
    theirs), and ``refusal_reason`` says why. ``standalone_question`` is what was searched for, which differs
    from ``question`` only for follow-ups. ``confidence`` in [0, 1] is the estimate that the evidence
    answers the question, None where it could not be made. ``dropped`` are statements of the model
    that found no support and are therefore not in ``text``. ``cut`` says that the model reached its limit.
    ``evidence`` is what the model was given to read, in that order, ``signals`` why the answer is as it is, ``reading``
    how the question was understood. ``suggestions`` are questions that the articles do answer, offered with a refusal.
    """

    question: str
    text: str
    refused: bool
    citations: tuple[Citation, ...]
    statements: tuple[Statement, ...]
    passages: tuple[RetrievedPassage, ...]
    timings: Timings
    model: str = ""
    standalone_question: str = ""
    confidence: float | None = None
    refusal_reason: str = ""
    dropped: tuple[Statement, ...] = ()
    cut: bool = False
    evidence: tuple[ReadSentence, ...] = ()
    signals: Signals = field(default_factory=Signals)
    reading: QuestionReading | None = None
    suggestions: tuple[str, ...] = ()
    type: Literal["answer"] = "answer"

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The independent reports that it rests on: those of the cited articles and of the copies of what is cited."""
        cited = {citation.article_id for citation in self.citations}
        copies = [copy.article for hit in self.passages if hit.article_id in cited for copy in hit.also]
        return independent([*(citation.article for citation in self.citations), *copies])

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question or self.question,
            "text": self.text,
            "refused": self.refused,
            "refusal_reason": self.refusal_reason,
            "confidence": self.confidence,
            "citations": [citation.to_dict() for citation in self.citations],
            "statements": [statement.to_dict() for statement in self.statements],
            "dropped": [statement.to_dict() for statement in self.dropped],
            "passages": [passage.to_dict() for passage in self.passages],
            "timings": asdict(self.timings),
            "model": self.model,
            "cut": self.cut,
            "evidence": [sentence.to_dict() for sentence in self.evidence],
            "signals": self.signals.to_dict(),
            "reading": self.reading.to_dict() if self.reading else None,
            "suggestions": list(self.suggestions),
            "origins": [origin.to_dict() for origin in self.origins],
        }


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """The retrieved passages, ranked, and how the question was read: once a question, so several times for several."""

    passages: tuple[RetrievedPassage, ...]
    reading: QuestionReading | None = None
    type: Literal["sources"] = "sources"


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A further piece of the answer's text, already checked and with its citation marks."""

    text: str
    citations: tuple[Citation, ...] = ()
    type: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class StageChanged:
    """What the assistant does now, for a status line: reading, writing, checking."""

    stage: Literal["searching", "reading", "writing", "checking"]
    type: Literal["stage"] = "stage"


Event = SourcesFound | StageChanged | TextDelta | Answer


@dataclass(frozen=True, slots=True)
class IngestItem:
    """What became of one input; ``reason`` is one sentence for skipped and failed ones."""

    location: str
    article_id: str | None = None
    title: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, input by input. ``removed`` counts cut furniture by kind.

    ``copies`` are those of the added and updated ones that are near copies of an older article.
    """

    added: tuple[IngestItem, ...] = ()
    updated: tuple[IngestItem, ...] = ()
    unchanged: tuple[IngestItem, ...] = ()
    skipped: tuple[IngestItem, ...] = ()
    failed: tuple[IngestItem, ...] = ()
    pruned: tuple[IngestItem, ...] = ()
    copies: tuple[IngestItem, ...] = ()
    passages: int = 0
    removed: Mapping[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self) | {"removed": dict(self.removed)}


__all__ = [
    "Answer",
    "Article",
    "ArticleFacts",
    "ArticleSummary",
    "Citation",
    "Event",
    "Filters",
    "InArticle",
    "IngestItem",
    "IngestReport",
    "Origin",
    "Passage",
    "ReadSentence",
    "RetrievedPassage",
    "Signals",
    "SourcesFound",
    "StageChanged",
    "Statement",
    "Support",
    "TextDelta",
    "Timings",
    "independent",
]
