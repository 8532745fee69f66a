"""Whether catalog, lexical index and vectors agree, told in words."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.errors import IndexDamagedError, IndexStoreError
from assistant.index import catalog_checks, clusters, faults, vector_files
from assistant.index.catalog import Catalog
from assistant.index.locks import READER_WAITS
from assistant.index.meta import CatalogState, embedding_of, read_state, vector_name
from assistant.index.vectors import VectorsDamagedError, VectorStore

PROBES = 50
"""Passages whose own vector is looked up; one missing in ten of them is found with a chance of 99.5 %."""
SAME_COSINE = 0.999
"""float32 rounding leaves a vector within 1e-6 of itself; other passages' stay well below this."""
PROBE_MISSES = 0.1
"""HNSW is approximate: so many probes may miss before the graph counts as damaged."""


@dataclass(frozen=True, slots=True)
class IndexHealth:
    """The result of a check; ``ok`` when ``problems``, one sentence each, is empty.

    ``vectors`` is None where Chroma could not be looked at, for which ``notes`` has the reason. ``repair_helps``
    says whether :meth:`Index.repair` would mend some of the problems; the others name their remedy themselves.
    """

    articles: int
    passages: int
    duplicates: int
    vectors: int | None
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    repair_helps: bool = False

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.problems


def examine(
    catalog: Catalog, folder: Path, url: str | None, dimension: int, *, writable: bool, busy: bool, full: bool = False
) -> IndexHealth:
    """Compare everything with everything.

    Args:
        catalog: the catalog.
        folder: the index folder.
        url: a Chroma server.
        dimension: of a vector.
        writable: whether the folder can be written; Chroma cannot open a read-only one.
        busy: whether another process is writing, so that Chroma may rightly be behind.
        full: also compare texts with their hashes, and every vector of Chroma with the catalog's.

    Raises:
        IndexDamagedError: the catalog's file is damaged.
    """
    with catalog.snapshot() as connection:
        state = read_state(connection)
        articles = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        duplicates = connection.execute("SELECT count(*) FROM duplicates").fetchone()[0]
        found = catalog_checks.check(connection, dimension, full=full)
        lexicon = catalog_checks.check_lexicon(connection)
        unsigned = clusters.unsigned(connection)
    notes: list[str] = []
    count = None
    if busy:
        notes.append("Another process is writing to the index, so the vectors were not compared.")
    elif writable:
        lexicon = lexicon or catalog_checks.compare_words(folder)
    found.mendable += lexicon
    if not busy and url is None and not writable:
        notes.append("The folder is read-only, where Chroma cannot be opened; searches rank on the catalog.")
    elif not busy and state.passages:
        count, differences, prevented = _vector_problems(catalog, state, VectorStore(folder, url), dimension, full=full)
        found.mendable += differences
        found.lost += prevented
    notes += _notes(folder, state, writable=writable, busy=busy)
    if unsigned and not busy:
        notes.append(f"{unsigned} articles are not compared for near copies yet; that is done at the next write.")
    helps = found.repair_helps and writable
    return IndexHealth(articles, state.passages, duplicates, count, found.problems, notes, helps)


def _notes(folder: Path, state: CatalogState, *, writable: bool, busy: bool) -> list[str]:
    notes = []
    with faults.translated_by_system(folder):
        unused = [path.name for path in vector_files.folders(folder) if path.name != state.vector_folder]
    if unused and not busy:
        notes.append(f"The folder {unused[0]} is of no use any more and goes at the next write, if it can be deleted.")
    if state.purge and writable and not busy:
        notes.append("Deleted articles have left something on the disk, which goes at the next write.")
    return notes


def _vector_problems(
    catalog: Catalog, state: CatalogState, vectors: VectorStore, dimension: int, *, full: bool
) -> tuple[int | None, list[str], list[str]]:
    """Load Chroma afresh from the disk and compare it with the catalog.

    Returns:
        How many vectors it has, what is wrong with them, and why they could not be looked at.
    """
    problems = []
    if state.pending or state.tombstones:
        problems.append(f"Chroma is behind the catalog: {state.pending} passages to add, {state.tombstones} to delete.")
    try:
        vectors.open(
            state.collection,
            state.vector_folder,
            wait=READER_WAITS,
            fingerprint=state.vector_files if state.settled else None,
        )
        with catalog.snapshot() as connection:
            name = vector_name(state.vector_names)
            rows = connection.execute(f"SELECT {name}, p.id FROM passages AS p WHERE indexed = 1")  # noqa: S608 - ours
            expected = dict(rows.fetchall())
        present = set(vectors.ids())
        problems += _differences(len(expected.keys() - present), len(present - expected.keys()))
        if not problems:
            problems += _different_vectors(catalog, vectors, state, expected, dimension, full=full)
    except IndexDamagedError:
        pass  # a vector of the catalog, which its own check has counted
    except VectorsDamagedError as error:
        return None, [*problems, f"Chroma cannot be used: {str(error).removesuffix('.')}."], []
    except IndexStoreError as error:
        return None, problems, [f"Chroma cannot be used: {error}"]
    finally:
        vectors.close()
    return len(present), problems, []


def _differences(missing: int, unknown: int) -> list[str]:
    problems = []
    if missing:
        problems.append(f"Chroma lacks the vectors of {missing} passages.")
    if unknown:
        problems.append(f"Chroma has {unknown} vectors of passages that are gone.")
    return problems


def _different_vectors(
    catalog: Catalog,
    vectors: VectorStore,
    state: CatalogState,
    ids: dict[str, str],
    dimension: int,
    *,
    full: bool,
) -> list[str]:
    sample = random.Random(0).sample(sorted(ids), min(PROBES, len(ids)))  # noqa: S311 - a sample, no secret
    missed = 0
    for name, vector in zip(sample, catalog.vectors([ids[name] for name in sample], dimension), strict=True):
        hits = vectors.query(vector, 1, collection=state.collection)
        missed += not hits or (hits[0][0] != name and hits[0][1] < SAME_COSINE)
    if missed > PROBE_MISSES * len(sample):
        return ["Chroma does not find passages by their own vectors."]
    if not full:
        return []
    other = 0
    for names, stored in vectors.pages():
        ours = catalog.vectors([ids[name] for name in names], dimension)
        lengths = np.linalg.norm(stored, axis=1) * np.linalg.norm(ours, axis=1)
        other += int(np.sum((stored * ours).sum(axis=1) < SAME_COSINE * lengths))
    return [f"Chroma has other vectors than the catalog for {other} passages."] if other else []


def statistics(catalog: Catalog, folder: Path, vectors: VectorStore) -> dict[str, object]:
    """Facts about the index as plain JSON types, for ``assistant doctor``."""
    meta = catalog.meta()
    embedding, dimension = embedding_of(meta, folder)
    state = catalog.state()
    with catalog.snapshot() as connection:
        articles = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        duplicates = connection.execute("SELECT count(*) FROM duplicates").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    with faults.translated(folder):
        catalog_bytes = sum(path.stat().st_size for path in folder.glob("catalog.sqlite3*"))
    return {
        "folder": str(folder),
        "articles": articles,
        "passages": state.passages,
        "duplicates": duplicates,
        "embedding": embedding,
        "dimension": dimension,
        "catalog_bytes": catalog_bytes,
        "vector_bytes": vectors.bytes_on_disk(state.vector_folder),
        "vectors_at": state.vectors_at,
        "collection": state.collection,
        "generation": state.generation,
        "deletions_since_rebuild": state.deletions,
        "waiting_for_chroma": state.pending + state.tombstones,
        "schema_version": version,
        "created_with": meta["created_with"],
    }
