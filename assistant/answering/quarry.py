"""Sentences of the articles to be shown as they stand: about a topic, at the head of articles, typical of a text.

For questions that want articles shown rather than one fact: an overview, the newest, a summary. A small model adds
nothing to them but errors; every sentence here stands word for word where its citation says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedder
from assistant.evidence import EvidenceSentence, Span
from assistant.evidence.copies import merged, with_copies
from assistant.evidence.relevance import Relevance
from assistant.evidence.types import as_it_stands, spans
from assistant.grounding.names import same_name
from assistant.grounding.owners import Owners, Standing
from assistant.grounding.premise import leans_back
from assistant.grounding.reader import Reader
from assistant.types import ArticleSummary, Filters, Passage, RetrievedPassage
from assistant.words import FUNCTION_WORDS, stems, words

#: Passages that are looked through for a topic, and the sentences of them that are compared with it.
PASSAGES = 20
COMPARED = 24
#: Share of the topic's words, by weight, that a sentence must have itself.
ABOUT = 0.5
#: A shorter sentence of news is a fragment, a longer one a list.
FEWEST_WORDS, MOST_WORDS = 6, 60
#: A sentence of which somebody named in the topic is the subject is about it.
SUBJECT = 0.3
#: Open a sentence that goes on with the one before it.
_GO_ON = frozenset(
    "but and so or yet nor however instead meanwhile therefore thus hence also then still though".split()
)
#: Weight of being typical against being new beside what is chosen already (maximal marginal relevance, Carbonell and
#: Goldstein 1998).
TYPICAL = 0.7
#: A sentence shares this much of its words with a chosen one that says the same.
REPEATED = 0.75
#: Articles whose beginnings are compared for a summary of all.
MOST_ARTICLES = 200
#: Passages of an article that are looked through for its summary: 40 pages of a book.
MOST_PASSAGES = 100


class Collection(Protocol):
    """What is needed of an index."""

    def articles(self, filters: Filters = ...) -> list[ArticleSummary]:
        """Every article that passes."""

    def passages_of(self, article_id: str, ordinals: range) -> list[Passage]:
        """Passages of an article in its order."""

    def mentioning(self, term: str, filters: Filters = ...) -> dict[str, str]:
        """The articles that have a word or phrase, newest first, each with the id of a passage that has it."""

    def document_frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        """In how many passages each term stands, and how many there are."""


class Search(Protocol):
    """Finds passages."""

    def search(self, question: str, k: int, filters: Filters | None = None) -> list[RetrievedPassage]:
        """Best first."""


@dataclass(frozen=True)
class Quarry:
    """Where sentences are taken from.

    Attributes:
        collection: the index.
        retriever: finds passages.
        embedder: compares sentences.
        reader: parses them.
        owners: gives them what they need to keep their owners.
    """

    collection: Collection
    retriever: Search
    embedder: Embedder
    reader: Reader
    owners: Owners

    def about(
        self, topic: str, most: int, filters: Filters | None = None, *, newest: bool = False
    ) -> tuple[list[RetrievedPassage], list[EvidenceSentence]]:
        """What was found on a topic, and the sentences that tell most of it, of different articles first.

        Args:
            topic: a name or a few words.
            most: so many sentences.
            filters: of the search.
            newest: the newest articles count, not the best ones.
        """
        found = self.retriever.search(topic, PASSAGES, filters)
        relevance = Relevance(topic, self.collection.document_frequencies)
        candidates = [
            (relevance.coverage(span) + hit.score / 2, span)
            for hit in found
            for span in spans(hit)
            if is_whole(span) and relevance.may_be_read(span) and _own(relevance, span) >= ABOUT
        ]
        candidates = sorted(dict.fromkeys(candidates), key=lambda one: (-one[0], one[1].place))[:COMPARED]
        ranked = self._ranked(topic, candidates, relevance)
        order = sorted(ranked, key=lambda one: one.origin.date or "", reverse=True) if newest else ranked
        chosen = _spread(with_copies(merged(order), found), most, self.standing)
        dates = {one.origin.date for one in chosen}
        if len(dates) > 1:
            chosen.sort(key=lambda one: one.origin.date or "", reverse=True)
        return found, chosen

    def standing(self, sentence: EvidenceSentence) -> EvidenceSentence | None:
        """The sentence with what it needs to keep its owner once it stands by itself; None where nobody is named."""
        found = self.owners.standing(sentence.origin)
        if found is None or not _is_alone(found.span.text):
            return None
        return replace(sentence, origin=found.span)

    def byline(self, sentence: EvidenceSentence) -> str:
        """What is to stand before it in a list: outlet and date, and that it is an opinion."""
        return Standing(sentence.origin, self.owners.is_opinion(sentence.origin)).lead

    def leads(self, articles: Sequence[ArticleSummary]) -> list[EvidenceSentence]:
        """The first whole sentence of each article, with its vector, in the order of the articles; copies are one."""
        first = [span for article in articles for span in self.sentences_of(article, range(2))[:1]]
        return merged(self._with_vectors(first))

    def sentences_of(self, article: ArticleSummary, passages: range = range(MOST_PASSAGES)) -> list[Span]:
        """The sentences of an article that can be shown by themselves, in its order."""
        plain = Relevance("", lambda _: ([], 1))
        return [span for span in self._spans(article, passages) if is_whole(span) and plain.may_be_read(span)]

    def _spans(self, article: ArticleSummary, passages: range) -> list[Span]:
        """All its sentences in order, once where passages overlap."""
        hits = (RetrievedPassage(article, one, 1.0) for one in self.collection.passages_of(article.id, passages))
        by_place = {span.place: span for hit in hits for span in spans(hit)}
        return sorted(by_place.values(), key=lambda span: span.start)

    def gist(self, sentences: Sequence[Span], most: int, *, first: bool = True) -> list[EvidenceSentence]:
        """The most typical of some sentences that do not repeat each other, in their order.

        Args:
            sentences: of one text or several.
            most: so many.
            first: the first one is always among them: news begins with what happened.
        """
        return typical(self._with_vectors(sentences), most, first=first)

    def newest(self, filters: Filters | None = None, most: int | None = None) -> list[ArticleSummary]:
        """The articles that pass, newest first, undated ones last."""
        passing = self.collection.articles(filters or Filters())
        return sorted(passing, key=lambda one: (one.date or "", one.id), reverse=True)[:most]

    def mentioning(self, about: str, filters: Filters | None = None) -> list[ArticleSummary]:
        """The articles that have every word of a name or topic in title or text, newest first."""
        terms = [word for word in words(about) if word not in FUNCTION_WORDS] or words(about)
        having = [self.collection.mentioning(term, filters or Filters()).keys() for term in terms]
        every = set.intersection(*map(set, having)) if having else set()
        return [one for one in self.newest(filters) if one.id in every]

    def mention(self, article: ArticleSummary, about: str) -> EvidenceSentence | None:
        """The first sentence of an article that has the most of a topic's words; None where only the title has any."""
        wanted = set(stems(about)) or set(words(about))
        sentences = self._spans(article, range(MOST_PASSAGES))
        best = max(sentences, key=lambda span: len(wanted & set(stems(span.text))), default=None)
        if best is None or not wanted & set(stems(best.text)):
            return None
        return as_it_stands(best)

    def _ranked(
        self, topic: str, candidates: Sequence[tuple[float, Span]], relevance: Relevance
    ) -> list[EvidenceSentence]:
        if not candidates:
            return []
        asked = self.embedder.encode([topic], kind="query")[0]
        vectors = self.embedder.encode([span.text for _, span in candidates])
        names = self.reader.read(topic).names or (topic,)
        found = []
        for (score, span), vector in zip(candidates, vectors, strict=True):
            subject = SUBJECT if self._is_subject(names, span.text) else 0.0
            cosine = float(vector @ asked)
            found.append(EvidenceSentence(span, score + cosine + subject, cosine, relevance.coverage(span), vector))
        return sorted(found, key=lambda one: (-one.score, one.origin.place))

    def _is_subject(self, names: Sequence[str], sentence: str) -> bool:
        said = self.reader.read(sentence)
        acting = [agent for one in said.predicates for agent in one.agents] + [
            name for one in said.attributions for name in one.names
        ]
        return any(same_name(name.title() if name.islower() else name, other) for name in names for other in acting)

    def _with_vectors(self, sentences: Sequence[Span]) -> list[EvidenceSentence]:
        if not sentences:
            return []
        vectors = self.embedder.encode([span.text for span in sentences])
        return [as_it_stands(span, vector) for span, vector in zip(sentences, vectors, strict=True)]


