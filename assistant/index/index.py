"""The index: one catalog that is the truth, one vector store that follows it, seen as one thing."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from assistant import failures
from assistant.errors import IndexBusyError, IndexStoreError
from assistant.index import private, repair, schema
from assistant.index.catalog import Catalog, StoredArticle
from assistant.index.changes import Changes
from assistant.index.dense import DenseSearch, unit
from assistant.index.faults import CATALOG, translated
from assistant.index.folder import checked_path, is_to_be_made, make
from assistant.index.health import IndexHealth, examine, statistics
from assistant.index.kept import KeptLines
from assistant.index.locks import write_lock
from assistant.index.meta import CatalogState, embedding_of
from assistant.index.repair import Encode
from assistant.index.vectors import VectorStore, checked_url
from assistant.index.writer import Writer
from assistant.types import Article, ArticleSummary, Filters, Passage

NO_FILTERS = Filters()

logger = logging.getLogger(__name__)


class Index:
    """An index folder, open for searching; :meth:`writing` gives the right to change it.

    Many processes may have the same folder open, and one at a time may write. All reading methods are
    safe to call from several threads.
    """

    def __init__(self, folder: Path, *, embedding: str, dimension: int, chroma_url: str | None, writable: bool) -> None:
        self._folder = folder
        self._dimension = dimension
        self._url = chroma_url
        self._writable = writable
        with translated(folder):
            connection = schema.connect_reader(folder, writable=writable)
            try:
                schema.check_format(connection, folder)
            except BaseException:
                connection.close()
                raise
        self._catalog = Catalog(folder, connection)
        self._vectors = VectorStore(folder, chroma_url)
        self._dense = DenseSearch(self._catalog, self._vectors, writable=writable, heal=self._heal)
        try:
            self._check_embedding(embedding)
            if self._is_unfinished(self._catalog.state()):
                self._heal()
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        embedding: str,
        dimension: int,
        chroma_url: str | None = None,
        create: bool = True,
    ) -> Index:
        """Open an index folder; what an interrupted write left is finished first.

        Args:
            folder: the index folder.
            embedding: name of the embedding model and backend; an index never mixes two.
            dimension: of its vectors.
            chroma_url: a Chroma server that holds the vectors instead of the folder.
            create: make the index when the folder is missing or empty.

        Raises:
            IndexFormatError: the folder is no index, or made by a newer version or with another embedding.
            IndexDamagedError: the catalog is damaged.
            IndexStoreError: the folder cannot be made or read.
        """
        folder = checked_path(folder)
        url = checked_url(chroma_url)
        if is_to_be_made(folder):
            if not create:
                raise failures.INDEX_MISSING(folder=folder)
            make(folder, embedding, dimension, url)
        writable = os.access(folder, os.W_OK) and os.access(folder / CATALOG, os.W_OK)
        private.tighten(folder)
        return cls(folder, embedding=embedding, dimension=dimension, chroma_url=url, writable=writable)

    def close(self) -> None:
        """Release files and connections; closing twice is harmless."""
        self._vectors.close()
        self._catalog.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """Where the index is."""
        return self._folder

    # --- writing --------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Hold the right to write.

        Raises:
            IndexBusyError: another process or thread holds it.
            IndexStoreError: the folder is read-only.
        """
        with self._changing() as changes:
            writer = self._writer(changes)
            yield writer
            writer.finish()

    def _writer(self, changes: Changes) -> Writer:
        return Writer(self._folder, changes, self._vectors, self._dimension, self._dense.note)

    @contextmanager
    def _changing(self) -> Iterator[Changes]:
        if not self._writable:
            raise failures.INDEX_READ_ONLY(folder=self._folder)
        with write_lock(self._folder):
            changes = Changes(self._folder)
            try:
                yield changes
            finally:
                changes.close()

    def _heal(self) -> bool:
        """Finish or rebuild what is unfinished or damaged, if the write lock is to be had at once."""
        try:
            with self.writing() as writer:
                writer.prepare()
        except IndexBusyError:
            return False  # whoever writes now does the same first
        except IndexStoreError as error:
            logger.warning("The index was opened as it is: %s", error)
            return False
        return True

    def _is_unfinished(self, state: CatalogState) -> bool:
        if not self._writable:
            return False
        if not state.settled or state.purge:
            return True
        if not state.passages:
            return False
        if state.vectors_at != self._vectors.place:
            return True
        if not self._vectors.problem(state.vector_folder, state.vector_files):
            return False
        return self._catalog.state().holds_same_vectors(state)  # else another process was faster than our look

    def _check_embedding(self, embedding: str) -> None:
        made, dimension = embedding_of(self._catalog.meta(), self._folder)
        if (made, dimension) == (embedding, self._dimension):
            return
        if self._writable and not self._catalog.state().passages:
            with self._changing() as changes:
                changes.adopt_embedding(embedding, self._dimension)
            return
        raise failures.INDEX_OTHER_EMBEDDING(
            folder=self._folder,
            made=made,
            made_dimension=dimension,
            asked=embedding,
            asked_dimension=self._dimension,
        )

    # --- reading --------------------------------------------------------------------------

    def articles(self, filters: Filters = NO_FILTERS) -> list[ArticleSummary]:
        """Every article that passes the filters without its text, by id.

        Raises:
            InputError: a date of the filters is no date.
        """
        return self._catalog.articles(filters)

    def newest_date(self) -> str | None:
        """The latest ISO date that an article has; None where none has one."""
        return self._catalog.newest_date()

    def origins(self, article_ids: Collection[str]) -> dict[str, str]:
        """The oldest known article that each of these is a near copy of; itself where it is the oldest or alone."""
        clusters = self._catalog.clusters(article_ids)
        return {key: clusters[key].articles[0] if key in clusters else key for key in article_ids}

    def copies(self, article_id: str) -> list[ArticleSummary]:
        """The other articles that are near copies of this one, the oldest first, undated ones last.

        Raises:
            NotFoundError: no such article.
        """
        cluster = self._catalog.clusters([article_id]).get(article_id)
        if cluster is None:
            self._catalog.article(article_id)
            return []
        listed = self._catalog.articles(Filters(article_ids=cluster.articles))
        return sorted((one for one in listed if one.id != article_id), key=lambda one: cluster.articles.index(one.id))

    def article(self, article_id: str) -> Article:
        """One article with its text.

        Raises:
            NotFoundError: no such article.
        """
        return self._catalog.article(article_id)

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The passages with these ids, in the order asked; ids that are gone are left out."""
        return self._catalog.passages(ids)

    def passages_of(self, article_id: str, ordinals: range) -> list[Passage]:
        """The passages of an article with these numbers in it (from 0), in its order; none where it is gone."""
        return self._catalog.passages_of(article_id, ordinals)

    def vectors(self, ids: Sequence[str]) -> np.ndarray:
        """The stored vectors, float32 of shape (len(ids), dimension), in the order asked.

        Raises:
            NotFoundError: a passage is not in the index (any more).
        """
        return self._catalog.vectors(ids, self._dimension)

    def stored(self) -> list[StoredArticle]:
        """Every known input, for an incremental ingest."""
        return self._catalog.stored()

    def lexical(self, terms: Sequence[str], k: int, filters: Filters = NO_FILTERS) -> list[tuple[str, float]]:
        """The ``k`` best passages that hold any of the terms, as (passage id, BM25 score), best first.

        Terms are plain words or phrases; nothing in them is read as query syntax. Words are compared by
        their stems and without diacritics, in title and text.

        Raises:
            InputError: a date of the filters is no date.
        """
        return self._catalog.lexical(terms, k, filters)

    def document_frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        """In how many passages (or their titles) each term occurs, and how many passages there are."""
        return self._catalog.document_frequencies(terms)

    def vocabulary(self) -> dict[str, int]:
        """The stems of all titles and texts, each with the number of passages that have it."""
        return self._catalog.vocabulary()

    def mentioning(self, term: str, filters: Filters = NO_FILTERS) -> dict[str, str]:
        """The articles that have a word or phrase in title or text, newest first, each with a passage that has it.

        Words are compared by their stems and without diacritics; a title stands in every passage of its article.

        Raises:
            InputError: a date of the filters is no date.
        """
        return self._catalog.mentioning(term, filters)

    def dense(self, vector: np.ndarray, k: int, filters: Filters = NO_FILTERS) -> list[tuple[str, float]]:
        """The ``k`` nearest passages to a query vector, as (passage id, cosine), best first.

        Raises:
            ValueError: the vector has another dimension.
            InputError: a date of the filters is no date.
        """
        return self._dense.search(unit(vector, self._dimension), k, filters)

    def kept(self, name: str, is_there: Callable[[Mapping[str, Any]], bool]) -> KeptLines | None:
        """Where a long piece of work keeps what it has read; None where the folder cannot be written.

        Args:
            name: of the work, fit for a file name.
            is_there: whether the text that a line is about is in the index.
        """
        return KeptLines(self._folder, name, is_there) if self._writable else None

    # --- upkeep ---------------------------------------------------------------------------

    def health(self, *, full: bool = False) -> IndexHealth:
        """Compare catalog, lexical index and Chroma.

        Args:
            full: also compare each article's text with its hash.

        Raises:
            IndexDamagedError: the catalog's file is damaged.
        """
        if not self._writable:
            return self._examine(busy=False, full=full)
        try:
            with write_lock(self._folder):
                return self._examine(busy=False, full=full)
        except IndexBusyError:
            return self._examine(busy=True, full=full)

    def _examine(self, *, busy: bool, full: bool) -> IndexHealth:
        return examine(
            self._catalog,
            self._folder,
            self._url,
            self._dimension,
            writable=self._writable,
            busy=busy,
            full=full,
        )

    def repair(self, encode: Encode | None = None) -> IndexHealth:
        """Rebuild what can be from the stored articles: records, lexical index, vectors, Chroma.

        Args:
            encode: computes the vectors of (title, text of a passage) that the catalog has lost; without it they
                stay lost.

        Raises:
            IndexBusyError: another process is writing.
            IndexReadOnlyError: the folder is read-only.
            IndexDamagedError: something is lost that nothing else knows.
        """
        with self._changing() as changes:
            repair.catalog(self._folder, self._dimension, encode)
            writer = self._writer(changes)
            writer.rebuild()
            writer.finish()
        return self.health()

    def statistics(self) -> dict[str, object]:
        """Facts about the index as plain JSON types."""
        return statistics(self._catalog, self._folder, self._vectors)
