"""Changing the catalog: one transaction a change, written so that Chroma can be brought after it.

A new passage is not ``indexed`` until Chroma has it; the id of a removed one is a tombstone until Chroma
has forgotten it. Both are in the same transaction as the change, so a process that dies at any moment
leaves a catalog that says what is still to be done.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from assistant.errors import NotFoundError
from assistant.index import schema
from assistant.index.catalog import VECTOR_TYPE, CatalogState, matrix, read_state, source_key, storable
from assistant.types import Article, Passage

PURGE_WAITS_MS = 500  # for readers to end their queries, which take milliseconds; else the next writer purges

Entry = tuple[Article, str, Sequence[Passage], np.ndarray]
"""An article, the hash of its raw input, its passages, their vectors of shape (passages, dimension)."""


class Changes:
    """Write access to the catalog; whoever has it holds the write lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with schema.translated(folder):
            self._connection = schema.connect_writer(folder)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with schema.translated(self._folder):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                # SQLite has rolled back by itself where the disk is full.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def state(self) -> CatalogState:
        """Where the catalog stands now."""
        with self._transaction() as connection:
            return read_state(connection)

    # --- articles -------------------------------------------------------------------------

    def store(self, batch: Sequence[Entry]) -> None:
        """Add the articles, each replacing the one with its id or location."""
        with self._transaction() as connection:
            for article, raw_hash, passages, vectors in batch:
                self._store_one(connection, article, raw_hash, passages, vectors)
            _advance(connection)

    def _store_one(
        self,
        connection: sqlite3.Connection,
        article: Article,
        raw_hash: str,
        passages: Sequence[Passage],
        vectors: np.ndarray,
    ) -> None:
        text_hash = hash_text(article.text)
        other = connection.execute(
            "SELECT id FROM articles WHERE location = ? AND id <> ?", (article.location, article.id)
        ).fetchone()
        if other:
            _delete(connection, other[0])
        known = connection.execute("SELECT number, text_hash FROM articles WHERE id = ?", (article.id,)).fetchone()
        connection.execute("DELETE FROM duplicates WHERE location = ?", (article.location,))
        if known:
            _delete_passages(connection, known[0])
            if known[1] != text_hash:  # what was the same text is so no longer: it must be read again
                connection.execute("DELETE FROM duplicates WHERE article = ?", (known[0],))
        number = connection.execute(
            "INSERT INTO articles (id, title, location, source, source_key, author, date, url, path, "
            "language, removed, raw_hash, text_hash, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET title = excluded.title, location = excluded.location, "
            "source = excluded.source, source_key = excluded.source_key, author = excluded.author, "
            "date = excluded.date, url = excluded.url, path = excluded.path, language = excluded.language, "
            "removed = excluded.removed, raw_hash = excluded.raw_hash, text_hash = excluded.text_hash, "
            "text = excluded.text RETURNING number",
            (
                article.id,
                article.title,
                article.location,
                article.source,
                source_key(article.source) if article.source else None,
                article.author,
                article.date,
                article.url,
                article.path,
                article.language,
                json.dumps(dict(article.removed)),
                raw_hash,
                text_hash,
                article.text,
            ),
        ).fetchone()[0]
        for passage, vector in zip(passages, vectors, strict=True):
            row = connection.execute(
                "INSERT INTO passages (id, article, ordinal, start_offset, end_offset, sentences) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    passage.id,
                    number,
                    passage.ordinal,
                    passage.start,
                    passage.end,
                    json.dumps(passage.sentences),
                ),
            ).lastrowid
            connection.execute("INSERT INTO vectors VALUES (?, ?)", (row, vector.astype(VECTOR_TYPE).tobytes()))
            connection.execute(
                "INSERT INTO lexicon (rowid, title, text) VALUES (?, ?, ?)",
                (row, article.title, passage.text),
            )

    def remove(self, article_id: str) -> None:
        """Remove an article with its passages and recorded duplicates.

        Raises:
            NotFoundError: no such article.
        """
        with self._transaction() as connection:
            if not _delete(connection, storable(article_id)):
                raise NotFoundError(f"The index has no article “{article_id}”; `assistant articles` lists them all.")
            _advance(connection)

    def record_duplicate(self, location: str, raw_hash: str, article_id: str) -> None:
        """Remember that the input at ``location`` has the text of that article."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO duplicates SELECT ?, ?, number FROM articles WHERE id = ?",
                (location, raw_hash, article_id),
            )

    def forget_duplicate(self, location: str) -> None:
        """Forget a recorded duplicate."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM duplicates WHERE location = ?", (location,))

    def record_hash(self, article_id: str, raw_hash: str) -> None:
        """Remember that the article's input changed in bytes but not in text."""
        with self._transaction() as connection:
            connection.execute("UPDATE articles SET raw_hash = ? WHERE id = ?", (raw_hash, article_id))

    # --- what Chroma has still to take over -----------------------------------------------

    def pending(self, limit: int, dimension: int) -> tuple[list[int], list[str], np.ndarray]:
        """Numbers, ids and vectors of passages that Chroma lacks, oldest first."""
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT p.number, p.id, v.vector FROM passages AS p "
                "JOIN vectors AS v ON v.passage = p.number WHERE p.indexed = 0 ORDER BY p.number LIMIT ?",
                (limit,),
            ).fetchall()
        return [row[0] for row in rows], [row[1] for row in rows], matrix([row[2] for row in rows], dimension)

    def tombstones(self) -> list[str]:
        """Ids that Chroma must forget; one that is in the catalog again will be overwritten instead."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT id FROM tombstones WHERE id NOT IN (SELECT id FROM passages)")
            return [key for (key,) in rows]

    def taken_over(self, numbers: Sequence[int], vector_files: str) -> None:
        """Chroma has these passages; ``vector_files`` is what its files look like now."""
        with self._transaction() as connection:
            connection.executemany("UPDATE passages SET indexed = 1 WHERE number = ?", ((n,) for n in numbers))
            _set_meta(connection, vector_files=vector_files)

    def forgotten(self, vector_files: str) -> None:
        """Chroma has forgotten all tombstones."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM tombstones")
            _set_meta(connection, vector_files=vector_files)

    def start_over(self, collection: str, vectors_at: str) -> None:
        """Chroma begins with an empty collection: every passage is to be taken over again."""
        with self._transaction() as connection:
            connection.execute("UPDATE passages SET indexed = 0")
            connection.execute("DELETE FROM tombstones")
            _set_meta(connection, collection=collection, vectors_at=vectors_at, vector_files="", deletions="0")
            _advance(connection)

    # --- upkeep ---------------------------------------------------------------------------

    def purge(self) -> None:
        """Make deleted text leave the disk.

        ``secure_delete`` has overwritten the rows. Left are the words in the lexical index, which SQLite
        before 3.42 drops only when it merges the index into one segment, and the write-ahead log, which
        is cut to nothing here. A reader in the middle of a query can keep it: then the next writer does it.
        """
        if not schema.HAS_FTS_SECURE_DELETE:
            with self._transaction() as connection:
                connection.execute("INSERT INTO lexicon (lexicon) VALUES ('optimize')")
        with schema.translated(self._folder):
            self._connection.execute(f"PRAGMA busy_timeout = {PURGE_WAITS_MS}")
            kept_by_reader = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            self._connection.execute(f"PRAGMA busy_timeout = {int(schema.BUSY_SECONDS * 1000)}")
        if not kept_by_reader:
            with self._transaction() as connection:
                _set_meta(connection, purge="0")

    def rebuild_lexicon(self) -> None:
        """Write the lexical index anew from the stored text."""
        with self._transaction() as connection:
            connection.execute("INSERT INTO lexicon (lexicon) VALUES ('rebuild')")

    def adopt_embedding(self, embedding: str, dimension: int) -> None:
        """An index without passages takes the embedding that is in use now."""
        with self._transaction() as connection:
            _set_meta(connection, embedding=embedding, dimension=str(dimension))


