"""What both the timeline and the outlets side by side read: all passages about a topic, and their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from assistant.evidence import Span
from assistant.evidence.relevance import Relevance
from assistant.evidence.types import spans
from assistant.grounding.premise import leans_back
from assistant.sentences import sentence_spans
from assistant.types import ArticleSummary, Filters, Passage, RetrievedPassage

#: Passages of an article that are read: 40 pages of a book.
MOST_PASSAGES = 100
#: Passages that each leg of the search may give.
DEEP = 1_000
#: A passage is about a topic from this sum of its cosine and half its share of the topic's words. On the four timelines
#: of the development half passages of the story reach 0.66 and more but for one, others 0.52 at most.
ABOUT = 0.58


class Collected(Protocol):
    """What is needed of an index."""

    def articles(self, filters: Filters = ...) -> list[ArticleSummary]:
        """Every article that passes."""

    def passages_of(self, article_id: str, ordinals: range) -> list[Passage]:
        """Passages of an article in its order."""

    def document_frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        """In how many passages each term stands, and how many there are."""


class Search(Protocol):
    """Finds passages."""

    def search(self, question: str, k: int, filters: Filters | None = None) -> list[RetrievedPassage]:
        """Best first."""


def found(search: Search, question: str, filters: Filters | None) -> list[RetrievedPassage]:
    """Every passage that a deep search finds, near copies each by itself: all of them are told as sources."""
    return [one for hit in search.search(question, 2 * DEEP, filters) for one in (hit, *hit.also)]


def nearness(hit: RetrievedPassage, relevance: Relevance) -> float:
    """How much a passage under its headline is about a topic: see :data:`ABOUT`."""
    whole = Span(hit.article, hit.passage.start, hit.passage.end, f"{hit.title}. {hit.passage.text}")
    return (hit.dense or 0.0) + relevance.coverage(whole) / 2


def sentences_of(passages: Sequence[RetrievedPassage]) -> list[Span]:
    """The sentences of some passages, each once although passages overlap, in the articles' order."""
    # of two passages with the same sentence the one that has more before it tells better who "he" is
    found: dict[tuple[str, int], Span] = {}
    for hit in passages:
        for span in spans(hit):
            known = found.get(span.place)
            if known is None or len(span.before) > len(known.before):
                found[span.place] = span
    return [span for _, span in sorted(found.items())]


def with_the_one_before(origin: Span) -> Span:
    """A sentence that leans on the one before it, together with that; others as they are.

    "He resigned on Monday" says nothing by itself. What is shown still stands word for word in the article.
    """
    if not leans_back(origin.text) or not origin.before.strip():
        return origin
    spans = sentence_spans(origin.before)
    if not spans:
        return origin
    begins = spans[-1][0]
    lead = origin.before[begins:]
    if not lead.rstrip("\"'”’») \n").endswith((".", "!", "?", "…")):
        return origin  # a heading
    return replace(origin, start=origin.start - len(lead), text=lead + origin.text, before=origin.before[:begins])
