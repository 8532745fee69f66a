"""Reading the catalog: articles, passages, filters, the lexical index, exact ranking on vectors."""

from __future__ import annotations

import heapq
import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from assistant import failures
from assistant.index.clusters import Cluster, clusters_of
from assistant.index.faults import damaged, translated
from assistant.index.meta import CatalogState, read_meta, read_state, vector_name
from assistant.types import Article, ArticleSummary, Filters, Passage

TITLE_WEIGHT = 1.0
"""BM25 weight of a word in the title against one in the text. Titles help (recall@1 of 612 questions on 405
encyclopedia passages: 0.920 with them, 0.915 without), but how much they weigh does not: from 0.25 to 5 it stays
within two questions, so they weigh what any text weighs, and a headline written to catch cannot outrank a fact."""
TEXT_WEIGHT = 1.0
RANK_ROWS = 4_096  # vectors read at a time by the exact ranking: 6 MB at 384 dimensions
VECTOR_TYPE = np.dtype("<f4")  # little-endian whatever the machine, so that an index can be copied


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What an incremental ingest compares an input with.

    ``duplicate_of`` is None for an article of its own; otherwise the input at ``location`` has the same
    text as that article and is not indexed again.
    """

    article_id: str
    location: str
    raw_hash: str
    text_hash: str
    duplicate_of: str | None = None


class Catalog:
    """Read access, shared by the threads of a process over one connection."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self._folder = folder
        self._connection = connection
        self._lock = threading.RLock()

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Several reads of one state.

        Raises:
            IndexStoreError: see :func:`schema.translated`.
        """
        with self._lock, translated(self._folder):
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.execute("COMMIT")

    def state(self) -> CatalogState:
        """Where the catalog stands now."""
        with self.snapshot() as connection:
            return read_state(connection)

    def meta(self) -> dict[str, str]:
        """All recorded facts about the index."""
        with self.snapshot() as connection:
            return read_meta(connection)

    # --- articles and passages ------------------------------------------------------------

    def articles(self, filters: Filters) -> list[ArticleSummary]:
        """Every article that passes without its text, by id."""
        restriction, values = where(filters)
        with self.snapshot() as connection:
            rows = connection.execute(
                "SELECT a.id, a.title, a.source, a.author, a.date, a.url, a.path, "  # noqa: S608 - values are bound
                "(SELECT count(*) FROM passages WHERE article = a.number) "
                f"FROM articles AS a WHERE {restriction} ORDER BY a.id",
                values,
            )
            found = [ArticleSummary(*row) for row in rows]
            clusters = clusters_of(connection, restriction, values)
        return [_in_cluster(one, clusters[one.id]) if one.id in clusters else one for one in found]

    def clusters(self, article_ids: Collection[str]) -> dict[str, Cluster]:
        """The cluster of near copies of each of these articles that has one, or that states an agency."""
        restriction, values = where(Filters(article_ids=tuple(map(storable, article_ids)) or ("",)))
        with self.snapshot() as connection:
            return clusters_of(connection, restriction, values)

    def newest_date(self) -> str | None:
        """The latest date of an article."""
        with self.snapshot() as connection:
            found: str | None = connection.execute("SELECT max(date) FROM articles").fetchone()[0]
        return found

    def article(self, article_id: str) -> Article:
        """One article with its text.

        Raises:
            NotFoundError: no such article.
        """
        with self.snapshot() as connection:
            row = connection.execute(
                "SELECT id, title, text, location, source, author, date, url, path, language, removed "
                "FROM articles WHERE id = ?",
                (storable(article_id),),
            ).fetchone()
        if row is None:
            raise failures.INDEX_NO_ARTICLE(article_id=article_id)
        key, title, text, location, source, author, day, url, path, language, removed = row
        try:
            counts = json.loads(removed)
        except (ValueError, TypeError):
            counts = None
        if not isinstance(counts, dict) or not isinstance(text, str):
            raise damaged(self._folder, f"the record of {article_id} is not readable")
        return Article(key, title, text, location, source, author, day, url, path, language, counts)

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The passages with these ids, in the order asked; ids that are gone are left out."""
        found: dict[str, Passage] = {}
        with self.snapshot() as connection:
            rows = connection.execute(
                "SELECT p.article, a.id, p.id, p.ordinal, p.start_offset, p.end_offset, p.sentences "
                "FROM passages AS p JOIN articles AS a ON a.number = p.article "
                "WHERE p.id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(ids)),),
            ).fetchall()
            texts = {
                number: connection.execute("SELECT text FROM articles WHERE number = ?", (number,)).fetchone()[0]
                for number in {row[0] for row in rows}
            }
        for number, article_id, key, ordinal, start, end, sentences in rows:
            try:
                spans = fitting(texts[number], start, end, sentences)
            except ValueError as error:
                raise damaged(self._folder, f"a passage of {article_id} {error}") from error
            found[key] = Passage(key, article_id, ordinal, start, end, texts[number][start:end], spans)
        return [found[key] for key in ids if key in found]

    def passages_of(self, article_id: str, ordinals: range) -> list[Passage]:
        """The passages of an article with these numbers in it, in its order; none where it is gone."""
        with self.snapshot() as connection:
            rows = connection.execute(
                "SELECT p.id FROM passages AS p JOIN articles AS a ON a.number = p.article "
                "WHERE a.id = ? AND p.ordinal >= ? AND p.ordinal < ? ORDER BY p.ordinal",
                (storable(article_id), ordinals.start, ordinals.stop),
            ).fetchall()
        return self.passages([key for (key,) in rows])

    def stored(self) -> list[StoredArticle]:
        """Every known input: the articles, then the recorded duplicates."""
        with self.snapshot() as connection:
            rows = connection.execute(
                "SELECT id, location, raw_hash, text_hash, NULL FROM articles UNION ALL "
                "SELECT a.id, d.location, d.raw_hash, a.text_hash, a.id "
                "FROM duplicates AS d JOIN articles AS a ON a.number = d.article"
            )
            return [StoredArticle(*row) for row in rows]

    def vectors(self, ids: Sequence[str], dimension: int) -> np.ndarray:
        """The stored vectors, float32 of shape (len(ids), dimension), in the order asked.

        Raises:
            NotFoundError: a passage is not in the index (any more).
        """
        with self.snapshot() as connection:
            rows = dict(
                connection.execute(
                    "SELECT p.id, CAST(v.vector AS BLOB) FROM passages AS p JOIN vectors AS v ON v.passage = p.number "
                    "WHERE p.id IN (SELECT value FROM json_each(?))",
                    (json.dumps(list(ids)),),
                )
            )
        missing = [key for key in ids if key not in rows]
        if missing:
            raise failures.INDEX_NO_PASSAGE(passage_id=missing[0])
        found = [rows[key] for key in ids]
        broken = sum(not _has_size(vector, dimension) for vector in found)
        if broken:
            raise failures.INDEX_VECTOR_DAMAGED(count=broken, folder=self._folder)
        return matrix(found, dimension)

    # --- search ---------------------------------------------------------------------------

    def lexical(self, terms: Sequence[str], k: int, filters: Filters) -> list[tuple[str, float]]:
        """Passages that hold any of the terms with their BM25 score (higher is better), best first."""
        quoted = [_quoted(term) for term in dict.fromkeys(terms) if term.strip()]
        if not quoted or k < 1:
            return []
        restriction, values = where(filters)
        with self.snapshot() as connection:
            rows = connection.execute(
                "SELECT p.id, -lexicon.rank FROM lexicon "  # noqa: S608 - values are bound
                "JOIN passages AS p ON p.number = lexicon.rowid "
                "JOIN articles AS a ON a.number = p.article "
                f"WHERE lexicon MATCH ? AND lexicon.rank MATCH ? AND {restriction} "
                "ORDER BY lexicon.rank LIMIT ?",
                (" OR ".join(quoted), f"bm25({TITLE_WEIGHT}, {TEXT_WEIGHT})", *values, k),
            )
            return [(key, float(score)) for key, score in rows]

    def document_frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        """In how many passages (or their titles) each term occurs, and how many passages there are."""
        with self.snapshot() as connection:
            counts = [
                connection.execute("SELECT count(*) FROM lexicon WHERE lexicon MATCH ?", (_quoted(term),)).fetchone()[0]
                for term in terms
            ]
            total = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
        return counts, total

    def vocabulary(self) -> dict[str, int]:
        """The stems of all titles and texts, each with the number of passages that have it."""
        with self._lock, translated(self._folder):
            (only_read,) = self._connection.execute("PRAGMA query_only").fetchone()
            self._connection.execute("PRAGMA query_only = OFF")  # a view of the index in memory, not on the disk
            try:
                self._connection.execute(
                    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab('main', 'lexicon', 'row')"
                )
            finally:
                self._connection.execute(f"PRAGMA query_only = {only_read}")
        with self.snapshot() as connection:
            return dict(connection.execute("SELECT term, doc FROM temp.vocabulary"))

    def mentioning(self, term: str, filters: Filters) -> dict[str, str]:
        """The articles that have a word or phrase in title or text, each with the first passage that has it.

        Newest first, undated ones last.
        """
        restriction, values = where(filters)
        with self.snapshot() as connection:
            rows = connection.execute(
                "SELECT a.id, p.id, min(p.ordinal) FROM lexicon "  # noqa: S608 - values are bound
                "JOIN passages AS p ON p.number = lexicon.rowid "
                "JOIN articles AS a ON a.number = p.article "
                f"WHERE lexicon MATCH ? AND {restriction} GROUP BY a.id ORDER BY a.date DESC NULLS LAST, a.id",
                (_quoted(term), *values),
            )
            return {article: passage for article, passage, _ in rows}

    def matching(self, filters: Filters, limit: int) -> int:
        """How many passages pass the filters, counted up to ``limit``."""
        restriction, values = where(filters)
        with self.snapshot() as connection:
            found: int = connection.execute(
                "SELECT count(*) FROM (SELECT 1 FROM passages AS p "  # noqa: S608 - values are bound
                "JOIN articles AS a ON a.number = p.article "
                f"WHERE {restriction} LIMIT ?)",
                (*values, limit),
            ).fetchone()[0]
        return found

    def known(self, names: Sequence[str], filters: Filters, up_to: int) -> dict[str, str]:
        """The passage ids of those of Chroma's names that are in the catalog, no newer than ``up_to``, and pass."""
        restriction, values = where(filters)
        with self.snapshot() as connection:
            name = vector_name(read_meta(connection)["vector_names"])
            # by the row's number, where that is the name: the expression itself would read all rows
            column = "p.id" if name == "p.id" else "p.number"
            rows = connection.execute(
                f"SELECT {name}, p.id FROM passages AS p "  # noqa: S608 - values are bound
                "JOIN articles AS a ON a.number = p.article "
                f"WHERE {column} IN (SELECT value FROM json_each(?)) AND p.number <= ? AND {restriction}",
                (json.dumps(list(names)), up_to, *values),
            )
            return dict(rows.fetchall())

    def rank(self, query: np.ndarray, k: int, filters: Filters, *, newer_than: int = 0) -> list[tuple[str, float]]:
        """The nearest passages among those that pass, exactly, on the stored vectors.

        Args:
            query: float32 of shape (dimension,), L2-normalised like the stored vectors.
            k: how many at most.
            filters: what they must pass.
            newer_than: only passages with a higher number.

        Returns:
            (passage id, cosine), best first.
        """
        restriction, values = where(filters)
        best: list[tuple[float, str]] = []
        with self.snapshot() as connection:
            cursor = connection.execute(
                "SELECT p.id, v.vector FROM passages AS p "  # noqa: S608 - values are bound
                "JOIN vectors AS v ON v.passage = p.number "
                "JOIN articles AS a ON a.number = p.article "
                f"WHERE p.number > ? AND typeof(v.vector) = 'blob' AND length(v.vector) = ? AND {restriction}",
                (newer_than, len(query) * VECTOR_TYPE.itemsize, *values),
            )
            while rows := cursor.fetchmany(RANK_ROWS):
                scores = np.nan_to_num(matrix([row[1] for row in rows], len(query)) @ query, nan=-1.0)
                top = np.argsort(-scores, kind="stable")[:k]
                best += [(float(scores[at]), rows[at][0]) for at in top]
                best = heapq.nlargest(k, best, key=lambda pair: pair[0])
        return [(key, score) for score, key in best]


