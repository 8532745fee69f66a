"""The briefing, step by step: read, group, choose or write, count."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from assistant.answering import Means, checked_question
from assistant.answering.quarry import Quarry
from assistant.desk.briefing.disagreement import MOST, Difference, differences
from assistant.desk.briefing.reading import Collector, Found, Material
from assistant.desk.briefing.result import (
    HEADINGS,
    BriefCoverage,
    Briefing,
    BriefParagraph,
    BriefSection,
    BriefStatement,
    SectionKind,
)
from assistant.desk.briefing.sections import FEWEST, WANTED, Chosen, choose
from assistant.desk.briefing.topics import Topic, topics_of
from assistant.desk.briefing.writing import SectionWriter
from assistant.desk.origins import Origins, independent
from assistant.desk.progress import Progress
from assistant.evidence.citing import Citing
from assistant.grounding.owners import Owners
from assistant.instructions import without_orders
from assistant.question import QuestionReader
from assistant.question.period import within
from assistant.question_reading import QuestionReading
from assistant.types import Filters


class Briefer:
    """Makes briefings about one index.

    Args:
        quarry: where sentences are taken from.
        owners: makes them stand by themselves.
        questions: reads the topic.
        means: what depends on the model; asked only once something is found.
        writer: makes what lets the model write, where its profile does not leave it to the articles' own words.
        origins: which articles are copies of which.
        longest: characters that a topic may have.
    """

    def __init__(
        self,
        quarry: Quarry,
        owners: Owners,
        questions: QuestionReader,
        means: Callable[[], Means],
        writer: Callable[[Means, Citing], SectionWriter],
        origins: Origins,
        longest: int,
    ) -> None:
        self._quarry = quarry
        self._owners = owners
        self._questions = questions
        self._means = means
        self._writer = writer
        self._origins = origins
        self._longest = longest

    def stream(self, topic: str = "", filters: Filters | None = None) -> Iterator[Progress | Briefing]:
        """How far it is, last the briefing; closing the iterator stops it.

        Raises:
            QuestionError: the topic is too long, or no words.
            ModelError: the model cannot be used.
        """
        began = time.perf_counter()
        where, asked, note = filters or Filters(), "", ""
        if topic.strip():
            reading = self._questions.read(without_orders(checked_question(topic, self._longest)))
            asked, note = reading.about or reading.text, _note(reading)
            where = within(where, reading.period)
        collector = Collector(self._quarry, self._owners, asked, where)
        yield from collector.read()
        material = collector.material
        citing = Citing()
        sections: list[BriefSection] = []
        writer: SectionWriter | None = None
        if material.found:
            topics = topics_of(material, asked)
            means = self._means()
            if not means.profile.quotes:
                writer = self._writer(means, citing)
            for done, section in enumerate(self._sections(topics, asked, citing, writer)):
                yield Progress(done, len(HEADINGS), "sections", None, "writing" if writer else "choosing")
                sections += [section] if section.paragraphs else []
        wrote = any(not one.verbatim for section in sections for part in section.paragraphs for one in part.statements)
        yield Briefing(
            asked,
            tuple(sections),
            citing.citations,
            self._coverage(material, sections, where),
            tuple(writer.dropped) if writer else (),
            means.generator.model_name if writer and wrote else "",
            round(time.perf_counter() - began, 1),
            note,
        )

    def _sections(
        self, topics: Sequence[Topic], asked: str, citing: Citing, writer: SectionWriter | None
    ) -> Iterator[BriefSection]:
        chosen = Chosen()
        differing = [(topic, one) for topic in topics for one in differences(topic)][:MOST]
        for kind in HEADINGS:
            paragraphs = writer.section(kind, topics, asked, [one for _, one in differing]) if writer else []
            if not paragraphs and kind == "disagreement":
                paragraphs = [self._difference(topic, one, citing) for topic, one in differing]
            elif not paragraphs:
                paragraphs = self._in_their_words(kind, topics, chosen, citing)
            yield BriefSection(kind, tuple(paragraphs))

    def _in_their_words(
        self, kind: SectionKind, topics: Sequence[Topic], chosen: Chosen, citing: Citing
    ) -> list[BriefParagraph]:
        most = max(FEWEST, -(-WANTED[kind] // len(topics)))
        paragraphs = []
        for topic in topics:
            told = choose(kind, topic, most, chosen)
            if told:
                paragraphs.append(BriefParagraph(topic.head, tuple(self._statement(one, citing) for one in told)))
        return paragraphs

    def _difference(self, topic: Topic, difference: Difference, citing: Citing) -> BriefParagraph:
        head = f"{topic.head}: {difference.head[0].lower()}{difference.head[1:]}" if topic.head else difference.head
        return BriefParagraph(head, tuple(self._statement(one, citing) for one in difference.sides))

    def _statement(self, one: Found, citing: Citing) -> BriefStatement:
        places = (one.sentence.origin, *one.sentence.copies)
        return BriefStatement(
            " ".join(one.sentence.text.split()),
            tuple(sorted({citing.number(place) for place in places})),
            one.standing.lead,
            origins=independent({place.article_id for place in places}, self._origins),
        )

    def _coverage(self, material: Material, sections: Sequence[BriefSection], where: Filters) -> BriefCoverage:
        dates = sorted(one.date for one in material.articles if one.date)
        return BriefCoverage(
            articles=len(material.articles),
            looked=material.looked,
            of_articles=len(self._quarry.newest(where)),
            passages=material.passages,
            sentences=len(material.found),
            kept=sum(len(one.statements) for section in sections for one in section.paragraphs),
            unread=material.unread,
            unowned=material.unowned,
            origins=independent({one.id for one in material.articles}, self._origins),
            outlets=len({one.source for one in material.articles if one.source}),
            first=dates[0] if dates else None,
            last=dates[-1] if dates else None,
        )


def _note(reading: QuestionReading) -> str:
    """How the topic was read, where that changes anything."""
    told = [f"read as: {reading.text}"] if reading.corrections else []
    return "; ".join([*told, f"articles {reading.period.in_words}"] if reading.period else told)
