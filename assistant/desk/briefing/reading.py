"""What belongs to a briefing: the articles on its topic, read whole, and the sentences of them that are about it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from assistant.answering.quarry import ABOUT, MOST_PASSAGES, Quarry
from assistant.desk.progress import Progress
from assistant.evidence import EvidenceSentence, Span
from assistant.evidence.copies import merged
from assistant.evidence.relevance import Relevance
from assistant.evidence.types import as_it_stands
from assistant.grounding.owners import Owners, Standing
from assistant.grounding.reading import Reading
from assistant.types import ArticleSummary, Filters

#: Articles that are read at most: at 0.2 s an article on two cores, two minutes.
MOST_ARTICLES = 600
#: So many articles in a row without a sentence on the topic, in the order of their best passage, and none is looked for
#: any further: what comes then is about something else.
PATIENCE = 20
#: Passages that the search gives.
SEARCHED = 1_000
#: Cosine from which a sentence, or the beginning of an article under its title, is about the topic
#: (`evidence/nearest.py`).
NEAR = 0.45
#: Mean cosine of an article's beginning to those of the articles on the topic from which it is on it, too: two on one
#: matter have 0.36 at the median, one pair in a hundred of two matters has 0.26.
RELATED = 0.3


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence that belongs to the topic.

    Attributes:
        sentence: the words that are shown, with their vector, and the other articles that have them.
        reading: what stands in it.
        standing: what stands before it, and whether it is opinion.
        leads: whether it opens its article.
        nearness: its cosine to the topic; 1 where there is none.
    """

    sentence: EvidenceSentence
    reading: Reading
    standing: Standing
    leads: bool
    nearness: float

    @property
    def article(self) -> str:
        """The id of its article."""
        return self.sentence.origin.article_id

    @property
    def date(self) -> str:
        """The date of its article, "" where it has none."""
        return self.sentence.origin.date or ""


@dataclass
class Material:
    """All that was read.

    Attributes:
        looked: articles that were read.
        articles: those of them that belong to the topic.
        passages: of these.
        unread: candidates that were not read, because there are too many.
        unowned: sentences left out because nobody is named whose words they are.
        found: the sentences on the topic.
        beginnings: for each article the vector of its title with its first sentence.
    """

    looked: int = 0
    articles: list[ArticleSummary] = field(default_factory=list)
    passages: int = 0
    unread: int = 0
    unowned: int = 0
    found: list[Found] = field(default_factory=list)
    beginnings: dict[str, NDArray[np.float32]] = field(default_factory=dict)