def matrix(blobs: Sequence[bytes], dimension: int) -> np.ndarray:
    """Stored vectors as float32 of shape (len(blobs), dimension)."""
    return np.frombuffer(b"".join(blobs), dtype=VECTOR_TYPE).reshape(len(blobs), dimension)


def where(filters: Filters) -> tuple[str, list[str]]:
    """The filters as SQL over ``articles AS a``: a condition and its values.

    An undated article has NULL for a date, which no comparison in SQL matches.

    Raises:
        InputError: a date is no ISO date.
    """
    conditions, values = ["1"], []
    if filters.date_from:
        conditions.append("a.date >= ?")
        values.append(_iso(filters.date_from))
    if filters.date_to:
        conditions.append("a.date <= ?")
        values.append(_iso(filters.date_to))
    if filters.sources:
        conditions.append("a.source_key IN (SELECT value FROM json_each(?))")
        values.append(json.dumps([source_key(source) for source in filters.sources]))
    if filters.article_ids:
        conditions.append("a.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(filters.article_ids)))
    return " AND ".join(conditions), values


def _in_cluster(article: ArticleSummary, cluster: Cluster) -> ArticleSummary:
    oldest = cluster.articles[0]
    return replace(
        article,
        copy_of=None if oldest == article.id else oldest,
        agency=cluster.agency,
        copies=len(cluster.articles) - 1,
    )


def source_key(source: str) -> str:
    """An outlet's name as it is compared: without regard to case and outer blanks."""
    return source.strip().casefold()


def fitting(text: object, start: object, end: object, sentences: object) -> tuple[tuple[int, int], ...]:
    """The sentences of a passage as spans.

    Raises:
        ValueError: it does not fit its text; the message says how, as the end of a sentence.
    """
    if not isinstance(text, str) or not isinstance(start, int) or not isinstance(end, int):
        raise ValueError("has no offsets or no text")  # noqa: TRY004 - a value that was read, not an argument
    if not 0 <= start < end <= len(text):
        raise ValueError("lies outside its text")
    try:
        spans = json.loads(sentences) if isinstance(sentences, str) else None
        return tuple((int(first), int(last)) for first, last in spans or ())
    except (ValueError, TypeError) as error:
        raise ValueError("has no readable sentences") from error


def _has_size(vector: object, dimension: int) -> bool:
    return isinstance(vector, bytes) and len(vector) == dimension * VECTOR_TYPE.itemsize


def storable(text: str) -> str:
    """Text as UTF-8 can carry it: arguments of a command line may hold bytes that are none."""
    return text.encode(errors="replace").decode()


def _quoted(term: str) -> str:
    """A term as an FTS5 string, in which nothing is query syntax; a NUL would end the query."""
    return '"' + storable(term).replace('"', '""').replace("\0", " ") + '"'


def _iso(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise failures.INDEX_DATE_WRONG(text=text) from error
