"""One question, one column an outlet: the sentences of each that are nearest to it, and how they differ.

No language model takes part: sentences stand as they are, and a difference is only shown with both of its sentences.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant import failures
from assistant.desk.gathering import (
    MOST_PASSAGES,
    Collected,
    Search,
    found,
    nearness,
    sentences_of,
    with_the_one_before,
)
from assistant.desk.origins import Origins, independent
from assistant.desk.outlets.differences import difference
from assistant.desk.outlets.result import OutletColumn, OutletDifference, Outlets, Saying
from assistant.desk.outlets.said import Said, in_first_person, is_marked_as_opinion, wanted_of
from assistant.desk.progress import Progress
from assistant.embedding import Embedder
from assistant.evidence.citing import Citing
from assistant.evidence.relevance import Relevance
from assistant.grounding.asked import asked_for
from assistant.grounding.names import absent_names
from assistant.grounding.reader import Reader
from assistant.grounding.reading import Reading
from assistant.types import Filters, RetrievedPassage

#: Sentences of an outlet that are shown, and those that are compared.
SHOWN, COMPARED = 3, 10
#: A question has more words than a topic, of which an answer has fewer.
ABOUT_QUESTION = 0.5
#: … and a passage without any name of the question is about something alike, unless it is nearer than that.
ABOUT_UNNAMED = 0.75
#: What a sentence gains that gives what was asked for: a number where one was.
GIVEN = 0.3


@dataclass(frozen=True)
class OutletsMaker:
    """Puts outlets side by side.

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

    def stream(
        self, question: str, filters: Filters | None = None, outlets: Sequence[str] = ()
    ) -> Iterator[Progress | Outlets]:
        """Progress while sentences are read, last the result.

        Args:
            question: one question, or a topic.
            filters: which articles are looked at.
            outlets: which outlets stand side by side; all where none is named.
        """
        began = time.perf_counter()
        listed = self.collection.articles(filters or Filters())
        known = sorted({one.source for one in listed if one.source})
        for outlet in outlets:
            if outlet not in known:
                raise failures.OUTLET_UNKNOWN(outlet=outlet, known=", ".join(known) or "none")
        names = list(dict.fromkeys(outlets)) or known
        relevance = Relevance(question, self.collection.document_frequencies)
        hits = found(self.retriever, question, filters)
        named = self.reader.read(question).names
        near = [
            hit
            for hit in hits
            if nearness(hit, relevance) >= (ABOUT_QUESTION if _names_any(hit, named) else ABOUT_UNNAMED)
        ]
        said: dict[str, list[Said]] = {}
        for number, outlet in enumerate(names):
            spent = time.perf_counter() - began
            left = spent / number * (len(names) - number) if number else None
            yield Progress(number, len(names), "outlets", left, f"reading {outlet}")
            said[outlet] = self._said(question, [hit for hit in near if hit.source == outlet], relevance)
        yield Progress(len(names), len(names), "outlets", 0.0, "comparing")
        yield self._result(question, said, near, len(listed), began)

    def _said(self, question: str, near: Sequence[RetrievedPassage], relevance: Relevance) -> list[Said]:
        """The sentences of an outlet that are nearest to the question, best first."""
        origins = [span for span in sentences_of(near) if relevance.may_be_read(span)]
        if not origins:
            return []
        shown = [with_the_one_before(span) for span in origins]
        views = {hit.article_id for hit in near if self._is_view(hit)}
        asked = asked_for(self.reader.read(question))
        vectors = self.embedder.encode([span.text for span in shown])
        titled = self.embedder.encode([f"{span.heading}. {span.text}" for span in shown])
        query = self.embedder.encode([question], kind="query")[0]
        closeness = (vectors @ query + titled @ query) / 2
        best = sorted(range(len(shown)), key=lambda i: -(float(closeness[i]) + relevance.coverage(shown[i])))
        found = []
        for i in best[: 2 * COMPARED]:
            reading = self.reader.read(origins[i].text, origins[i].date)
            score = float(closeness[i]) + relevance.coverage(shown[i]) + GIVEN * asked.is_given_by(reading)
            view = in_first_person(origins[i].text) or (origins[i].article_id in views and _is_judgement(reading))
            found.append(Said(shown[i], origins[i], reading, vectors[i], float(closeness[i]), score, view))
        return sorted(found, key=lambda one: (-one.score, one.origin.place))[:COMPARED]

    def _is_view(self, hit: RetrievedPassage) -> bool:
        """Whether the article is one person's view: it is called so, or says "I" outside of quotations."""
        if is_marked_as_opinion(hit.title):
            return True
        passages = self.collection.passages_of(hit.article_id, range(MOST_PASSAGES))
        return any(in_first_person(passage.text) for passage in passages)

    def _result(
        self,
        question: str,
        said: dict[str, list[Said]],
        near: Sequence[RetrievedPassage],
        articles: int,
        began: float,
    ) -> Outlets:
        cited = Citing()
        columns = [self._column(outlet, says, near, cited) for outlet, says in said.items()]
        about = list(dict.fromkeys(hit.article_id for hit in near))
        return Outlets(
            question=question,
            columns=tuple(columns),
            differences=tuple(self._differences(question, said, cited)),
            citations=cited.citations,
            articles=articles,
            about=len(about),
            origins=independent(about, self.origins),
            undecided=len({hit.article_id for hit in near if not hit.source}),
            seconds=time.perf_counter() - began,
        )

    def _column(
        self, outlet: str, says: Sequence[Said], near: Sequence[RetrievedPassage], cited: Citing
    ) -> OutletColumn:
        ids = list(dict.fromkeys(hit.article_id for hit in near if hit.source == outlet))
        shown = tuple(
            Saying(one.shown.text, cited.number(one.shown), one.speakers, one.opinion) for one in says[:SHOWN]
        )
        return OutletColumn(outlet, shown, len(ids), independent(ids, self.origins))

    def _differences(self, question: str, said: dict[str, list[Said]], cited: Citing) -> Iterator[OutletDifference]:
        reading = self.reader.read(question)
        wanted = wanted_of(reading)
        for one, other in combinations(said, 2):
            if said[one] and said[other]:
                found = difference(said[one], said[other], reading, wanted)
                if found is not None:
                    mine = found.one in said[one]
                    places = cited.number(found.one.shown), cited.number(found.other.shown)
                    names = (one, other) if mine else (other, one)
                    yield OutletDifference(*names, found.type, found.what, places)
        best = max((outlet for outlet in said if said[outlet]), key=lambda outlet: said[outlet][0].score, default=None)
        if best is not None:
            place = cited.number(said[best][0].shown)
            for silent in (outlet for outlet in said if not said[outlet]):
                yield OutletDifference(silent, best, "not mentioned", "no passage of it is about this", (place,))


def _names_any(hit: RetrievedPassage, named: Sequence[str]) -> bool:
    """Whether a passage or its title has a name of the question, where that has one."""
    return not named or len(absent_names(named, f"{hit.title}. {hit.passage.text}")) < len(named)


def _is_judgement(reading: Reading) -> bool:
    """Whether a sentence of a piece of opinion judges or demands instead of reporting what others say."""
    demands = any(kind == "AUX" and word in ("should", "must", "ought") for word, kind in reading.words)
    return not reading.attributions and (demands or bool(reading.hedges))
