"""The desk's part of the facade: what wires its views, and the methods that callers see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.answering import Means, checked_question
from assistant.answering.model_way import ModelWay
from assistant.desk.progress import Progress
from assistant.evidence import SentenceSelector
from assistant.evidence.citing import Citing
from assistant.stations import Stations
from assistant.types import Filters

if TYPE_CHECKING:  # a view is imported at its first use: a question need not wait for it
    from assistant.desk.briefing import Briefer, Briefing
    from assistant.desk.briefing.writing import SectionWriter
    from assistant.desk.checking.check import TextChecker
    from assistant.desk.checking.claim import Verdicts
    from assistant.desk.checking.types import CheckedSentence, CheckedText
    from assistant.desk.outlets import Outlets, OutletsMaker
    from assistant.desk.records.making import Maker
    from assistant.desk.survey import Grid, GridMaker, Survey, Surveyor
    from assistant.desk.timeline import Timeline, TimelineMaker

#: Tokens of the sentences that a claim of a draft is held against; the model reads three of them.
CLAIM_EVIDENCE_TOKENS = 300


class Desk:
    """The views of the desk, each built at its first use."""

    def __init__(self, stations: Stations) -> None:
        self._stations = stations

    @cached_property
    def timelines(self) -> TimelineMaker:
        """Makes timelines."""
        from assistant.desk.timeline import TimelineMaker

        at = self._stations
        return TimelineMaker(
            at.index,
            at.deep,
            at.asking,
            at.reader,
            at.index.origins,
        )

    @cached_property
    def outlets(self) -> OutletsMaker:
        """Sets outlets side by side."""
        from assistant.desk.outlets import OutletsMaker

        at = self._stations
        return OutletsMaker(
            at.index,
            at.deep,
            at.asking,
            at.reader,
            at.index.origins,
        )

    @cached_property
    def surveyor(self) -> Surveyor:
        """Makes complete lists."""
        from assistant.desk.survey import Surveyor

        at = self._stations
        return Surveyor(
            at.index,
            at.asking,
            at.reader,
            at.settings,
            lambda: at.model,
            lambda: at.means,
            at.index.origins,
        )

    @cached_property
    def grids(self) -> GridMaker:
        """Asks several questions of each article."""
        from assistant.desk.survey import GridMaker

        at = self._stations
        return GridMaker(
            at.index,
            at.asking,
            at.calibration.gate,
            at.settings,
            lambda: at.model,
            lambda: at.means,
        )

    @cached_property
    def briefer(self) -> Briefer:
        """Writes briefings."""
        from assistant.desk.briefing import Briefer
        from assistant.desk.briefing.writing import SectionWriter

        at = self._stations
        way = ModelWay(at.retriever, at.calibration.gate, at.settings)

        def writer(means: Means, citing: Citing) -> SectionWriter:
            return SectionWriter(way, means, at.asking, citing)

        return Briefer(
            at.quarry,
            at.owners,
            at.questions,
            lambda: at.means,
            writer,
            at.index.origins,
            at.settings.max_question_chars,
        )

    @cached_property
    def text_checker(self) -> TextChecker:
        """Judges texts by the articles."""
        from assistant.desk.checking.check import TextChecker
        from assistant.desk.checking.judges import judge_for
        from assistant.desk.checking.singly import Singly
        from assistant.desk.checking.together import Together

        at = self._stations
        means, model = at.means, at.model
        selector = SentenceSelector(at.asking, at.index.document_frequencies, CLAIM_EVIDENCE_TOKENS)
        verdicts: Verdicts = Singly(means.grounder, judge_for(means.checker, model))
        if means.checker.whole:
            verdicts = Together(model, means.grounder, verdicts)
        return TextChecker(
            at.retriever,
            selector,
            at.reader,
            verdicts,
            at.settings.passages,
            model.name,
        )

    @property
    def maker(self) -> Maker:
        """What makes results, for a record of them."""
        from assistant.desk.records.making import Maker, model_digest

        at = self._stations
        profile = at.profile.profile
        checker = at.means.checker.name
        digest = model_digest(at.settings.llm, at.store) if at.model_is_named else None
        return Maker(at.model.name, digest, profile.name, checker, profile.prompts)

    def index_facts(self) -> dict[str, object]:
        """What a record tells of the index."""
        from assistant.desk.records.making import collection_fingerprint

        at = self._stations
        hashes = {one.article_id: one.text_hash for one in at.index.stored() if one.duplicate_of is None}
        return {"fingerprint": collection_fingerprint(hashes, at.embedder.name), "articles": len(hashes)}


class DeskFacade:
    """Lists, timelines, comparisons, briefings and checks over one index."""

    _stations: Stations

    @cached_property
    def _desk(self) -> Desk:
        return Desk(self._stations)

    def check(self, text: str, *, filters: Filters | None = None) -> CheckedText:
        """Judge each sentence of a text (a draft, somebody's answer, a press release) by the articles.

        Args:
            text: plain or Markdown.
            filters: which articles are looked at.

        Raises:
            InputError: the text is empty, too long, or none.
            ModelError: the model cannot be reached or loaded.
        """
        from assistant.desk.checking.types import CheckedText

        *_, checked = self.check_stream(text, filters=filters)
        assert isinstance(checked, CheckedText)
        return checked

    def check_stream(
        self, text: str, *, filters: Filters | None = None
    ) -> Iterator[Progress | CheckedSentence | CheckedText]:
        """How far it is, each sentence when it is judged, last the whole :class:`CheckedText`.

        Closing the iterator stops the work; :func:`~assistant.desk.checking.types.so_far` makes a result of what came.
        Raises as :meth:`check`.
        """
        return self._desk.text_checker.stream(text, filters, len(self._stations.index.articles(filters or Filters())))

    def brief(self, topic: str = "", *, filters: Filters | None = None) -> Briefing:
        """A cited text of several sections on a topic, a period or some articles.

        Args:
            topic: a name or a few words, a period in it ("bird flu in March 2024"); "" for all that the filters let
                through.
            filters: which articles are looked at.

        Raises:
            NotFoundError: the filters name an article that there is not.
            QuestionError: the topic is no words, or too long.
            ModelError: the model cannot be reached or loaded.
        """
        from assistant.desk.briefing import Briefing

        *_, briefing = self.brief_stream(topic, filters=filters)
        assert isinstance(briefing, Briefing)
        return briefing

    def brief_stream(self, topic: str = "", *, filters: Filters | None = None) -> Iterator[Progress | Briefing]:
        """As :meth:`brief`, and how far it is before; closing the iterator stops it."""
        for article_id in filters.article_ids if filters else ():
            self._stations.index.article(article_id)
        return self._desk.briefer.stream(topic, filters)

    def survey(
        self, question: str, *, filters: Filters | None = None, columns: Sequence[str] = (), resume: bool = True
    ) -> Survey:
        """A complete list: every member that the articles name, each with its words, and what was read to be sure.

        Args:
            question: which, who or what; or "list all …".
            filters: which articles are looked at.
            columns: of the table ("country", "who said it", "date"); the usual ones where none are named.
            resume: what an earlier run of the same question has read is not read again.

        Raises:
            QuestionError: the question is empty, too long, or asks for nothing that can be listed.
            IndexBusyError: the same survey is running.
            IndexStoreError: what was read cannot be kept.
            ModelError: the model cannot be used.
        """
        from assistant.desk.survey import Survey

        *_, last = self.survey_stream(question, filters=filters, columns=columns, resume=resume)
        assert isinstance(last, Survey)
        return last

    def survey_stream(
        self, question: str, *, filters: Filters | None = None, columns: Sequence[str] = (), resume: bool = True
    ) -> Iterator[Progress | Survey]:
        """How far it is and how long it still takes, again and again, last the :class:`Survey`.

        Closing the iterator stops it; the same call goes on behind the last passage that was read. Raises as
        :meth:`survey`.
        """
        return self._desk.surveyor.stream(question, filters, columns, resume=resume)

    def asks_for_all(self, question: str) -> bool:
        """Whether a question plainly asks for all of something, so that a survey answers it better than one answer."""
        from assistant.desk.survey import asks_for_all

        return asks_for_all(question, self._stations.reader)

    def grid(self, questions: Sequence[str], *, filters: Filters | None = None, resume: bool = True) -> Grid:
        """Several questions to each article: a table whose cells are sentences of the articles, or empty.

        Args:
            questions: the columns.
            filters: which articles are asked.
            resume: cells that an earlier run has filled are not read again.

        Raises:
            QuestionError: a question is empty or too long.
            InputError: there are too many questions, or no article to ask.
            ModelError: the model cannot be used.
        """
        from assistant.desk.survey import Grid

        *_, last = self.grid_stream(questions, filters=filters, resume=resume)
        assert isinstance(last, Grid)
        return last

    def grid_stream(
        self, questions: Sequence[str], *, filters: Filters | None = None, resume: bool = True
    ) -> Iterator[Progress | Grid]:
        """How far it is and how long it still takes, last the :class:`Grid`; raises as :meth:`grid`."""
        return self._desk.grids.stream(questions, filters, resume=resume)

    def timeline(self, topic: str = "", *, filters: Filters | None = None) -> Timeline:
        """What happened when: the dated sentences of all articles on a topic, merged and in order.

        No language model takes part.

        Args:
            topic: a few words, a name or a question; empty for all articles.
            filters: which articles are looked at.

        Raises:
            QuestionError: the topic is too long.
        """
        from assistant.desk.timeline import Timeline

        *_, found = self.timeline_stream(topic, filters=filters)
        assert isinstance(found, Timeline)
        return found

    def timeline_stream(self, topic: str = "", *, filters: Filters | None = None) -> Iterator[Progress | Timeline]:
        """The progress of the reading, last the :class:`Timeline`.

        Closing the iterator stops it. Raises as :meth:`timeline`.
        """
        checked = checked_question(topic, self._stations.settings.max_question_chars) if topic.strip() else ""
        return self._desk.timelines.stream(checked, filters)

    def outlets(self, question: str, *, filters: Filters | None = None, outlets: Sequence[str] = ()) -> Outlets:
        """What each outlet says on a question, in its own words, and how they differ.

        No language model takes part.

        Args:
            question: one question, or a topic.
            filters: which articles are looked at.
            outlets: which outlets stand side by side; all where none is named.

        Raises:
            QuestionError: the question is empty or too long.
            InputError: there is no article of a named outlet.
        """
        from assistant.desk.outlets import Outlets

        *_, found = self.outlets_stream(question, filters=filters, outlets=outlets)
        assert isinstance(found, Outlets)
        return found

    def outlets_stream(
        self, question: str, *, filters: Filters | None = None, outlets: Sequence[str] = ()
    ) -> Iterator[Progress | Outlets]:
        """The progress of the reading, last the :class:`Outlets`.

        Closing the iterator stops it. Raises as :meth:`outlets`.
        """
        return self._desk.outlets.stream(
            checked_question(question, self._stations.settings.max_question_chars), filters, outlets
        )
