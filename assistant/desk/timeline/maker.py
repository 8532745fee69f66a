"""A timeline is made of the articles' own sentences: found, dated by the parse, merged, and shown as they stand.

No language model takes part. Nothing is written, so nothing can be wrong but the choice of a sentence and its date.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.desk.gathering import (
    ABOUT,
    MOST_PASSAGES,
    Collected,
    Search,
    found,
    nearness,
    sentences_of,
    with_the_one_before,
)
from assistant.desk.origins import Origins, independent
from assistant.desk.progress import Progress
from assistant.desk.timeline.merging import Change, Event, events_of
from assistant.desk.timeline.overtaken import TOLD_BOTH, Sentence, overtaking
from assistant.desk.timeline.result import Revision, Timeline, TimelineCoverage, TimelineEvent
from assistant.desk.timeline.told import Told, is_unplaced, told_in
from assistant.embedding import Embedder
from assistant.evidence import Span
from assistant.evidence.citing import Citing
from assistant.evidence.relevance import Relevance
from assistant.grounding.reader import Reader
from assistant.grounding.time_expressions import time_expressions
from assistant.types import ArticleSummary, Filters, RetrievedPassage

#: Sentences between two reports of progress.
STEP = 10


@dataclass(frozen=True)
class TimelineMaker:
    """Makes timelines.

    Attributes:
        collection: the index.
        retriever: finds passages, many if need be.
        embedder: compares sentences.
        reader: parses them.
        origins: for ids of articles, of which oldest article each is a copy.
    """

    collection: Collected
    retriever: Search
    embedder: Embedder
    reader: Reader
    origins: Origins

    def stream(self, topic: str = "", filters: Filters | None = None) -> Iterator[Progress | Timeline]:
        """Progress while sentences are read, last the timeline.

        Args:
            topic: a few words, a name or a question; empty for all articles that pass.
            filters: which articles are looked at.
        """
        began = time.perf_counter()
        listed = self.collection.articles(filters or Filters())
        relevance = Relevance(topic, self.collection.document_frequencies)
        passages = self._passages(topic, listed, filters)
        near = [hit for hit in passages if not topic or nearness(hit, relevance) >= ABOUT]
        dated = [span for span in _with_times(near) if relevance.may_be_read(span)]
        shown = [with_the_one_before(span) for span in dated]
        vectors = list(self.embedder.encode([span.text for span in shown])) if shown else []
        told: list[Told] = []
        unplaced = 0
        reading_since = time.perf_counter()
        for number, (span, vector) in enumerate(zip(dated, vectors, strict=True)):
            if number % STEP == 0:
                spent = time.perf_counter() - reading_since
                left = spent / number * (len(dated) - number) if number else None
                yield Progress(number, len(dated), "sentences", left, "reading dated sentences")
            reading = self.reader.read(span.text, span.date)
            found = told_in(span, shown[number], reading, vector, told[-1] if told else None)
            told += found
            unplaced += not found and is_unplaced(reading)
        yield Progress(len(dated), len(dated), "sentences", 0.0, "merging reports")
        events = events_of(told)
        self._overtake(events, near)
        coverage = TimelineCoverage(
            articles=len(listed),
            read=len({hit.article_id for hit in passages}),
            passages=len(passages),
            dated=len({one.origin.place for one in told}),
            in_articles=len({one.origin.article_id for one in told}),
            unplaced=unplaced,
            about=len({hit.article_id for hit in near}),
        )
        cited = Citing()
        entries = tuple(self._entry(event, cited) for event in events)
        yield Timeline(topic, entries, cited.citations, coverage, time.perf_counter() - began)

    def _passages(
        self, topic: str, listed: Sequence[ArticleSummary], filters: Filters | None
    ) -> list[RetrievedPassage]:
        if topic:
            return found(self.retriever, topic, filters)
        return [
            RetrievedPassage(article, passage, 1.0)
            for article in listed
            for passage in self.collection.passages_of(article.id, range(MOST_PASSAGES))
        ]

    def _overtake(self, events: Sequence[Event], near: Sequence[RetrievedPassage]) -> None:
        """Find numbers that a later report on the topic gives otherwise, be it dated or not."""
        numbered = [(event, one) for event in events for one in event.reports if one.reading.numbers]
        if not numbered:
            return
        first = min(one.published for _, one in numbered)
        later = [span for span in _windows(near) if (span.date or "") > first and any(map(str.isdigit, span.text))]
        vectors = list(self.embedder.encode([span.text for span in later])) if later else []
        read: dict[tuple[str, int, int], Sentence] = {}
        for event, one in numbered:
            old = Sentence(one.shown, one.reading, one.vector)
            for span, vector in zip(later, vectors, strict=True):
                apart = (span.date or "") > one.published and span.article_id != one.origin.article_id
                if not apart or float(vector @ one.vector) < TOLD_BOTH:
                    continue
                key = (span.article_id, span.start, span.end)
                if key not in read:
                    read[key] = Sentence(span, self.reader.read(span.text, span.date), vector)
                for earlier, told in overtaking(old, read[key]):
                    change = Change("number", earlier, told, one.shown, span)
                    if not any(_is_same_change(it, change) for it in event.changes):
                        event.changes.append(change)

    def _entry(self, event: Event, cited: Citing) -> TimelineEvent:
        shown = event.shown
        reports = [shown, *(one for one in event.reports if one is not shown)]
        numbers = tuple(dict.fromkeys(cited.number(one.shown) for one in reports))
        ids = list(dict.fromkeys(one.origin.article_id for one in reports))
        first = cited.citations[numbers[0] - 1]
        return TimelineEvent(
            first=shown.days.first.isoformat(),
            last=shown.days.last.isoformat(),
            precision=shown.days.precision,
            approximate=shown.days.approximate,
            reckoned=shown.days.reckoned,
            when=shown.moment.written,
            bound=shown.moment.bound if shown.moment.bound in ("since", "until", "till", "by") else "",
            kind=shown.moment.role,  # type: ignore[arg-type]  # told_in leaves no others
            text=first.quote,
            citations=numbers,
            articles=len(ids),
            origins=independent(ids, self.origins),
            revisions=tuple(_revision(change, cited) for change in event.changes),
        )


def _is_same_change(one: Change, other: Change) -> bool:
    """Whether two changes are told by the same numbers or the same two articles, where windows of sentences overlap."""
    if (one.earlier, one.later) == (other.earlier, other.later):
        return True
    places = (one.before.article_id, one.after.article_id) == (other.before.article_id, other.after.article_id)
    return places and one.kind == other.kind


def _revision(change: Change, cited: Citing) -> Revision:
    return Revision(
        change.kind,
        change.earlier,
        change.later,
        cited.number(change.before),
        cited.number(change.after),
        change.corrects,
    )


def _with_times(passages: Sequence[RetrievedPassage]) -> list[Span]:
    """The sentences of some passages that name a time, in the articles' order."""
    return [span for span in sentences_of(passages) if time_expressions(span.text)]


def _windows(passages: Sequence[RetrievedPassage]) -> list[Span]:
    """Each sentence, and each with the one behind it in its paragraph: "We wrote that nine had. It was twelve."""
    sentences = sentences_of(passages)
    found = []
    for one, after in zip(sentences, [*sentences[1:], None], strict=True):
        found.append(one)
        if after is not None and after.article_id == one.article_id:
            between = after.before[len(after.before) - (after.start - one.end) :] if after.start > one.end else ""
            if after.start - one.end <= 1 + len(between.strip(" ")) and "\n" not in between and after.start > one.end:
                found.append(replace(one, end=after.end, text=f"{one.text}{between}{after.text}"))
    return found
