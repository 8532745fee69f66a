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

from assistant import failures
from assistant.index import clusters, schema
from assistant.index.catalog import VECTOR_TYPE, matrix, source_key, storable
from assistant.index.faults import translated
from assistant.index.meta import BY_NUMBER, CatalogState, advance, read_meta, read_state, set_meta, vector_name
from assistant.index.traces import Gone
from assistant.types import Article, Passage

PURGE_WAITS_MS = 500  # for readers to end their queries, which take milliseconds; else the next writer purges

Entry = tuple[Article, str, Sequence[Passage], np.ndarray]
"""An article, the hash of its raw input, its passages, their vectors of shape (passages, dimension)."""


class Changes:
    """Write access to the catalog; whoever has it holds the write lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with translated(folder):
            self._connection = schema.connect_writer(folder)
            schema.complete(self._connection)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with translated(self._folder):
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
            advance(connection)

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
        left: list[int | None] = []
        if other:
            left.append(_delete(connection, other[0], keep=article.location)[1])
        known = connection.execute("SELECT number, text_hash FROM articles WHERE id = ?", (article.id,)).fetchone()
        connection.execute("DELETE FROM duplicates WHERE location = ?", (article.location,))
        if known:
            _delete_passages(connection, known[0])
            if known[1] != text_hash:  # what was the same text is so no longer: it must be read again
                _note_gone(connection, Gone(article.id))
                connection.execute("DELETE FROM duplicates WHERE article = ?", (known[0],))
                left.append(clusters.drop(connection, known[0]))
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
        if not clusters.is_signed(connection, number):
            clusters.regroup(connection, left)  # before the new text brings together what the old one did
            clusters.add(connection, number, article.text, article.author)

    def remove(self, article_ids: Sequence[str]) -> list[int]:
        """Remove articles with their passages and recorded duplicates: all of them, or none.

        Returns:
            How many passages each one had.

        Raises:
            NotFoundError: one of them is not there.
        """
        with self._transaction() as connection:
            counts, left = [], []
            for article_id in dict.fromkeys(article_ids):
                count, cluster = _delete(connection, storable(article_id))
                if count is None:
                    raise failures.INDEX_NO_ARTICLE(article_id=article_id)
                counts.append(count)
                left.append(cluster)
            clusters.regroup(connection, left)
            advance(connection)
        return counts

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
        """Numbers, names and vectors of passages that Chroma lacks, oldest first.

        Raises:
            IndexDamagedError: the catalog itself lacks a vector.
        """
        return self._batch("p.indexed = 0", limit, dimension)

    def after(self, number: int, limit: int, dimension: int) -> tuple[list[int], list[str], np.ndarray]:
        """Numbers, new names and vectors of the passages above a number, for a rebuild.

        Raises:
            IndexDamagedError: the catalog itself lacks a vector.
        """
        return self._batch(f"p.number > {number:d}", limit, dimension, names=BY_NUMBER)

    def _batch(
        self, condition: str, limit: int, dimension: int, names: str | None = None
    ) -> tuple[list[int], list[str], np.ndarray]:
        with self._transaction() as connection:
            name = vector_name(names or read_meta(connection)["vector_names"])
            rows = connection.execute(
                f"SELECT p.number, {name}, CAST(v.vector AS BLOB) FROM passages AS p "  # noqa: S608 - our own expressions
                f"LEFT JOIN vectors AS v ON v.passage = p.number WHERE {condition} ORDER BY p.number LIMIT ?",
                (limit,),
            ).fetchall()
        broken = sum(not is_whole(row[2], dimension) for row in rows)
        if broken:
            raise failures.INDEX_VECTOR_DAMAGED(count=broken, folder=self._folder)
        return [row[0] for row in rows], [row[1] for row in rows], matrix([row[2] for row in rows], dimension)

    def tombstones(self) -> list[str]:
        """Names that Chroma must forget; one that is in the catalog again will be overwritten instead."""
        with self._transaction() as connection:
            by_number = read_meta(connection)["vector_names"] == BY_NUMBER
            column, value = ("number", "CAST(t.id AS INTEGER)") if by_number else ("id", "t.id")
            rows = connection.execute(
                "SELECT t.id FROM tombstones AS t WHERE typeof(t.id) = 'text' "  # noqa: S608 - our own expressions
                f"AND NOT EXISTS (SELECT 1 FROM passages WHERE {column} = {value})"
            )
            return [key for (key,) in rows]

    def taken_over(self, numbers: Sequence[int], vector_files: str) -> None:
        """Chroma has these passages; ``vector_files`` is what its files look like now."""
        with self._transaction() as connection:
            connection.executemany("UPDATE passages SET indexed = 1 WHERE number = ?", ((n,) for n in numbers))
            set_meta(connection, vector_files=vector_files)

    def forgotten(self, vector_files: str) -> None:
        """Chroma has forgotten all tombstones."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM tombstones")
            set_meta(connection, vector_files=vector_files)

    def note_leftover(self, collection: str) -> None:
        """A server has this collection, or may have it, and nobody will need it; empty when it has none."""
        with self._transaction() as connection:
            set_meta(connection, leftover=collection)

    def start_anew(self, collection: str, folder: str, vectors_at: str, vector_files: str) -> None:
        """From now on Chroma's vectors are these: every passage is in them, and nothing else."""
        with self._transaction() as connection:
            old = read_meta(connection)["collection"]
            connection.execute("UPDATE passages SET indexed = 1 WHERE indexed <> 1")
            connection.execute("DELETE FROM tombstones")
            set_meta(
                connection,
                collection=collection,
                vector_folder=folder,
                vector_names=BY_NUMBER,
                vectors_at=vectors_at,
                vector_files=vector_files,
                leftover=old,
                deletions="0",
            )
            advance(connection)

    # --- upkeep ---------------------------------------------------------------------------

    def purge(self) -> bool:
        """Make deleted text leave the catalog's files; says whether it has.

        ``secure_delete`` has overwritten the rows. Left are the words in the lexical index, which SQLite
        before 3.42 drops only when it merges the index into one segment, and the write-ahead log, which
        is cut to nothing here. A reader in the middle of a query can keep it: then the next writer does it.
        """
        if not schema.HAS_FTS_SECURE_DELETE:
            with self._transaction() as connection:
                connection.execute("INSERT INTO lexicon (lexicon) VALUES ('optimize')")
        with translated(self._folder):
            self._connection.execute(f"PRAGMA busy_timeout = {PURGE_WAITS_MS}")
            kept_by_reader = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            self._connection.execute(f"PRAGMA busy_timeout = {int(schema.BUSY_SECONDS * 1000)}")
        return not kept_by_reader

    def purged(self) -> None:
        """Nothing of deleted articles is in the files of catalog and vectors any more."""
        with self._transaction() as connection:
            set_meta(connection, purge="0")

    def gone(self) -> list[Gone]:
        """Deleted articles whose traces beside the catalog are not yet gone."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT article, files FROM gone").fetchall()
        return [Gone(str(article), _files(files)) for article, files in rows]

    def traces_gone(self) -> None:
        """Nothing of them is left beside the catalog."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM gone")

    def used_locations(self) -> set[str]:
        """Files that articles of the index were read from."""
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT path FROM articles UNION SELECT location FROM articles UNION SELECT location FROM duplicates"
            )
            return {place for (place,) in rows if place}

    def complete_signatures(self) -> None:
        """Sign the articles that an older version stored, or whose signatures are lost."""
        clusters.complete(self._transaction)

    def adopt_embedding(self, embedding: str, dimension: int) -> None:
        """An index without passages takes the embedding that is in use now."""
        with self._transaction() as connection:
            set_meta(connection, embedding=embedding, dimension=str(dimension))


