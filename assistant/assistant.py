"""The facade: builds the stations, wires them, and holds no logic of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from assistant.conversation import Conversation, Turn
from assistant.desk_facade import DeskFacade
from assistant.embedding import Embedder, load_embedder
from assistant.index import Index, IndexHealth, Removal
from assistant.ingest import Progress as IngestProgress
from assistant.ingest import ingest
from assistant.llm import LanguageModel
from assistant.models import ModelStore
from assistant.passages import embedded_text
from assistant.profiles import Chosen
from assistant.settings import Settings, load_settings
from assistant.stations import Stations
from assistant.types import Answer, Article, ArticleSummary, Event, Filters, IngestReport, RetrievedPassage

if TYPE_CHECKING:
    import numpy as np
    from llama_index.core.retrievers import BaseRetriever
    from numpy.typing import NDArray

    from assistant.desk.records.making import Recordable
    from assistant.desk.records.record import Loaded, Record
    from assistant.desk.records.replaying import Replay
    from assistant.desk.records.verifying import Verification


class Assistant(DeskFacade):
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
        self._stations = Stations(index, embedder, store, settings, model, model_is_named=model is None)

    def with_settings(self, settings: Settings, model: LanguageModel | None = None) -> Assistant:
        """Another assistant over the same index with other settings; close only one of the two.

        ``model`` is the one that the settings name, where it is open already.
        """
        other = Assistant(self.index, self._stations.embedder, self.store, settings, model)
        other._stations = self._stations.with_settings(settings, model)
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
            splitter=self._stations.splitter,
            embedder=self._stations.embedder,
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
        return self._stations.answerer.stream(question, filters, exact=exact)

    def record(self, result: Recordable, given: str | None = None, *, filters: Filters | None = None) -> Record:
        """A sealed record of an answer, or of any result of the desk, to be saved where you like.

        Args:
            result: what this assistant gave; it must not be of another index or model.
            given: what was asked, where the result itself does not say so.
            filters: those it was asked with.

        Raises:
            NotFoundError: an article that is cited has been removed since.
        """
        from assistant.desk.records.making import record_of

        return record_of(
            result,
            given,
            article=self.article,
            index=self._desk.index_facts(),
            maker=self._desk.maker,
            settings=self.settings,
            filters=filters,
        )

    def verify(self, record: Record | Loaded) -> Verification:
        """Whether a record is intact, and each passage that it cites still stands in its article."""
        from assistant.desk.records.record import Loaded
        from assistant.desk.records.verifying import verify_record

        loaded = record if isinstance(record, Loaded) else Loaded(record, record.seal)
        return verify_record(loaded, self.article)

    def replay(self, record: Record) -> Replay:
        """Ask again what a record holds, with its settings as far as they can be had, and compare.

        Raises:
            InputError: it is of a kind that cannot be asked again.
            SettingsError: one of its settings is none any more.
            ModelError: the model cannot be reached or loaded.
        """
        from assistant.desk.records.replaying import replayed, settings_of

        settings, notes = settings_of(record, self.settings)
        same = not self._stations.model_is_named or _language(settings) == _language(self.settings)
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

    def search(self, question: str, k: int | None = None, *, filters: Filters | None = None) -> list[RetrievedPassage]:
        """Retrieval alone: at most ``k`` passages (default: the setting), best first."""
        return self._stations.retriever.search(question, k or self.settings.passages, filters)

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
            return self._stations.embedder.encode([embedded_text(title, text) for title, text in passages])

        return self.index.repair(encode)

    def as_retriever(self, k: int | None = None, *, filters: Filters | None = None) -> BaseRetriever:
        """A LlamaIndex retriever over the same index."""
        from assistant.llama_index_retriever import as_llama_index

        return as_llama_index(self._stations.retriever, k or self.settings.passages, filters)

    def warm_up(self) -> None:
        """Start loading the language model in the background, so that a first question need not wait."""
        _ = self.model
        self._stations.reader.prepare()

    @property
    def model(self) -> LanguageModel:
        """The language model of the settings; it goes on loading in the background."""
        return self._stations.model

    @property
    def profile(self) -> Chosen:
        """How the model is used, and why. Waits for the model only where nothing is known of it beforehand.

        Raises:
            ModelError: the model cannot be reached or loaded.
        """
        return self._stations.profile

    def close(self) -> None:
        """Let go of the index and stop the embedded model."""
        self._stations.close()
        self.index.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _language(settings: Settings) -> tuple[object, ...]:
    """What a language model is opened with."""
    return settings.llm, settings.llm_model, settings.llm_context, settings.llm_thinking
