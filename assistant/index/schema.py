"""The catalog's tables, and how its file is opened.

The catalog is the one truth of an index: the vector store can be rebuilt from it. Text is stored
once, in ``articles.text``; passages are offsets into it, and the full-text index reads the passages
through a view, which asks a function of ours for them (``_PassageTexts``).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from assistant import failures
from assistant.index import clusters
from assistant.index.faults import CATALOG, damaged

APPLICATION_ID = 0x4E657773  # "News": tells our catalog from any other SQLite file
SCHEMA_VERSION = 3  # 1 had a view that took time with the square of an article's length, 2 knew no near copies
BUSY_SECONDS = 15.0  # a writer's transaction is one batch, well below a second; a full disk cache may add some

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    location TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    source TEXT,
    source_key TEXT,
    author TEXT,
    date TEXT,
    url TEXT,
    path TEXT,
    language TEXT,
    removed TEXT NOT NULL,
    raw_hash TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX articles_by_date ON articles (date);
CREATE INDEX articles_by_source ON articles (source_key);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    sentences TEXT NOT NULL,
    indexed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX passages_by_article ON passages (article);
CREATE INDEX passages_pending ON passages (number) WHERE indexed = 0;
CREATE TABLE vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (number) ON DELETE CASCADE,
    vector BLOB NOT NULL
);
CREATE TABLE duplicates (
    location TEXT PRIMARY KEY,
    raw_hash TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX duplicates_by_article ON duplicates (article);
CREATE TABLE tombstones (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
PASSAGE_TEXTS = """
CREATE VIEW passage_texts AS
    SELECT p.number AS number, a.title AS title,
           passage_text(a.number, a.text_hash, p.start_offset, p.end_offset) AS text
    FROM passages AS p JOIN articles AS a ON a.number = p.article
"""
GONE = "CREATE TABLE IF NOT EXISTS gone (article TEXT NOT NULL, files TEXT NOT NULL)"
LEXICON = """
CREATE VIRTUAL TABLE lexicon USING fts5 (
    title, text, content = 'passage_texts', content_rowid = 'number',
    tokenize = 'porter unicode61 remove_diacritics 2'
)
"""
# passages.number never repeats (AUTOINCREMENT): "everything above this number is newer" lets a reader
# that loaded the vectors earlier find what it has not seen. tombstones are vectors still to be deleted.

HAS_FTS_SECURE_DELETE = sqlite3.sqlite_version_info >= (3, 42)


def connect_writer(folder: Path) -> sqlite3.Connection:
    """Open the catalog, which is there, for writing; a commit is on the disk when it returns.

    ``secure_delete`` overwrites deleted rows with zeros: a removed article's text leaves the file.
    """
    with _closed_on_error(_connect(folder / CATALOG, "rw")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
    connection.create_function("passage_text", 4, _PassageTexts(connection))
    return connection


class _PassageTexts:
    """The function ``passage_text`` of the view: an article's text is read once for all its passages.

    SQLite's ``substr`` reads the whole text for each of them: 27 s for one article of 5 MB, 7 minutes for 20 MB.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._key: tuple[object, object] | None = None
        self._text = ""

    def __call__(self, article: object, text_hash: object, start: int, end: int) -> str:
        """``text_hash`` tells an article's text from the one that it had before."""
        if self._key != (article, text_hash):
            query = "SELECT CAST(text AS BLOB) FROM articles WHERE number = ?"
            (stored,) = self._connection.execute(query, (article,)).fetchone()
            self._text = (stored or b"").decode(errors="replace")  # a damaged text is not the lexical index's fault
            self._key = (article, text_hash)
        return self._text[start:end]


def connect_reader(folder: Path, *, writable: bool) -> sqlite3.Connection:
    """Open the catalog for reading only, in a folder that may be read-only.

    In a read-only folder SQLite cannot make the files that readers and writers share in WAL mode.
    ``mode=ro`` works when they are there (left by a killed writer, who may have left rows in them);
    where they are not, nothing is unread in them, and the file is opened as immutable.
    """
    path = folder / CATALOG
    if writable:
        with _closed_on_error(_connect(path, "rw")) as connection:
            connection.execute("PRAGMA query_only = ON")
        return connection
    try:
        with _closed_on_error(_connect(path, "ro")) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            raise
        connection = _connect(path, "ro&immutable=1")
    return connection


@contextmanager
def _closed_on_error(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield connection
    except sqlite3.Error:
        connection.close()
        raise


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(os.fsencode(path))}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    with _closed_on_error(connection):
        # what is sorted or kept for a rollback of one statement is small: a full temporary folder stops nothing
        connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def is_blank(connection: sqlite3.Connection) -> bool:
    """Whether the file holds nothing yet: a creation that was killed before its transaction."""
    return (
        _pragma(connection, "application_id") == 0
        and _pragma(connection, "user_version") == 0
        and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    )


def create(connection: sqlite3.Connection, meta: dict[str, str]) -> None:
    """Make the tables and record ``meta``, all in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    for statement in TABLES.split(";\n"):
        connection.execute(statement)
    connection.execute(PASSAGE_TEXTS)
    connection.execute(GONE)
    for statement in clusters.TABLES.split(";\n"):
        connection.execute(statement)
    create_lexicon(connection)
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    connection.execute("COMMIT")


def complete(connection: sqlite3.Connection) -> None:
    """Bring an older index to this format; a reader can do without."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'gone'").fetchone():
        connection.execute(GONE)
    if _pragma(connection, "user_version") < SCHEMA_VERSION:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DROP VIEW IF EXISTS passage_texts")
        connection.execute(PASSAGE_TEXTS)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    clusters.begin(connection)


def create_lexicon(connection: sqlite3.Connection) -> None:
    """Make the lexical index, empty."""
    connection.execute(LEXICON)
    if HAS_FTS_SECURE_DELETE:
        connection.execute("INSERT INTO lexicon (lexicon, rank) VALUES ('secure-delete', 1)")


def check_format(connection: sqlite3.Connection, folder: Path) -> None:
    """Refuse a file that is not our catalog, or that a newer version made.

    Raises:
        IndexFormatError: in either case.
        IndexDamagedError: the file is cut short.
    """
    version = _pragma(connection, "user_version")
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise failures.INDEX_OTHER_DATABASE(folder=folder, file=CATALOG)
    if version > SCHEMA_VERSION:
        raise failures.INDEX_NEWER_FORMAT(folder=folder, found=version, known=SCHEMA_VERSION)
    _check_length(connection, folder)


def _check_length(connection: sqlite3.Connection, folder: Path) -> None:
    """SQLite misses a file that is cut in its last page until it reads that page.

    While the write-ahead log holds pages, the file may rightly be shorter.
    """
    path, log = folder / CATALOG, folder / f"{CATALOG}-wal"
    log_was_empty = not _size(log)
    expected = _pragma(connection, "page_count") * _pragma(connection, "page_size")
    if _size(path) < expected and log_was_empty and not _size(log):
        raise damaged(folder, "it is cut short")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
