"""The read path: a question is read, and answered in the way that its kind asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant import failures
from assistant.answering.claim_way import ClaimWay
from assistant.answering.draft import CUT_NOTE, OWN_LANGUAGE, UNANSWERED, Draft
from assistant.answering.extracts import WAYS
from assistant.answering.means import Means
from assistant.answering.model_way import ModelWay
from assistant.answering.quarry import Quarry
from assistant.answering.said import said
from assistant.answering.suggestions import suggestions
from assistant.answering.writing import Writing
from assistant.articles.characters import clean_characters
from assistant.evidence import nearest
from assistant.grounding.calibration import GateCalibration
from assistant.grounding.statements import PARAGRAPH
from assistant.instructions import without_orders
from assistant.question import QuestionReader
from assistant.question.parts import MOST as MOST_PARTS
from assistant.question.period import within
from assistant.question_reading import Period, QuestionReading
from assistant.retrieval import HybridRetriever
from assistant.settings import Settings
from assistant.types import Event, Filters, SourcesFound, StageChanged, TextDelta

#: Days after which an event is hardly news; and a period of so many days is no restriction: a year is told of later.
REPORTED_WITHIN = 7
LONG_PERIOD = 100

#: Stands before what is told of another time than was asked for.
OUTSIDE = "No article dated {period} tells of it. Of any time:"

#: Kinds of questions that no model answers better than the articles' own words.
ALWAYS_IN_THEIR_WORDS = frozenset({"count", "quotation", "self"})


class Answerer:
    """Answers questions from one index with one model.

    Args:
        retriever: finds passages.
        gate: decides whether the evidence answers.
        settings: strictness, and what becomes of statements without support.
        means: what depends on the model; called once a question, may wait for the model.
        questions: reads what is asked.
        quarry: gives sentences of the articles that are shown as they stand.
    """

    def __init__(
        self,
        retriever: HybridRetriever,
        gate: GateCalibration,
        settings: Settings,
        means: Callable[[], Means],
        questions: QuestionReader,
        quarry: Quarry,
    ) -> None:
        self._model_way = ModelWay(retriever, gate, settings)
        self._claim_way = ClaimWay(retriever)
        self._settings = settings
        self._means = means
        self._questions = questions
        self._quarry = quarry

    def stream(self, question: str, filters: Filters | None = None, *, exact: bool = False) -> Iterator[Event]:
        """Sources first, then checked text as it comes, last the finished :class:`Answer`.

        Args:
            question: as the reader typed it.
            filters: which articles are looked at.
            exact: it is asked as it stands: nothing is corrected or read into it.

        Raises:
            QuestionError: the question is empty, too long, or too many at once.
            ModelError: the model cannot be used.
        """
        checked = checked_question(question, self._settings.max_question_chars)
        yield StageChanged("searching")
        means = self._means()
        reading = self._questions.read(without_orders(checked), exact=exact)
        if len(reading.parts) > MOST_PARTS:
            raise failures.QUESTION_MANY(found=len(reading.parts), allowed=MOST_PARTS)
        draft = Draft(checked, reading.text, reading=reading)
        writing = Writing(draft, means)
        draft.clock.lap("retrieval")
        yield from self._by_kind(writing, reading, filters)
        if draft.cut and draft.statements:
            yield draft.say(CUT_NOTE)
        if reading.instruction.language and draft.statements and means.profile.quotes:
            yield draft.say(OWN_LANGUAGE.format(language=reading.instruction.language))
        close = () if draft.pieces else nearest(draft.evidence)
        answer = draft.answer(means.generator.model_name, writing.signals(), close)
        if answer.refused and not exact:
            answer = replace(answer, suggestions=suggestions(reading.text, close, self._quarry, filters))
        yield answer

    def _by_kind(self, writing: Writing, reading: QuestionReading, filters: Filters | None) -> Iterator[Event]:
        """What is done with a question of this kind; where that finds nothing, it is searched like any other."""
        draft, own_words = writing.draft, writing.means.profile.quotes
        where = within(filters, reading.period)
        way = WAYS.get(reading.kind)
        if way is not None and (own_words or reading.kind in ALWAYS_IN_THEIR_WORDS):
            pieces = list(way(reading, draft, self._quarry, where))
            if not pieces and where != (filters or Filters()) and reading.about:
                told = draft.say(OUTSIDE.format(period=reading.period.in_words))
                pieces = [told, *way(reading, draft, self._quarry, filters)]
                if len(pieces) == 1:
                    pieces, draft.pieces = [], []
            draft.clock.lap("retrieval")
            yield SourcesFound(draft.passages, reading)
            yield from pieces
            if pieces or reading.kind in ALWAYS_IN_THEIR_WORDS:
                return
            if reading.period and not reading.about:
                draft.reason = f"no article is dated {reading.period.in_words}"
                return
        elif reading.kind == "claim" and own_words:
            yield from self._claim_way.confirm(writing, reading.about, where)
            return
        for place in dict.fromkeys((within(filters, _reported(reading.period)), filters or Filters())):
            if not draft.statements:  # the articles of that time first, then all
                draft.reason = ""
                yield from self._parts(writing, reading, place)

    def _parts(self, writing: Writing, reading: QuestionReading, filters: Filters) -> Iterator[Event]:
        """Each question by itself; those that are not answered are named where another is."""
        draft = writing.draft
        if len(reading.parts) < 2:
            yield from self._one(writing, filters)
            return
        unanswered = []
        for part in reading.parts:
            own = Writing(draft.part(part), writing.means)
            for event in self._one(own, filters):
                if isinstance(event, TextDelta) and draft.statements and len(own.draft.pieces) == 1:
                    yield TextDelta(PARAGRAPH)
                yield event
            if not own.draft.statements:
                unanswered.append(part)
            draft.take(own.draft)
        if draft.statements:
            for part in unanswered:
                yield draft.say(UNANSWERED + part)

    def _one(self, writing: Writing, filters: Filters) -> Iterator[Event]:
        """By the model; what somebody said also in the articles' words, where none of the model's is left."""
        yield from self._model_way.answer(writing, filters)
        draft = writing.draft
        if draft.statements or not writing.means.profile.quotes:
            return
        yield from said(draft.asked, draft, self._quarry, filters)
        draft.clock.lap("retrieval")
        if not draft.statements:
            yield from self._claim_way.set_right(writing)


def checked_question(question: str, longest: int) -> str:
    """The question with white space folded and without what nobody can see.

    Raises:
        QuestionError: it is empty or longer than ``longest`` characters.
    """
    folded = " ".join(clean_characters(question).split())
    if not any(char.isalnum() for char in folded):
        raise failures.QUESTION_EMPTY()
    if len(folded) > longest:
        raise failures.QUESTION_TOO_LONG(found=f"{len(folded):,}", allowed=f"{longest:,}")
    return folded


def _reported(period: Period) -> Period:
    """When articles report on what happened then: some days later, too; of a year at any time."""
    if not (period.start and period.end):
        by_year = (period.start or "").endswith("-01-01") or (period.end or "").endswith("-12-31")
        return Period() if by_year else period
    first, last = dt.date.fromisoformat(period.start), dt.date.fromisoformat(period.end)
    if last - first > dt.timedelta(days=LONG_PERIOD):
        return Period()
    return Period(period.start, (last + dt.timedelta(days=REPORTED_WITHIN)).isoformat())
