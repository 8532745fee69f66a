"""Whether catalog, lexical index and vectors agree, told in words."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import IndexStoreError
from assistant.index.catalog import Catalog, CatalogState, read_state
from assistant.index.locks import READER_WAITS
from assistant.index.vectors import VectorStore

PROBES = 50
"""Passages whose own vector is looked up; one missing in ten of them is found with a chance of 99.5 %."""
SAME_COSINE = 0.999
"""float32 rounding leaves a vector within 1e-6 of itself; other passages' stay well below this."""
PROBE_MISSES = 0.1
"""HNSW is approximate: so many probes may miss before the graph counts as damaged."""


@dataclass(frozen=True, slots=True)
class IndexHealth:
    """The result of a check; ``ok`` when ``problems``, one sentence each, is empty.

    ``vectors`` is None where Chroma could not be looked at, for which ``notes`` has the reason.
    """

    articles: int
    passages: int
    duplicates: int
    vectors: int | None
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.problems


def examine(
    catalog: Catalog, folder: Path, url: str | None, dimension: int, *, writable: bool, busy: bool
) -> IndexHealth:
    """Compare everything with everything.

    Args:
        catalog: the catalog.
        folder: the index folder.
        url: a Chroma server.
        dimension: of a vector.
        writable: whether the folder can be written; Chroma cannot open a read-only one.
        busy: whether another process is writing, so that Chroma may rightly be behind.

    Raises:
        IndexDamagedError: the catalog's file is damaged.
    """
    with catalog.snapshot() as connection:
        state = read_state(connection)
        articles = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        duplicates = connection.execute("SELECT count(*) FROM duplicates").fetchone()[0]
        problems = _catalog_problems(connection, dimension)
    notes: list[str] = []
    count = None
    if busy:
        notes.append("Another process is writing to the index, so the vectors were not compared.")
    elif url is None and not writable:
        notes.append("The folder is read-only, where Chroma cannot be opened; searches rank on the catalog.")
    elif state.passages:
        count, found = _vector_problems(catalog, state, VectorStore(folder, url), dimension)
        problems += found
    return IndexHealth(articles, state.passages, duplicates, count, problems, notes)


def _catalog_problems(connection: sqlite3.Connection, dimension: int) -> list[str]:
    problems = [
        f"The catalog fails SQLite's check: {line}."
        for (line,) in connection.execute("PRAGMA integrity_check(3)")
        if line != "ok"
    ]
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        problems.append("The catalog has passages without an article.")
    checks = (
        (
            "SELECT count(*) FROM passages AS p LEFT JOIN lexicon_docsize AS d ON d.id = p.number WHERE d.id IS NULL",
            "{} passages are missing in the lexical index.",
        ),
        (
            "SELECT count(*) FROM lexicon_docsize AS d LEFT JOIN passages AS p ON p.number = d.id "
            "WHERE p.number IS NULL",
            "The lexical index has {} passages that are gone.",
        ),
        (
            "SELECT count(*) FROM passages LEFT JOIN vectors ON passage = number "  # noqa: S608 - a number
            f"WHERE passage IS NULL OR length(vector) <> {4 * dimension}",
            "{} passages have no whole vector in the catalog; ingest their articles again.",
        ),
    )
    for query, sentence in checks:
        found = connection.execute(query).fetchone()[0]
        if found:
            problems.append(sentence.format(found))
    return problems


def _vector_problems(
    catalog: Catalog, state: CatalogState, vectors: VectorStore, dimension: int
) -> tuple[int | None, list[str]]:
    """Load Chroma afresh from the disk and compare it with the catalog."""
    problems = []
    if state.pending or state.tombstones:
        problems.append(f"Chroma is behind the catalog: {state.pending} passages to add, {state.tombstones} to delete.")
    try:
        vectors.open(state.collection, wait=READER_WAITS, fingerprint=state.vector_files if state.settled else None)
        with catalog.snapshot() as connection:
            expected = {key for (key,) in connection.execute("SELECT id FROM passages WHERE indexed = 1")}
        present = set(vectors.ids())
        problems += _differences(len(expected - present), len(present - expected))
        if not problems and not _findable(catalog, vectors, state, sorted(expected), dimension):
            problems.append("Chroma does not find passages by their own vectors.")
    except IndexStoreError as error:
        return None, [*problems, f"Chroma cannot be used: {str(error).removesuffix('.')}."]
    finally:
        vectors.close()
    return len(present), problems


def _differences(missing: int, unknown: int) -> list[str]:
    problems = []
    if missing:
        problems.append(f"Chroma lacks the vectors of {missing} passages.")
    if unknown:
        problems.append(f"Chroma has {unknown} vectors of passages that are gone.")
    return problems


def _findable(catalog: Catalog, vectors: VectorStore, state: CatalogState, ids: Sequence[str], dimension: int) -> bool:
    sample = random.Random(0).sample(ids, min(PROBES, len(ids)))  # noqa: S311 - a sample, no secret
    missed = 0
    for vector in catalog.vectors(sample, dimension):
        hits = vectors.query(vector, 1, collection=state.collection)
        missed += not hits or hits[0][1] < SAME_COSINE
    return missed <= PROBE_MISSES * len(sample)


def statistics(catalog: Catalog, folder: Path, vectors: VectorStore) -> dict[str, object]:
    """Facts about the index as plain JSON types, for ``assistant doctor``."""
    meta = catalog.meta()
    state = catalog.state()
    with catalog.snapshot() as connection:
        articles = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        duplicates = connection.execute("SELECT count(*) FROM duplicates").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    catalog_bytes = sum(path.stat().st_size for path in folder.glob("catalog.sqlite3*"))
    return {
        "folder": str(folder),
        "articles": articles,
        "passages": state.passages,
        "duplicates": duplicates,
        "embedding": meta["embedding"],
        "dimension": int(meta["dimension"]),
        "catalog_bytes": catalog_bytes,
        "vector_bytes": vectors.bytes_on_disk(),
        "vectors_at": state.vectors_at,
        "collection": state.collection,
        "generation": state.generation,
        "deletions_since_rebuild": state.deletions,
        "waiting_for_chroma": state.pending + state.tombstones,
        "schema_version": version,
        "created_with": meta["created_with"],
    }
