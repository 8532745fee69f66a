"""The development question sets: loading, a seeded split, an index of the corpus."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from assistant import Assistant, Settings
from assistant.embedding import load_embedder
from assistant.models import ModelStore
from assistant.passages import PassageSplitter, embedded_text
from assistant.types import Article
from eval.cases.model import THEIRS, Identified, Text
from eval.cases.reading import read_cases

KINDS = ("fact", "long", "unanswerable", "absent")


@dataclass(frozen=True, slots=True, config=THEIRS)
class Question(Identified):
    """One question; ``answers`` are the accepted spans, ``passage`` is the gold passage's id (None: absent)."""

    text: Annotated[Text, Field(validation_alias="question")]
    kind: Text
    answers: tuple[Text, ...]
    passage: str | None

    @property
    def split(self) -> str:
        """``dev`` or ``test``, by the parity of the id's SHA-256: stable, and nobody chose it."""
        return "dev" if int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 2 == 0 else "test"


@dataclass(frozen=True, slots=True, config=THEIRS)
class Paragraph(Identified):
    """One text of the corpus, an article of its own."""

    title: str
    text: Text


def load_questions(folder: Path) -> list[Question]:
    """All questions of ``questions.jsonl``.

    Raises:
        CaseError: see :func:`eval.cases.reading.read_cases`.
    """
    return read_cases(folder / "questions.jsonl", Question)


def sample(questions: list[Question], split: str, sizes: Mapping[str, int], seed: int = 7) -> list[Question]:
    """A fixed, seeded sample of so many questions a kind, in mixed order."""
    chooser = random.Random(seed)  # noqa: S311 - a sample, no secret
    chosen: list[Question] = []
    for kind in KINDS:
        pool = [question for question in questions if question.kind == kind and question.split == split]
        chosen += chooser.sample(pool, min(sizes.get(kind, 0), len(pool)))
    chooser.shuffle(chosen)
    return chosen


def open_corpus(folder: Path, index: Path, settings: Settings) -> Assistant:
    """An assistant over all passages of ``corpus.jsonl``, one article each; built when missing."""
    assistant = Assistant.open(index, settings=settings)
    if not assistant.articles():
        embedder = load_embedder(settings, ModelStore(settings.cache_folder))
        splitter = PassageSplitter(embedder.count_tokens, settings.passage_tokens, settings.passage_overlap)
        batch = []
        for one in read_cases(folder / "corpus.jsonl", Paragraph):
            article = Article(id=one.id, title=one.title, text=one.text, location=one.id)
            passages = splitter.split(article)
            vectors = embedder.encode([embedded_text(article.title, passage.text) for passage in passages])
            batch.append((article, one.id, passages, vectors))
        with assistant.index.writing() as writer:
            writer.put(batch)
    return assistant