def typical(sentences: Sequence[EvidenceSentence], most: int, *, first: bool) -> list[EvidenceSentence]:
    """The most typical sentences that do not repeat each other, in the given order: see :data:`TYPICAL`."""
    if len(sentences) <= most:
        return list(sentences)
    vectors: NDArray[np.float32] = np.stack([one.vector for one in sentences])
    centre = vectors.mean(0)
    central = vectors @ (centre / (float(np.linalg.norm(centre)) or 1.0))
    chosen = [0] if first else [int(np.argmax(central))]
    while len(chosen) < most:
        nearness = (vectors @ vectors[chosen].T).max(1)
        value = TYPICAL * central - (1 - TYPICAL) * nearness
        value[chosen] = -np.inf
        chosen.append(int(np.argmax(value)))
    return [sentences[number] for number in sorted(chosen)]


def is_whole(span: Span) -> bool:
    """Whether a sentence can be shown by itself: complete, of a usual length, and not leaning on the one before it."""
    count = len(span.text.split())
    complete = span.text.rstrip("\"'”’») ").endswith((".", "!", "…"))
    return complete and FEWEST_WORDS <= count <= MOST_WORDS and _is_alone(span.text)


def _is_alone(text: str) -> bool:
    return not leans_back(text) and words(text)[0] not in _GO_ON


def _own(relevance: Relevance, span: Span) -> float:
    return relevance.coverage(replace(span, article=replace(span.article, title="")))


def _spread(
    ranked: Sequence[EvidenceSentence], most: int, standing: Callable[[EvidenceSentence], EvidenceSentence | None]
) -> list[EvidenceSentence]:
    """The best that can stand by themselves, one an article as long as there are articles, without repetition."""
    chosen: list[EvidenceSentence] = []
    looked_at: set[tuple[str, int]] = set()
    for once in (True, False):
        for one in ranked:
            articles = {other.origin.article_id for other in chosen}
            if len(chosen) == most:
                return chosen
            if one.origin.place in looked_at or (once and one.origin.article_id in articles):
                continue
            looked_at.add(one.origin.place)
            whole = standing(one)
            if whole is not None and not _repeats(whole, chosen):
                chosen.append(whole)
    return chosen


def _repeats(one: EvidenceSentence, chosen: Sequence[EvidenceSentence]) -> bool:
    own = set(stems(one.text))
    return any(
        len(own & set(stems(other.text))) >= REPEATED * min(len(own), len(set(stems(other.text)))) for other in chosen
    )
