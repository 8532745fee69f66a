"""Writing to both stores: the catalog first, then Chroma, then the mark that Chroma has it."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.errors import IndexStoreError
from assistant.index import faults, private, traces, vector_files
from assistant.index.changes import Changes, Entry
from assistant.index.locks import WRITER_WAITS
from assistant.index.meta import BY_PASSAGE_ID, FIRST_FOLDER, CatalogState
from assistant.index.traces import Removal
from assistant.index.vectors import WRITE_ROWS, VectorsDamagedError, VectorStore

REBUILD_SHARE = 0.25
"""Rebuild Chroma when so many of its rows were deleted since the last rebuild: HNSW keeps their nodes, and
after four times 100 % churn its file was 4 times as large and adding 6 times slower (measured)."""
REBUILD_ROWS = 1_000
"""But not below so many deletions: in a small index they cost nothing, and a rebuild fsyncs for each."""
FOLDER_DIGITS = 8  # of a rebuild's random name: enough not to meet the name of a folder that could not be deleted

logger = logging.getLogger(__name__)


class Writer:
    """Changes the index; made by :meth:`Index.writing`, which holds the write lock meanwhile.

    Args:
        folder: the index folder.
        changes: the catalog, for writing.
        vectors: Chroma; loaded at the first change, so that an ingest without news stays quick.
        dimension: of a vector.
        written: told the state of the catalog each time when Chroma has come up to it.
    """

    def __init__(
        self,
        folder: Path,
        changes: Changes,
        vectors: VectorStore,
        dimension: int,
        written: Callable[[CatalogState], None],
    ) -> None:
        self.removal = Removal()
        self._folder = folder
        self._changes = changes
        self._vectors = vectors
        self._dimension = dimension
        self._written = written
        self._ready = False

    def put(self, batch: Sequence[Entry]) -> None:
        """Add articles, each replacing the one with its id or location. On return they are safe.

        Args:
            batch: (article, hash of its raw input, passages, float32 vectors of shape
                (passages, dimension), L2-normalised). All are stored, or none.

        Raises:
            ValueError: vectors and passages do not fit each other or the index.
            IndexStoreError: the disk is full, or a store fails.
        """
        checked = [self._checked(entry) for entry in batch]
        if checked:
            self._changes.store(checked)
            self._synchronise()

    def remove(self, *article_ids: str) -> None:
        """Remove articles, all or none; :attr:`removal` says what went, once the writing has ended.

        Raises:
            NotFoundError: one of them is not there.
        """
        self.removal = replace(self.removal, passages=self.removal.passages + sum(self._changes.remove(article_ids)))
        self._synchronise()

    def record_duplicate(self, location: str, raw_hash: str, article_id: str) -> None:
        """Remember that the input at ``location`` has exactly the text of that article."""
        self._changes.record_duplicate(location, raw_hash, article_id)

    def forget_duplicate(self, location: str) -> None:
        """Forget a recorded duplicate; an unknown one is no error."""
        self._changes.forget_duplicate(location)

    def record_hash(self, article_id: str, raw_hash: str) -> None:
        """Remember that an article's input changed in its bytes, but not in what is stored of it."""
        self._changes.record_hash(article_id, raw_hash)

    def _synchronise(self) -> None:
        if self._ready:
            self._bring_after()
        else:
            self.prepare()

    # --- Chroma after the catalog ---------------------------------------------------------

    def prepare(self) -> None:
        """Load Chroma as it is on the disk now, make it when it is missing, finish what was interrupted.

        What this process loaded earlier may be older than what another one has written since, and
        writing from it would overwrite that.
        """
        if self._ready:
            return
        state = self._changes.state()
        try:
            self._open(state)
        except VectorsDamagedError as error:
            if state.vector_files and state.vectors_at == self._vectors.place:
                logger.warning("The vectors of the index were damaged (%s); rebuilding them.", error)
            self.rebuild()
        else:
            self._ready = True
            self._clear_leftovers(state)
            self._bring_after()

    def _open(self, state: CatalogState) -> None:
        if state.vectors_at != self._vectors.place:
            raise VectorsDamagedError("they are kept elsewhere")
        self._vectors.open(
            state.collection,
            state.vector_folder,
            wait=WRITER_WAITS,
            fingerprint=state.vector_files if state.settled else None,
        )
        if self._vectors.count() < state.passages - state.pending:
            raise VectorsDamagedError("they are fewer than were written")

    def _bring_after(self) -> None:
        """Bring Chroma to where the catalog is; the same names each time make doing it twice harmless."""
        gone = self._changes.tombstones()
        if gone:
            self._vectors.delete(gone)
        while True:
            numbers, names, vectors = self._changes.pending(WRITE_ROWS, self._dimension)
            if not numbers:
                break
            self._vectors.upsert(names, vectors)
            self._changes.taken_over(numbers, self._vectors.fingerprint())
        if self._changes.state().tombstones:
            self._changes.forgotten(self._vectors.fingerprint())
        self._written(self._changes.state())

    def rebuild(self) -> None:
        """Write Chroma anew from the vectors of the catalog, beside what is there, and change over to it.

        Readers go on with the old one, and so does the catalog, until the new one is whole: a kill leaves a
        folder (on a server, a collection) that the next writer deletes.

        Raises:
            IndexDamagedError: the catalog lacks a vector.
        """
        name = uuid.uuid4().hex
        collection, folder = f"articles-{name}", f"{FIRST_FOLDER}-{name[:FOLDER_DIGITS]}"
        old = self._changes.state()
        self._clear_leftovers(old)
        self._changes.note_leftover("" if self._vectors.local else collection)
        fresh = self._vectors.beside(collection, folder)
        try:
            number = 0
            while True:
                numbers, names, vectors = self._changes.after(number, WRITE_ROWS, self._dimension)
                if not numbers:
                    break
                fresh.upsert(names, vectors)
                number = numbers[-1]
            self._changes.start_anew(collection, folder, self._vectors.place, fresh.fingerprint())
        except BaseException:
            fresh.close()
            with suppress(IndexStoreError):
                fresh.leave(collection, folder)
            raise
        self._vectors.become(fresh)
        self._ready = True
        self._clear_leftovers(self._changes.state())
        self._written(self._changes.state())

    def _clear_leftovers(self, state: CatalogState) -> None:
        """Delete what no catalog names any more: of the last rebuild, of a killed one, of a move to a server."""
        with faults.translated_by_system(self._folder):
            folders = vector_files.folders(self._folder)
        for folder in folders:
            if not self._vectors.local or folder.name != state.vector_folder:
                self._vectors.leave_folder(folder.name)
        if state.leftover:
            self._vectors.leave_collection(state.leftover)
            self._changes.note_leftover("")

    def finish(self) -> None:
        """Upkeep after a change: rebuild after much churn, and let what was deleted leave the disk.

        Raises:
            IndexStoreError: something that quotes a deleted article cannot be changed.
        """
        self._changes.complete_signatures()
        state = self._changes.state()
        named = state.purge and state.vector_names == BY_PASSAGE_ID and self._vectors.local
        if named or state.deletions >= max(REBUILD_ROWS, REBUILD_SHARE * state.passages):
            self.rebuild()
        if state.purge:
            self._clear_deleted()
        self._vectors.blank_room()
        private.tighten(self._folder)

    def _clear_deleted(self) -> None:
        failure = None
        try:
            files, lines, read = traces.clear(self._folder, self._changes.gone(), self._changes.used_locations())
            self.removal = replace(self.removal, uploads=files, feedback=lines, surveys=read)
            self._changes.traces_gone()
        except IndexStoreError as error:
            failure = error
        try:
            clean = self._vectors.clear_residue(self._dimension)
        except VectorsDamagedError:
            self.rebuild()
            clean = True
        clean = self._changes.purge() and clean
        if failure:
            raise failure
        if clean:
            self._changes.purged()

    def _checked(self, entry: Entry) -> Entry:
        article, raw_hash, passages, vectors = entry
        matrix = np.ascontiguousarray(vectors, dtype=np.float32)
        if matrix.shape != (len(passages), self._dimension):
            raise ValueError(
                f"article {article.id}: vectors of shape {matrix.shape} for {len(passages)} passages "
                f"in an index of dimension {self._dimension}"
            )
        if not np.isfinite(matrix).all():
            raise ValueError(f"article {article.id}: a vector is not finite")
        return article, raw_hash, passages, matrix
