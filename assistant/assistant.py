"""The facade: builds the stations, wires them, and holds no logic of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from assistant.answering import Answerer, Means, checked_question
from assistant.answering.means import Selector
from assistant.answering.model_way import ModelWay
from assistant.answering.quarry import Quarry
from assistant.checkers import checker_for
from assistant.conversation import Conversation, Turn
from assistant.desk.briefing import Briefer, Briefing
from assistant.desk.briefing.briefer import Citing
from assistant.desk.briefing.writing import SectionWriter
from assistant.desk.checking.check import TextChecker
from assistant.desk.checking.claim import Verdicts
from assistant.desk.checking.judges import judge_for
from assistant.desk.checking.singly import Singly
from assistant.desk.checking.together import Together
from assistant.desk.checking.types import CheckedSentence, CheckedText
from assistant.desk.gathering import DEEP
from assistant.desk.outlets import Outlets, OutletsMaker
from assistant.desk.progress import Progress
from assistant.desk.progress import Progress as DeskProgress
from assistant.desk.records.making import Maker, Recordable, collection_fingerprint, model_digest, record_of
from assistant.desk.records.record import Loaded, Record
from assistant.desk.records.replaying import Replay, replayed, settings_of
from assistant.desk.records.verifying import Verification, verify_record
from assistant.desk.survey import Grid, GridMaker, Survey, Surveyor
from assistant.desk.timeline import Timeline, TimelineMaker
from assistant.embedding import Embedder, RememberingEmbedder, load_embedder
from assistant.evidence import PassageSelector, SentenceSelector
from assistant.generation import Generator
from assistant.grounding.calibration import Calibration, load_calibration
from assistant.grounding.grounder import Grounder
from assistant.grounding.owners import Owners
from assistant.grounding.reader import SpacyReader
from assistant.index import Index, IndexHealth, Removal
from assistant.ingest import Progress as IngestProgress
from assistant.ingest import ingest
from assistant.llm import LanguageModel, open_model, traits_of
from assistant.llm.llama_index_llm import as_language_model
from assistant.models import ModelStore
from assistant.passages import PassageSplitter, embedded_text
from assistant.profiles import Chosen, ModelProfile, choose
from assistant.question import QuestionReader, Speller
from assistant.rerank import load_reranker
from assistant.retrieval import HybridRetriever
from assistant.settings import Settings, load_settings
from assistant.types import Answer, Article, ArticleSummary, Event, Filters, IngestReport, RetrievedPassage

if TYPE_CHECKING:
    import numpy as np
    from llama_index.core.retrievers import BaseRetriever
    from numpy.typing import NDArray

#: Tokens of the sentences that a claim of a draft is held against; the model reads three of them.
CLAIM_EVIDENCE_TOKENS = 300


class Assistant:
    """Cited answers about the articles of one index. Use it as a context manager, or call :meth:`close`.

    Everything that costs time (model files, the language model) is loaded at its first use.
    """

    def __init__(
        self,
        index: Index,
        embedder: Embedder,
        store: ModelStore,
        settings: Settings,
        model: LanguageModel | None = None,
    ) -> None:
        self.settings = settings
        self.index = index
        self.store = store
        self._embedder = embedder
        self._given_model = model
        self._model_is_named = model is None

    def with_settings(self, settings: Settings, model: LanguageModel | None = None) -> Assistant:
        """Another assistant over the same index with other settings; close only one of the two.

        ``model`` is the one that the settings name, where it is open already.
        """
        other = Assistant(self.index, self._embedder, self.store, settings, model)
        other._model_is_named = self._model_is_named
        other._asking = self._asking
        other._reader = self._reader  # its parser is loaded once
        if _retrieval(settings) == _retrieval(self.settings):
            other._retriever = self._retriever  # a reranker is a second model, loaded once
        return other

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        settings: Settings | None = None,
        create: bool = True,
        model: LanguageModel | None = None,
    ) -> Assistant:
        """Open the index in ``folder``; it is made when missing, unless ``create`` is False.

        ``model`` is used instead of the one that the settings name; it may be an ``LLM`` of LlamaIndex's, too.

        Raises:
            SettingsError: a setting is wrong.
            IndexFormatError: the folder is something else, or of another version or embedding model.
            ModelStoreError: the embedding model cannot be had.
        """
        settings = settings or load_settings()
        store = ModelStore(settings.cache_folder)
        embedder = load_embedder(settings, store)
        index = Index.open(
            Path(folder),
            embedding=embedder.name,
            dimension=embedder.dimension,
            chroma_url=settings.chroma_url,
            create=create,
        )
        return cls(index, embedder, store, settings, model)

    def ingest(
        self,
        sources: str | Path | Sequence[str | Path],
        *,
        progress: IngestProgress | None = None,
        prune: bool = False,
    ) -> IngestReport:
        """Index files, folders (recursively) and URLs; what is unchanged is skipped.

        Args:
            sources: one or several of them.
            progress: called with (done, total, name) as the work goes on.
            prune: also remove articles whose files have vanished from the given folders.

        Raises:
            InputError: a path is missing, or a folder has nothing to read. An unreadable article among
                others is reported in ``failed`` instead.
            IndexBusyError: another process is writing.
        """
        several = [sources] if isinstance(sources, str | Path) else list(sources)
        return ingest(
            self.index,
            several,
            splitter=self._splitter,
            embedder=self._embedder,
            settings=self.settings,
            progress=progress,
            prune=prune,
        )

    def ask(self, question: str, *, filters: Filters | None = None, exact: bool = False) -> Answer:
        """Answer one question.

        Args:
            question: as a reader types it.
            filters: which articles are looked at.
            exact: it is asked as it stands: no word corrected, nothing read into it.

        Raises:
            QuestionError: the question is empty or too long.
            ModelError: the model cannot be reached or loaded.
        """
        *_, answer = self.stream(question, filters=filters, exact=exact)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: str, *, filters: Filters | None = None, exact: bool = False) -> Iterator[Event]:
        """Sources first, then checked text as it comes, last the finished :class:`Answer`.

        Closing the iterator stops the model. Raises as :meth:`ask`.
        """
        return self._answerer.stream(question, filters, exact=exact)

    def check(self, text: str, *, filters: Filters | None = None) -> CheckedText:
        """Judge each sentence of a text (a draft, somebody's answer, a press release) by the articles.

        Args:
            text: plain or Markdown.
            filters: which articles are looked at.

        Raises:
            InputError: the text is empty, too long, or none.
            ModelError: the model cannot be reached or loaded.
        """
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
        return self._text_checker.stream(text, filters, len(self.index.articles(filters or Filters())))

    def record(self, result: Recordable, given: str | None = None, *, filters: Filters | None = None) -> Record:
        """A sealed record of an answer, or of any result of the desk, to be saved where you like.

        Args:
            result: what this assistant gave; it must not be of another index or model.
            given: what was asked, where the result itself does not say so.
            filters: those it was asked with.

        Raises:
            NotFoundError: an article that is cited has been removed since.
        """
        return record_of(
            result,
            given,
            article=self.article,
            index=self._index_facts(),
            maker=self._maker,
            settings=self.settings,
            filters=filters,
        )

    def verify(self, record: Record | Loaded) -> Verification:
        """Whether a record is intact, and each passage that it cites still stands in its article."""
        loaded = record if isinstance(record, Loaded) else Loaded(record, record.seal)
        return verify_record(loaded, self.article)

    def replay(self, record: Record) -> Replay:
        """Ask again what a record holds, with its settings as far as they can be had, and compare.

        Raises:
            InputError: it is of a kind that cannot be asked again.
            SettingsError: one of its settings is none any more.
            ModelError: the model cannot be reached or loaded.
        """
        settings, notes = settings_of(record, self.settings)
        same = not self._model_is_named or _language(settings) == _language(self.settings)
        again = self.with_settings(settings, self.model if same else None)
        try:
            return replayed(record, again, notes)
        finally:
            if not same:
                again.model.close()

    def conversation(self, turns: Sequence[Turn] = ()) -> Conversation:
        """A conversation that understands follow-ups, from the beginning or from earlier ``turns``."""

        def stream(question: str, filters: Filters | None, exact: bool) -> Iterator[Event]:
            return self.stream(question, filters=filters, exact=exact)

        return Conversation(stream, lambda: self.model, turns)

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
        *_, briefing = self.brief_stream(topic, filters=filters)
        assert isinstance(briefing, Briefing)
        return briefing

    def brief_stream(self, topic: str = "", *, filters: Filters | None = None) -> Iterator[DeskProgress | Briefing]:
        """As :meth:`brief`, and how far it is before; closing the iterator stops it."""
        for article_id in filters.article_ids if filters else ():
            self.index.article(article_id)
        return self._briefer.stream(topic, filters)

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
        return self._surveyor.stream(question, filters, columns, resume=resume)

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
        *_, last = self.grid_stream(questions, filters=filters, resume=resume)
        assert isinstance(last, Grid)
        return last

    def grid_stream(
        self, questions: Sequence[str], *, filters: Filters | None = None, resume: bool = True
    ) -> Iterator[Progress | Grid]:
        """How far it is and how long it still takes, last the :class:`Grid`; raises as :meth:`grid`."""
        return self._grids.stream(questions, filters, resume=resume)

    def search(self, question: str, k: int | None = None, *, filters: Filters | None = None) -> list[RetrievedPassage]:
        """Retrieval alone: at most ``k`` passages (default: the setting), best first."""
        return self._retriever.search(question, k or self.settings.passages, filters)

    def timeline(self, topic: str = "", *, filters: Filters | None = None) -> Timeline:
        """What happened when: the dated sentences of all articles on a topic, merged and in order.

        No language model takes part.

        Args:
            topic: a few words, a name or a question; empty for all articles.
            filters: which articles are looked at.

        Raises:
            QuestionError: the topic is too long.
        """
        *_, found = self.timeline_stream(topic, filters=filters)
        assert isinstance(found, Timeline)
        return found

    def timeline_stream(self, topic: str = "", *, filters: Filters | None = None) -> Iterator[DeskProgress | Timeline]:
        """The progress of the reading, last the :class:`Timeline`.

        Closing the iterator stops it. Raises as :meth:`timeline`.
        """
        checked = checked_question(topic, self.settings.max_question_chars) if topic.strip() else ""
        return self._timelines.stream(checked, filters)

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
        *_, found = self.outlets_stream(question, filters=filters, outlets=outlets)
        assert isinstance(found, Outlets)
        return found

    def outlets_stream(
        self, question: str, *, filters: Filters | None = None, outlets: Sequence[str] = ()
    ) -> Iterator[DeskProgress | Outlets]:
        """The progress of the reading, last the :class:`Outlets`.

        Closing the iterator stops it. Raises as :meth:`outlets`.
        """
        return self._sides.stream(checked_question(question, self.settings.max_question_chars), filters, outlets)

    def articles(self) -> list[ArticleSummary]:
        """What is indexed, without texts."""
        return self.index.articles()

    def article(self, article_id: str) -> Article:
        """One article with its full stored text.

        Raises:
            NotFoundError: there is none with this id.
        """
        return self.index.article(article_id)

    def remove(self, article_id: str | Sequence[str]) -> Removal:
        """Remove one article or several, all or none; nothing of them stays in the index folder.

        With the text go its vectors, the file that was uploaded for it under ``uploads/``, and the lines of
        ``feedback.jsonl`` that quote it. Files outside the index folder are their owner's and stay.

        Returns:
            What went.

        Raises:
            NotFoundError: there is none with this id.
            IndexBusyError: another process is writing.
            IndexReadOnlyError: the index cannot be changed.
        """
        several = [article_id] if isinstance(article_id, str) else list(article_id)
        with self.index.writing() as writer:
            if several:
                writer.remove(*several)
        return writer.removal

    def repair(self) -> IndexHealth:
        """Rebuild of the index what can be from the stored articles; vectors that are lost are computed again.

        Raises:
            IndexBusyError: another process is writing.
            IndexReadOnlyError: the index cannot be changed.
            IndexDamagedError: the articles themselves are damaged.
        """

        def encode(passages: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
            return self._embedder.encode([embedded_text(title, text) for title, text in passages])

        return self.index.repair(encode)

    def as_retriever(self, k: int | None = None, *, filters: Filters | None = None) -> BaseRetriever:
        """A LlamaIndex retriever over the same index."""
        from assistant.llama_index_retriever import as_llama_index

        return as_llama_index(self._retriever, k or self.settings.passages, filters)

    def warm_up(self) -> None:
        """Start loading the language model in the background, so that a first question need not wait."""
        _ = self.model
        self._reader.prepare()

    @cached_property
    def model(self) -> LanguageModel:
        """The language model of the settings; it goes on loading in the background."""
        return as_language_model(self._given_model) if self._given_model else open_model(self.settings, self.store)

    def close(self) -> None:
        """Let go of the index and stop the embedded model."""
        if "model" in self.__dict__:
            self.model.close()
        self.index.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def _splitter(self) -> PassageSplitter:
        return PassageSplitter(
            self._embedder.count_tokens,
            min(self.settings.passage_tokens, self._embedder.max_tokens),
            self.settings.passage_overlap,
        )

    @cached_property
    def _asking(self) -> Embedder:
        """What questions are asked with; ingest, which sees each text once, has no use for a memory."""
        return RememberingEmbedder(self._embedder)

    @cached_property
    def _reader(self) -> SpacyReader:
        """Reads sentences for the checks."""
        return SpacyReader(self.store)

    @cached_property
    def _calibration(self) -> Calibration:
        return load_calibration()

    @cached_property
    def _retriever(self) -> HybridRetriever:
        return HybridRetriever(
            self.index,
            self._asking,
            dense_weight=self.settings.dense_weight,
            candidates=self.settings.candidates,
            reranker=load_reranker(self.settings, self.store),
        )

    @cached_property
    def _deep(self) -> HybridRetriever:
        """Finds all that may matter, not the best few."""
        return HybridRetriever(self.index, self._asking, dense_weight=self.settings.dense_weight, candidates=DEEP)

    @cached_property
    def _timelines(self) -> TimelineMaker:
        return TimelineMaker(self.index, self._deep, self._asking, self._reader, self.index.origins)

    @cached_property
    def _sides(self) -> OutletsMaker:
        return OutletsMaker(self.index, self._deep, self._asking, self._reader, self.index.origins)

    @cached_property
    def _answerer(self) -> Answerer:
        return Answerer(
            self._retriever, self._calibration.gate, self.settings, lambda: self._means, self._questions, self._quarry
        )

    @cached_property
    def _surveyor(self) -> Surveyor:
        return Surveyor(
            self.index,
            self._asking,
            self._reader,
            self.settings,
            lambda: self.model,
            lambda: self._means,
            self.index.origins,
        )

    @cached_property
    def _grids(self) -> GridMaker:
        return GridMaker(
            self.index, self._asking, self._calibration.gate, self.settings, lambda: self.model, lambda: self._means
        )

    @cached_property
    def _questions(self) -> QuestionReader:
        return QuestionReader(Speller(self.index), self._reader, self.index.newest_date)

    @cached_property
    def _quarry(self) -> Quarry:
        return Quarry(self.index, self._retriever, self._asking, self._reader)

    @cached_property
    def _owners(self) -> Owners:
        return Owners(self._reader, lambda article_id: self.index.article(article_id).text)

    @cached_property
    def _briefer(self) -> Briefer:
        way = ModelWay(self._retriever, self._calibration.gate, self.settings)

        def writer(means: Means, citing: Citing) -> SectionWriter:
            return SectionWriter(way, means, self._asking, citing.citations)

        return Briefer(
            self._quarry,
            self._owners,
            self._questions,
            lambda: self._means,
            writer,
            self.index.origins,
            self.settings.max_question_chars,
        )

    @cached_property
    def _text_checker(self) -> TextChecker:
        means, model = self._means, self.model
        selector = SentenceSelector(self._asking, self.index.document_frequencies, CLAIM_EVIDENCE_TOKENS)
        verdicts: Verdicts = Singly(means.grounder, judge_for(means.checker, model))
        if means.checker.whole:
            verdicts = Together(model, means.grounder, verdicts)
        return TextChecker(self._retriever, selector, self._reader, verdicts, self.settings.passages, model.name)

    @property
    def _maker(self) -> Maker:
        """What makes results, for a record of them."""
        profile = self.profile.profile
        checker = self._means.checker.name
        digest = model_digest(self.settings.llm, self.store) if self._model_is_named else None
        return Maker(self.model.name, digest, profile.name, checker, profile.prompts)

    def _index_facts(self) -> dict[str, object]:
        hashes = {one.article_id: one.text_hash for one in self.index.stored() if one.duplicate_of is None}
        return {"fingerprint": collection_fingerprint(hashes, self._embedder.name), "articles": len(hashes)}

    @cached_property
    def _means(self) -> Means:
        """What depends on the model. Waits for it only where nothing is known of it beforehand."""
        self._reader.prepare()  # while the first question is searched for
        profile = self.profile.profile
        generator = Generator(self.model, profile)
        checker = checker_for(self.settings, self.store, profile, generator)
        return Means(
            self.profile,
            self._selector(profile),
            generator,
            Grounder(
                self._asking,
                self._calibration.support,
                self._reader,
                most=profile.premises,
                thorough=checker.whole,
            ),
            checker,
        )

    @cached_property
    def profile(self) -> Chosen:
        """How the model is used, and why. Waits for the model only where nothing is known of it beforehand.

        Raises:
            ModelError: the model cannot be reached or loaded.
        """
        model = self.model  # begins to load
        known = traits_of(self.settings, self.store) if self._model_is_named else None
        return choose(self.settings, known or model.traits)

    def _selector(self, profile: ModelProfile) -> Selector:
        frequencies = self.index.document_frequencies
        if profile.whole:
            return PassageSelector(self._asking, frequencies, self.index.passages_of, profile.evidence_tokens[-1])
        return SentenceSelector(self._asking, frequencies, *profile.evidence_tokens)


def _retrieval(settings: Settings) -> tuple[float, int, str | None]:
    """What a retriever is built from."""
    return settings.dense_weight, settings.candidates, settings.reranker


def _language(settings: Settings) -> tuple[object, ...]:
    """What a language model is opened with."""
    return settings.llm, settings.llm_model, settings.llm_context, settings.llm_thinking
