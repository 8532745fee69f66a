"""Writing to both stores: the catalog first, then Chroma, then the mark that Chroma has it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

import numpy as np

from assistant.index.catalog import CatalogState
from assistant.index.changes import Changes, Entry
from assistant.index.locks import WRITER_WAITS
from assistant.index.vectors import WRITE_ROWS, VectorsDamagedError, VectorStore

REBUILD_SHARE = 0.25
"""Rebuild Chroma when so many of its rows were deleted since the last rebuild: HNSW keeps their nodes, and
after four times 100 % churn its file was 4 times as large and adding 6 times slower (measured)."""
REBUILD_ROWS = 1_000
"""But not below so many deletions: in a small index they cost nothing, and a rebuild fsyncs for each."""


class Writer:
    """Changes the index; made by :meth:`Index.writing`, which holds the write lock meanwhile.

    Args:
        changes: the catalog, for writing.
        vectors: Chroma; loaded at the first change, so that an ingest without news stays quick.
        dimension: of a vector.
        written: told the state of the catalog each time when Chroma has come up to it.
    """

    def __init__(
        self, changes: Changes, vectors: VectorStore, dimension: int, written: Callable[[CatalogState], None]
    ) -> None:
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

    def remove(self, article_id: str) -> None:
        """Remove an article.

        Raises:
            NotFoundError: no such article.
        """
        self._changes.remove(article_id)
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
        if self._is_whole(state):
            self._ready = True
            self._bring_after()
        else:
            self.rebuild()

    def _is_whole(self, state: CatalogState) -> bool:
        if state.vectors_at != self._vectors.place:
            return False
        try:
            self._vectors.open(
                state.collection, wait=WRITER_WAITS, fingerprint=state.vector_files if state.settled else None
            )
            return self._vectors.count() >= state.passages - state.pending
        except VectorsDamagedError:
            return False

    def _bring_after(self) -> None:
        """Bring Chroma to where the catalog is; deterministic ids make doing it twice harmless."""
        gone = self._changes.tombstones()
        if gone:
            self._vectors.delete(gone)
        while True:
            numbers, ids, vectors = self._changes.pending(WRITE_ROWS, self._dimension)
            if not numbers:
                break
            self._vectors.upsert(ids, vectors)
            self._changes.taken_over(numbers, self._vectors.fingerprint())
        if self._changes.state().tombstones:
            self._changes.forgotten(self._vectors.fingerprint())
        self._written(self._changes.state())

    def rebuild(self) -> None:
        """Write Chroma anew, into a fresh collection, from the vectors of the catalog."""
        old = self._changes.state().collection
        collection = f"articles-{uuid.uuid4().hex}"
        self._changes.start_over(collection, self._vectors.place)
        self._vectors.create(collection, wait=WRITER_WAITS)
        self._vectors.drop(old)
        self._ready = True
        self._bring_after()

    def finish(self) -> None:
        """Upkeep after a change: rebuild after much churn, and let deleted text leave the disk."""
        state = self._changes.state()
        if state.deletions >= max(REBUILD_ROWS, REBUILD_SHARE * state.passages):
            self.rebuild()
        if state.purge:
            self._changes.purge()

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
