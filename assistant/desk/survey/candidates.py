"""Which passages could name a member: found in both legs of the index, and once more around what was confirmed.

A passage is a candidate if it has much of what is asked: the share of the question's words, by weight, and the cosine
of passage and question. All candidates are read, not the best ten. On the development lists every passage that names a
member has 0.83 or more together, and passages about something else have less than 0.5 (`docs/survey.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.desk.survey.copies import Copies
from assistant.embedding import Embedder
from assistant.evidence import Span
from assistant.evidence.relevance import Relevance
from assistant.evidence.types import spans
from assistant.types import ArticleSummary, Filters, Passage, RetrievedPassage
from assistant.words import search_terms

#: Share of the question's words and cosine together, from which a passage is read.
ENOUGH = 0.5
#: Passages that are looked at in each leg: of those with any of its words far more than have enough of them in a
#: collection of 100,000; beyond so many nearest ones the cosine says nothing, and Chroma's graph search fails.
LOOKED_AT, NEAREST = 20_000, 2_000
#: Around a confirmed sentence: so many nearest passages, of at least this cosine.
NEIGHBOURS = 20
NEAR = 0.55


class Collection(Protocol):
    """What is needed of an index."""

    def articles(self, filters: Filters = ...) -> list[ArticleSummary]:
        """Every article that passes."""

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The passages with these ids, in that order."""

    def lexical(self, terms: Sequence[str], k: int, filters: Filters = ...) -> list[tuple[str, float]]:
        """(passage id, BM25), best first."""

    def dense(self, vector: NDArray[np.float32], k: int, filters: Filters = ...) -> list[tuple[str, float]]:
        """(passage id, cosine), best first."""

    def document_frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        """In how many passages each term stands, and how many there are."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage to be read: its sentences, without those that a passage before it has, too.

    ``copies`` are passages that say the same in the same words: for each, its sentences in the order of ``sentences``
    (None for one that it does not have).
    """

    passage_id: str
    sentences: tuple[Span, ...]
    copies: tuple[tuple[Span | None, ...], ...] = ()

    @property
    def article_id(self) -> str:
        """Its article's id."""
        return self.sentences[0].article_id

    @property
    def places(self) -> list[Span]:
        """Every sentence of it and of its copies."""
        return [*self.sentences, *(span for copy in self.copies for span in copy if span is not None)]

    @property
    def length(self) -> int:
        """Characters to read."""
        return sum(len(sentence.text) for sentence in self.sentences)


class CandidateSearch:
    """Finds the candidates of one survey; each passage is given once.

    Args:
        collection: the index.
        embedder: encodes question and sentences.
        question: what is asked.
        filters: which articles are looked at.
    """

    def __init__(self, collection: Collection, embedder: Embedder, question: str, filters: Filters) -> None:
        self._collection = collection
        self._embedder = embedder
        self._question = question
        self._filters = filters
        self._relevance = Relevance(question, collection.document_frequencies)
        self._articles = {article.id: article for article in collection.articles(filters)}
        self._known: set[str] = set()
        self._copies = Copies()

    @property
    def articles(self) -> int:
        """How many articles are searched."""
        return len(self._articles)

    def first(self) -> list[Candidate]:
        """The candidates for the question, best first."""
        if not self._articles:
            return []
        vector = self._embedder.encode([self._question], kind="query")[0]
        dense = dict(self._collection.dense(vector, NEAREST, self._filters))
        lexical = dict(self._collection.lexical(search_terms(self._question), LOOKED_AT, self._filters))
        worth = {}
        for hit in self._hits([*lexical, *(one for one in dense if one not in lexical and dense[one] >= ENOUGH)]):
            share = self._relevance.coverage(Span(hit.article, 0, 1, hit.passage.text))
            value = share + dense.get(hit.passage.id, 0.0)
            if value >= ENOUGH:
                worth[hit.passage.id] = (value, hit)
        ranked = sorted(worth.values(), key=lambda one: (-one[0], one[1].passage.id))
        return self._candidates([hit for _, hit in ranked])

    def around(self, confirmed: Sequence[str]) -> list[Candidate]:
        """Candidates next to sentences that were confirmed, which may say it in other words than the question."""
        found: dict[str, None] = {}
        for vector in self._embedder.encode(list(confirmed)) if confirmed else []:
            near = self._collection.dense(vector, NEIGHBOURS, self._filters)
            found |= {key: None for key, cosine in near if cosine >= NEAR and key not in self._known}
        return self._candidates(self._hits(found))

    def _hits(self, ids: Iterable[str]) -> list[RetrievedPassage]:
        return [
            RetrievedPassage(self._articles[passage.article_id], passage, 1.0)
            for passage in self._collection.passages(list(ids))
            if passage.article_id in self._articles
        ]

    def _candidates(self, hits: Sequence[RetrievedPassage]) -> list[Candidate]:
        """What is to be read of the passages: nothing twice, no sentence that talks to a machine, copies together."""
        self._known |= {hit.passage.id for hit in hits}
        places: set[tuple[str, int]] = set()
        fresh: dict[str, tuple[Span, ...]] = {}
        for hit in sorted(hits, key=lambda one: (one.article_id, one.passage.ordinal)):
            own = tuple(one for one in spans(hit) if one.place not in places and self._relevance.may_be_read(one))
            places |= {one.place for one in own}
            if own:
                fresh[hit.passage.id] = own
        read: dict[str, Candidate] = {}
        for hit in hits:
            own_sentences = fresh.get(hit.passage.id)
            if own_sentences is None:
                continue
            original = self._copies.original_of(hit.passage.id, own_sentences)
            if original is not None and original.passage_id in read:
                first = read[original.passage_id]
                read[original.passage_id] = Candidate(
                    first.passage_id, first.sentences, (*first.copies, original.sentences)
                )
            else:
                read[hit.passage.id] = Candidate(hit.passage.id, own_sentences)
        return list(read.values())