def is_whole(vector: object, dimension: int) -> bool:
    """Whether a stored vector is one: bytes of the right length, finite numbers."""
    if not isinstance(vector, bytes) or len(vector) != dimension * VECTOR_TYPE.itemsize:
        return False
    return bool(np.isfinite(np.frombuffer(vector, dtype=VECTOR_TYPE)).all())


def hash_text(text: str) -> str:
    """The hash by which equal texts are recognised."""
    return hashlib.sha256(text.encode()).hexdigest()


def _delete(connection: sqlite3.Connection, article_id: str, keep: str | None = None) -> tuple[int | None, int | None]:
    """Delete an article; how many passages it had, None when it is not there, and the cluster that has lost it.

    ``keep`` is a location that another article takes over, so that its file is no trace of this one.
    """
    row = connection.execute("SELECT number, path, location FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return None, None
    number, *places = row
    copies = connection.execute("SELECT location FROM duplicates WHERE article = ?", (number,)).fetchall()
    files = {place for place in (*places, *(copy for (copy,) in copies)) if place and place != keep}
    _note_gone(connection, Gone(article_id, tuple(sorted(files))))
    count, cluster = _delete_passages(connection, number), clusters.drop(connection, number)
    connection.execute("DELETE FROM articles WHERE number = ?", (number,))
    return count, cluster


def _delete_passages(connection: sqlite3.Connection, article: int) -> int:
    """Delete an article's passages; its text must still be there, for the lexical index to unlearn it."""
    connection.execute(
        "INSERT INTO lexicon (lexicon, rowid, title, text) SELECT 'delete', number, title, text "
        "FROM passage_texts WHERE number IN (SELECT number FROM passages WHERE article = ?)",
        (article,),
    )
    name = vector_name(read_meta(connection)["vector_names"])
    connection.execute(
        f"INSERT OR IGNORE INTO tombstones SELECT {name} FROM passages AS p WHERE article = ?",  # noqa: S608 - ours
        (article,),
    )
    gone = connection.execute("DELETE FROM passages WHERE article = ?", (article,)).rowcount
    deletions = int(read_meta(connection)["deletions"])
    set_meta(connection, purge="1", deletions=str(deletions + gone))
    return gone


def _files(noted: object) -> tuple[str, ...]:
    try:
        files = json.loads(noted) if isinstance(noted, str) else None
    except ValueError:
        files = None
    return tuple(map(str, files)) if isinstance(files, list) else ()


def _note_gone(connection: sqlite3.Connection, article: Gone) -> None:
    """What is beside the catalog of a deleted article goes after the deletion is safe."""
    connection.execute("INSERT INTO gone VALUES (?, ?)", (article.article_id, json.dumps(article.files)))
