"""Whether the catalog is whole in itself: records, texts, offsets, lexical index, vectors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from assistant.index import clusters, schema
from assistant.index.catalog import fitting
from assistant.index.changes import hash_text, is_whole
from assistant.index.faults import explained, translated_by_system
from assistant.index.meta import meta_problems

MENDED_BY_REWRITING = ("index", "never used")
"""What SQLite says of an index, which is a second copy of what the rows say, and of a page that holds nothing."""
AGAIN = "remove them and ingest their files again"


@dataclass
class Findings:
    """What is wrong, one sentence each: what ``--repair`` mends, and what it cannot; ``dead`` where it cannot run."""

    mendable: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    dead: bool = False

    @property
    def problems(self) -> list[str]:
        """All of them."""
        return [*self.mendable, *self.lost]

    @property
    def repair_helps(self) -> bool:
        """Whether ``--repair`` would make anything better."""
        return bool(self.mendable) and not self.dead


def check(connection: sqlite3.Connection, dimension: int, *, full: bool) -> Findings:
    """Everything that can be told by reading.

    Args:
        connection: to the catalog, inside a transaction.
        dimension: of a vector.
        full: also compare each text with its hash.

    Raises:
        sqlite3.Error: a table is damaged or missing.
    """
    found = Findings(mendable=meta_problems(connection))
    for (line,) in connection.execute("PRAGMA integrity_check(3)"):
        if line != "ok":
            mends = any(words in line for words in MENDED_BY_REWRITING)
            told = " ".join(line.replace("*** in database main ***", "").split())
            (found.mendable if mends else found.lost).append(f"The catalog fails SQLite's check: {told}.")
            found.dead |= not mends
    orphans = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    _add(found.mendable, orphans, "{} records of the catalog belong to an article or a passage that is gone.")
    _add(found.lost, _unfit_passages(connection), f"{{}} articles have passages that do not fit their text; {AGAIN}.")
    unread = connection.execute("SELECT count(*) FROM articles WHERE NOT json_valid(removed)").fetchone()[0]
    _add(found.mendable, unread, "{} articles have no readable record of what was cut off.")
    broken = sum(not is_whole(vector, dimension) or not any(vector) for vector in _vectors(connection))
    _add(found.mendable, broken, "{} passages have no whole vector in the catalog.")
    unfit = clusters.unfit(connection, full=full)
    _add(found.mendable, unfit, "{} articles have no fitting signature for near copies.")
    if full:
        rows = connection.execute("SELECT text, text_hash FROM articles")
        changed = sum(not isinstance(text, str) or hash_text(text) != known for text, known in rows)
        _add(found.lost, changed, f"The texts of {{}} articles are not those that were stored; {AGAIN}.")
    return found


def check_lexicon(connection: sqlite3.Connection) -> list[str]:
    """Whether the lexical index has exactly the passages; its words are compared by :func:`compare_words`."""
    counted = (
        (
            "SELECT count(*) FROM passages AS p LEFT JOIN lexicon_docsize AS d ON d.id = p.number WHERE d.id IS NULL",
            "{} passages are missing in the lexical index.",
        ),
        (
            "SELECT count(*) FROM lexicon_docsize AS d LEFT JOIN passages AS p ON p.number = d.id "
            "WHERE p.number IS NULL",
            "The lexical index has {} passages that are gone.",
        ),
    )
    problems: list[str] = []
    try:
        for query, sentence in counted:
            _add(problems, connection.execute(query).fetchone()[0], sentence)
        connection.execute("SELECT count(*) FROM lexicon WHERE lexicon MATCH 'a'").fetchone()
    except sqlite3.DatabaseError as error:
        problems.append(f"The lexical index cannot be read ({error}).")
    return problems


def compare_words(folder: Path) -> list[str]:
    """FTS5's own comparison of its words with the passages; it is a command to be written, and changes nothing.

    Raises:
        IndexStoreError: the catalog cannot be written, for which the lexical index is not at fault.
    """
    try:
        with translated_by_system(folder), closing(schema.connect_writer(folder)) as connection:
            connection.execute("INSERT INTO lexicon (lexicon, rank) VALUES ('integrity-check', 1)")
    except sqlite3.Error as error:
        name: str = getattr(error, "sqlite_errorname", "")
        if name.startswith("SQLITE_CORRUPT") or name == "SQLITE_ERROR":
            return ["The words of the lexical index are not those of the passages."]
        raise explained(error, folder) from error
    return []


def _unfit_passages(connection: sqlite3.Connection) -> int:
    """How many articles have a passage that search could not show."""
    # one row an article, as a long text in each passage's row would take time with the square of its length
    articles = connection.execute(
        "SELECT number, title, text FROM articles "  # a title may be no UTF-8
        "WHERE number IN (SELECT article FROM passages)"
    )
    return sum(not _fits(connection, number, text) for number, _, text in articles)


def _fits(connection: sqlite3.Connection, article: int, text: str) -> bool:
    rows = connection.execute("SELECT start_offset, end_offset, sentences FROM passages WHERE article = ?", (article,))
    try:
        for passage in rows:
            fitting(text, *passage)
    except ValueError:
        return False
    return True


def _vectors(connection: sqlite3.Connection) -> Iterator[bytes]:
    query = "SELECT CAST(v.vector AS BLOB) FROM passages AS p LEFT JOIN vectors AS v ON v.passage = p.number"
    return (vector for (vector,) in connection.execute(query))


def _add(problems: list[str], count: int, sentence: str) -> None:
    if count:
        problems.append(sentence.format(count))