class Collector:
    """Reads what belongs to one topic.

    Args:
        quarry: where articles and sentences are found.
        owners: makes sentences stand by themselves.
        topic: in a few words; "" for all articles.
        filters: which articles are looked at.
    """

    def __init__(self, quarry: Quarry, owners: Owners, topic: str, filters: Filters) -> None:
        self._quarry = quarry
        self._owners = owners
        self._topic = topic
        self._filters = filters
        self._relevance = Relevance(topic, quarry.collection.document_frequencies)
        self._asked = quarry.embedder.encode([topic], kind="query")[0] if topic else None
        self.material = Material()

    def read(self) -> Iterator[Progress]:
        """Read article by article; afterwards :attr:`material` is complete."""
        material = self.material
        candidates = self._candidates()
        material.unread = max(len(candidates) - MOST_ARTICLES, 0)
        sentences = {one.id: self._quarry.sentences_of(one) for one in candidates[:MOST_ARTICLES]}
        candidates = [one for one in candidates if sentences.get(one.id)]
        whole = self._on_topic([sentences[one.id][0] for one in candidates])
        if self._topic:  # the others may have a sentence on it: those that are found first, soonest
            candidates.sort(key=lambda one: one.id not in whole)
        began, idle = time.perf_counter(), 0
        for done, article in enumerate(candidates):
            spent = time.perf_counter() - began
            left = spent / done * (len(candidates) - done) if done else None
            yield Progress(done, len(candidates), "articles", left, "reading")
            idle = 0 if self._take(article, sentences[article.id], whole=article.id in whole) else idle + 1
            if self._topic and idle > PATIENCE:
                break
        yield Progress(len(candidates), len(candidates), "articles", 0.0, "reading")
        material.found = _once(material.found)

    def _on_topic(self, first: Sequence[Span]) -> set[str]:
        """The articles that are about the topic as a whole, by the vectors of their titles with their first sentences.

        Those that say so, and those that are like these on average, until nothing new comes: "peace troops" is what an
        article on "soldiers for the corridor" is about.
        """
        if not first:
            return set()
        vectors = self._quarry.embedder.encode([f"{span.heading}\n{span.text}" for span in first])
        self.material.beginnings = {span.article_id: vector for span, vector in zip(first, vectors, strict=True)}
        about = np.array([self._is_about(one, vector, titled=True) for one, vector in zip(first, vectors, strict=True)])
        while about.any() and not about.all():
            more = (vectors @ vectors[about].mean(0) >= RELATED) & ~about
            if not more.any():
                break
            about |= more
        return {span.article_id for span, one in zip(first, about, strict=True) if one}

    def _candidates(self) -> list[ArticleSummary]:
        """The articles in the order in which they promise most: of a topic those found, then those that name it."""
        newest = self._quarry.newest(self._filters)
        if not self._topic:
            return newest
        hits = self._quarry.retriever.search(self._topic, SEARCHED, self._filters)
        naming = self._quarry.mentioning(self._topic, self._filters)
        order = dict.fromkeys([*(hit.article_id for hit in hits), *(one.id for one in naming)])
        known = {one.id: one for one in newest}
        return [known[one] for one in order if one in known]

    def _take(self, article: ArticleSummary, spans: Sequence[Span], *, whole: bool) -> bool:
        """Read an article; whether any of it belongs to the topic."""
        self.material.looked += 1
        vectors = self._quarry.embedder.encode([one.text for one in spans])
        taken = False
        for span, vector in zip(spans, vectors, strict=True):
            if whole or self._is_about(span, vector):
                taken = self._keep(span, vector, spans[0].start) or taken
        if taken:
            self.material.articles.append(article)
            self.material.passages += len(self._quarry.collection.passages_of(article.id, range(MOST_PASSAGES)))
        return taken

    def _is_about(self, span: Span, vector: NDArray[np.float32], *, titled: bool = False) -> bool:
        if self._asked is None or float(vector @ self._asked) >= NEAR:
            return True
        plain = span if titled else replace(span, article=replace(span.article, title=""))
        return self._relevance.coverage(plain) >= ABOUT

    def _keep(self, span: Span, vector: NDArray[np.float32], first: int) -> bool:
        standing = self._owners.standing(span)
        if standing is None:
            self.material.unowned += 1
            return False
        if standing.span.text != span.text:
            vector = self._quarry.embedder.encode([standing.span.text])[0]
        reading = self._quarry.reader.read(standing.span.text, span.date)
        nearness = 1.0 if self._asked is None else float(vector @ self._asked)
        leads = standing.span.start <= first
        self.material.found.append(Found(as_it_stands(standing.span, vector), reading, standing, leads, nearness))
        return True


def _once(found: Sequence[Found]) -> list[Found]:
    """Each report once, with all the articles that have it; a sentence that another one brings along goes."""
    by_article: dict[str, list[Found]] = {}
    for one in found:
        by_article.setdefault(one.article, []).append(one)
    kept = {
        one.sentence.origin.place: one
        for several in by_article.values()
        for one in several
        if not any(_holds(other.sentence.origin, one.sentence.origin) for other in several)
    }
    return [
        replace(kept[sentence.origin.place], sentence=sentence)
        for sentence in merged([one.sentence for one in kept.values()])
    ]


def _holds(other: Span, one: Span) -> bool:
    """Whether another stretch of the article has these words and more."""
    return other.start <= one.start and one.end <= other.end and (other.start, other.end) != (one.start, one.end)
