"""Dense search: Chroma for what it has loaded, exact ranking for the rest, the catalog as judge of both.

What a process has loaded of Chroma ages when another process writes. The catalog's passage numbers tell
how far it reaches: passages above ``complete_to`` are ranked exactly on the stored vectors and merged, ids
that the catalog no longer knows are dropped, and when many are new the vectors are loaded again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import numpy as np

from assistant.errors import IndexBusyError, IndexStoreError
from assistant.index.catalog import Catalog
from assistant.index.locks import READER_WAITS
from assistant.index.meta import CatalogState
from assistant.index.vectors import VectorsDamagedError, VectorStore
from assistant.types import Filters

EXACT_PASSAGES = 2_000
"""Up to so many passages that pass a filter are ranked exactly: a few milliseconds, where Chroma takes 49
for as many ids, and up to 2.5 s for a metadata filter over 300,000 (measured)."""
RELOAD_PASSAGES = 1_000
"""So many new passages are ranked exactly before Chroma is loaded again: both take milliseconds there."""
OVERFETCH = 4
"""First request and growth when hits will be filtered: a filter that leaves a quarter is met at once."""
OVERFETCH_LIMIT = 5_000
"""Past so many hits exact ranking of all that pass is the cheaper way."""
LOOKS = 3
"""So often the vectors are looked for where the catalog has them by now, when another process has just rebuilt them."""

logger = logging.getLogger(__name__)


class DenseSearch:
    """Nearest passages by cosine.

    Args:
        catalog: the truth.
        vectors: Chroma.
        writable: whether the folder can be written; Chroma cannot open a read-only one.
        heal: rebuilds damaged vectors if the write lock is to be had at once; while another process has it, that
            one may be about it.
    """

    def __init__(self, catalog: Catalog, vectors: VectorStore, *, writable: bool, heal: Callable[[], object]) -> None:
        self._catalog = catalog
        self._vectors = vectors
        self._usable = writable or not vectors.local
        self._heal = heal
        self._seen: CatalogState | None = None

    def note(self, state: CatalogState) -> None:
        """The vectors as loaded now are those of this state: our own process has just written them."""
        self._seen = state

    def search(self, query: np.ndarray, k: int, filters: Filters) -> list[tuple[str, float]]:
        """The nearest ``k`` passages that pass, as (passage id, cosine), best first."""
        if k < 1:
            return []
        if filters and self._catalog.matching(filters, EXACT_PASSAGES + 1) <= EXACT_PASSAGES:
            return self._catalog.rank(query, k, filters)
        found = self._nearest(query, k, filters) if self._usable else None
        if found is None:
            return self._catalog.rank(query, k, filters)
        loaded, older = found
        newer = self._catalog.rank(query, k, filters, newer_than=loaded.complete_to)
        return sorted(newer + older, key=lambda hit: -hit[1])[:k]

    def _nearest(
        self, query: np.ndarray, k: int, filters: Filters
    ) -> tuple[CatalogState, list[tuple[str, float]]] | None:
        """What Chroma finds, and as of which state; None when it is of no help now."""
        for _ in range(LOOKS):
            loaded = None
            try:
                loaded = self._load()
                older = self._through_chroma(query, k, filters, loaded) if loaded else None
            except IndexStoreError as error:
                self._seen = None
                if loaded and not self._catalog.state().holds_same_vectors(loaded):
                    continue  # another process has replaced what we had loaded
                logger.warning("Ranking on the catalog, because the vectors cannot be searched: %s", error)
                return None
            return None if loaded is None or older is None else (loaded, older)
        return None

    def _through_chroma(
        self, query: np.ndarray, k: int, filters: Filters, loaded: CatalogState
    ) -> list[tuple[str, float]] | None:
        """None when too few pass among as many hits as is sensible to ask for."""
        wanted = k * OVERFETCH if filters else k
        while wanted <= max(k, OVERFETCH_LIMIT):
            hits = self._vectors.query(query, wanted, collection=loaded.collection)
            known = self._catalog.known([name for name, _ in hits], filters, loaded.complete_to)
            kept = [(known[name], score) for name, score in hits if name in known]
            if len(kept) >= k or len(hits) < wanted:
                return kept[:k]
            wanted *= OVERFETCH
        return None

    def _load(self) -> CatalogState | None:
        """Make sure that Chroma is loaded, and recently enough.

        Returns:
            The state that is loaded; None when there is none to be had now.
        """
        for _ in range(LOOKS):
            state = self._catalog.state()
            if not state.passages:
                return None
            if self._is_recent(state):
                return self._seen
            try:
                self._open(state)
            except IndexBusyError:
                # A writer is at the files: what is loaded still serves, with more to rank exactly.
                return self._seen
            except VectorsDamagedError:
                self._seen = None
                if self._catalog.state().holds_same_vectors(state):  # else a writer was faster than our look
                    self._heal()
                    return self._seen
        return self._seen

    def _is_recent(self, state: CatalogState) -> bool:
        seen = self._seen
        if seen is None or state.collection != seen.collection:
            return False
        if state.generation == seen.generation:
            return True
        if not self._vectors.local:
            self._seen = state  # a server always answers with what is written
            return True
        return state.newest - seen.complete_to <= RELOAD_PASSAGES

    def _open(self, state: CatalogState) -> None:
        if state.vectors_at != self._vectors.place:
            raise VectorsDamagedError(f"they are kept at {state.vectors_at}, not at {self._vectors.place}")
        fingerprint = state.vector_files if state.settled else None
        self._vectors.open(state.collection, state.vector_folder, wait=READER_WAITS, fingerprint=fingerprint)
        if self._vectors.count() < state.passages - state.pending:
            raise VectorsDamagedError("they are fewer than were written")
        self._seen = state


def unit(vector: np.ndarray, dimension: int) -> np.ndarray:
    """A query as float32 of shape (dimension,), L2-normalised.

    Raises:
        ValueError: it has another shape.
    """
    flat = np.asarray(vector, dtype=np.float32).reshape(-1)
    if flat.shape != (dimension,):
        raise ValueError(f"a query of dimension {flat.size} for an index of dimension {dimension}")
    length = float(np.linalg.norm(flat))
    return flat / length if length else flat
