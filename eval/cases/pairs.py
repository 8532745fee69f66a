"""Labelled (passages, answer) pairs, and the evidence that the assistant would have made of their passages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic.dataclasses import dataclass

from assistant.embedding import Embedder
from assistant.evidence import Evidence, EvidenceSentence, Span
from assistant.evidence.types import BEFORE_CHARS
from assistant.grounding.statements import cleaned
from assistant.sentences import sentence_spans
from assistant.types import ArticleFacts
from eval.cases.model import OURS, Flag, Identified, Text
from eval.cases.reading import read_cases
from eval.places import DATA

PAIRS = DATA / "pairs" / "pairs.jsonl"
#: Answers as the default model wrote them, and the same with a one-word error.
EDITS = PAIRS.with_name("edits.jsonl")


@dataclass(frozen=True, slots=True, config=OURS)
class LabelledPassage:
    """A whole small article; ``outlet`` and ``date`` (ISO) where they are known."""

    article_id: str
    title: str
    text: str
    outlet: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, config=OURS)
class Pair(Identified):
    """An answer over passages; ``label`` is True when they carry all of it.

    ``partner`` is the id of the faithful answer that differs from this one in the planted flaw only.
    """

    group: Text
    split: Literal["dev", "test"]
    kind: Text
    label: Flag
    question: Text
    answer: Text
    note: str
    passages: tuple[LabelledPassage, ...]
    partner: str | None = None


def load_pairs(*paths: Path) -> list[Pair]:
    """The pairs of JSONL files, in their order; those of ``PAIRS`` where none is named.

    Raises:
        CaseError: see :func:`eval.cases.reading.read_cases`.
    """
    return [pair for path in paths or (PAIRS,) for pair in read_cases(path, Pair)]


def statements(pair: Pair) -> list[str]:
    """The sentences of the answer, cleaned as the assistant cleans them."""
    return statements_of(pair.answer)


def statements_of(text: str) -> list[str]:
    """The same of any text."""
    return [cleaned(text[start:end]) for start, end in sentence_spans(text)]


def evidence_of(pair: Pair, embedder: Embedder) -> Evidence:
    """Every sentence of the passages with its real vector; nothing is left out, so that only checks are tested."""
    return evidence_from(pair.passages, embedder)


def evidence_from(passages: Sequence[LabelledPassage], embedder: Embedder) -> Evidence:
    """The same of any passages."""
    origins = [
        Span(
            ArticleFacts(passage.article_id, passage.title, passage.outlet, date=passage.date),
            start=start,
            end=end,
            text=passage.text[start:end],
            before=passage.text[:start][-BEFORE_CHARS:],
        )
        for passage in passages
        for start, end in sentence_spans(passage.text)
    ]
    vectors = embedder.encode([f"{origin.title}\n{origin.text}" for origin in origins])
    return Evidence(
        tuple(
            EvidenceSentence(origin, score=1.0, cosine=1.0, coverage=1.0, vector=vector)
            for origin, vector in zip(origins, vectors, strict=True)
        )
    )
