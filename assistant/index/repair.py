"""Making good in the catalog what its articles suffice for: records, lexical index, vectors."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from assistant.index import clusters, schema
from assistant.index.catalog import VECTOR_TYPE
from assistant.index.changes import is_whole
from assistant.index.faults import translated
from assistant.index.meta import DEFAULTS, advance, read_meta, set_meta

Encode = Callable[[Sequence[tuple[str, str]]], np.ndarray]
"""Titles and texts of passages in, L2-normalised float32 vectors out."""
BATCH = 256


def catalog(folder: Path, dimension: int, encode: Encode | None) -> None:
    """Mend the catalog; whoever calls holds the write lock.

    Raises:
        IndexDamagedError: articles or passages themselves are damaged.
        IndexStoreError: the catalog cannot be written.
    """
    with translated(folder), closing(schema.connect_writer(folder)) as connection:
        connection.execute("REINDEX")
        _mend_records(connection)
        _drop_orphans(connection)
        _forget_signatures(connection)
        _rewrite_lexicon(connection)
        if encode:
            _recompute_vectors(connection, dimension, encode)
        if any(line != "ok" for (line,) in connection.execute("PRAGMA quick_check(1)")):
            connection.execute("VACUUM")  # pages that belong to nothing


def _mend_records(connection: sqlite3.Connection) -> None:
    meta = read_meta(connection)
    set_meta(connection, **{key: meta[key] for key in DEFAULTS})
    connection.execute("UPDATE articles SET removed = '{}' WHERE NOT json_valid(removed)")


def _drop_orphans(connection: sqlite3.Connection) -> None:
    """What belongs to an article or passage that is not there."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM passages WHERE article NOT IN (SELECT number FROM articles)")
    connection.execute("DELETE FROM vectors WHERE passage NOT IN (SELECT number FROM passages)")
    connection.execute("DELETE FROM duplicates WHERE article NOT IN (SELECT number FROM articles)")
    advance(connection)
    connection.execute("COMMIT")


def _forget_signatures(connection: sqlite3.Connection) -> None:
    """They are computed again from the texts when the writing ends."""
    connection.execute("BEGIN IMMEDIATE")
    clusters.start_anew(connection)
    connection.execute("COMMIT")


def _rewrite_lexicon(connection: sqlite3.Connection) -> None:
    """Write the lexical index anew from the stored text, in tables of its own where the old ones are no use."""
    try:
        connection.execute("INSERT INTO lexicon (lexicon) VALUES ('rebuild')")
        connection.execute("INSERT INTO lexicon (lexicon, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError:
        _remove_lexicon(connection)
        connection.execute("BEGIN IMMEDIATE")
        schema.create_lexicon(connection)
        connection.execute("INSERT INTO lexicon (lexicon) VALUES ('rebuild')")
        connection.execute("COMMIT")


def _remove_lexicon(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("DROP TABLE IF EXISTS lexicon")
    except sqlite3.DatabaseError:
        # FTS5 cannot open what it should delete: its entry goes by hand, then its tables are plain ones
        connection.execute("PRAGMA writable_schema = RESET")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'lexicon'")
        connection.execute("PRAGMA writable_schema = RESET")
    for part in ("data", "idx", "docsize", "config", "content"):
        connection.execute(f"DROP TABLE IF EXISTS lexicon_{part}")


def _recompute_vectors(connection: sqlite3.Connection, dimension: int, encode: Encode) -> None:
    rows = connection.execute(
        "SELECT p.number, CAST(v.vector AS BLOB) FROM passages AS p LEFT JOIN vectors AS v ON v.passage = p.number"
    )
    broken = [number for number, vector in rows if not is_whole(vector, dimension) or not any(vector)]
    for at in range(0, len(broken), BATCH):
        some = broken[at : at + BATCH]
        found = [
            connection.execute("SELECT title, text FROM passage_texts WHERE number = ?", (number,)).fetchone()
            for number in some
        ]
        vectors = np.asarray(encode(found), dtype=VECTOR_TYPE)
        connection.executemany(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
            ((number, vector.tobytes()) for number, vector in zip(some, vectors, strict=True)),
        )