def hash_text(text: str) -> str:
    """The hash by which equal texts are recognised."""
    return hashlib.sha256(text.encode()).hexdigest()


def _delete(connection: sqlite3.Connection, article_id: str) -> bool:
    row = connection.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return False
    _delete_passages(connection, row[0])
    connection.execute("DELETE FROM articles WHERE number = ?", row)
    return True


def _delete_passages(connection: sqlite3.Connection, article: int) -> None:
    """Delete an article's passages; its text must still be there, for the lexical index to unlearn it."""
    connection.execute(
        "INSERT INTO lexicon (lexicon, rowid, title, text) SELECT 'delete', number, title, text "
        "FROM passage_texts WHERE number IN (SELECT number FROM passages WHERE article = ?)",
        (article,),
    )
    connection.execute("INSERT OR IGNORE INTO tombstones SELECT id FROM passages WHERE article = ?", (article,))
    gone = connection.execute("DELETE FROM passages WHERE article = ?", (article,)).rowcount
    connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + ? WHERE key = 'deletions'", (gone,))
    _set_meta(connection, purge="1")


def _advance(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")


def _set_meta(connection: sqlite3.Connection, **values: str) -> None:
    connection.executemany("UPDATE meta SET value = ? WHERE key = ?", ((v, k) for k, v in values.items()))
