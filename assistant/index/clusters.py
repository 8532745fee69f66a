"""Clusters of near copies in the catalog: signatures, the bands that bring alike ones together, and who is whose copy.

Two articles whose signatures say so are copies, and a cluster is all that hang together by such pairs, so that it does
not matter in which order they came. It is called by the smallest of its articles' numbers. A new article is compared
with those that share one of its bands only, never with all, and no text is read again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from assistant.articles.credit import stated_agency
from assistant.index.meta import SIGNATURES, read_meta, set_meta
from assistant.index.signatures import RECIPE, Signature, is_copy, read, signature

TABLES = """
CREATE TABLE IF NOT EXISTS signatures (
    article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    minhash BLOB NOT NULL,
    hashes BLOB NOT NULL,
    size INTEGER NOT NULL,
    cluster INTEGER NOT NULL,
    agency TEXT
);
CREATE INDEX IF NOT EXISTS signatures_by_cluster ON signatures (cluster);
CREATE TABLE IF NOT EXISTS bands (
    key INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (key, article)
) WITHOUT ROWID
"""
# A band needs no index by article, which would double it: they follow from the signature.

SHARING = 20
"""So many articles that share a band are compared: ten thousand copies of one bulletin would else be compared each with
all others, and who shares a band with them hangs together with some of the first."""
BATCH = 200  # articles whose signatures are computed in one transaction: half a second
BEGUN = f"{RECIPE} begun"

Transaction = Callable[[], AbstractContextManager[sqlite3.Connection]]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles that are one report.

    Attributes:
        articles: their ids, the oldest first, undated ones last.
        agency: which one of them states as its origin.
    """

    articles: tuple[str, ...]
    agency: str | None


# --- writing ------------------------------------------------------------------------------


def begin(connection: sqlite3.Connection) -> None:
    """Make the tables where an older version made the index; signatures of another kind go, to be computed again."""
    for statement in TABLES.split(";\n"):
        connection.execute(statement)
    if read_meta(connection)[SIGNATURES] in (RECIPE, BEGUN):
        return
    connection.execute("BEGIN IMMEDIATE")
    start_anew(connection)
    connection.execute("COMMIT")


def start_anew(connection: sqlite3.Connection) -> None:
    """Forget all signatures; :func:`complete` computes them again."""
    connection.execute("DELETE FROM bands")
    connection.execute("DELETE FROM signatures")
    set_meta(connection, **{SIGNATURES: BEGUN})


def complete(transaction: Transaction) -> None:
    """Compute the signatures that are missing, some articles at a time: a kill costs the last ones."""
    while True:
        with transaction() as connection:
            missing = connection.execute(
                "SELECT number, text, author FROM articles "
                "WHERE number NOT IN (SELECT article FROM signatures) LIMIT ?",
                (BATCH,),
            ).fetchall()
            for number, text, author in missing:
                add(connection, number, text, author)
            if len(missing) < BATCH:
                if read_meta(connection)[SIGNATURES] != RECIPE:
                    set_meta(connection, **{SIGNATURES: RECIPE})
                return


def add(connection: sqlite3.Connection, article: int, text: str, author: str | None) -> None:
    """Sign an article that is not signed yet, and put it into the cluster of those that it is alike."""
    own = signature(text)
    clusters = {cluster for _, cluster in _alike(connection, article, own)}
    cluster = min({article, *clusters})
    connection.execute(
        "INSERT INTO signatures (article, minhash, hashes, size, cluster, agency) VALUES (?, ?, ?, ?, ?, ?)",
        (article, *own.stored(), cluster, stated_agency(text, author)),
    )
    connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", ((key, article) for key in own.bands()))
    connection.executemany("UPDATE signatures SET cluster = ? WHERE cluster = ?", ((cluster, one) for one in clusters))


def is_signed(connection: sqlite3.Connection, article: int) -> bool:
    """Whether an article has its signature."""
    return connection.execute("SELECT 1 FROM signatures WHERE article = ?", (article,)).fetchone() is not None


def drop(connection: sqlite3.Connection, article: int) -> int | None:
    """Forget an article's signature; the cluster that must be grouped anew, once all are dropped that go."""
    row = connection.execute(
        "SELECT minhash, hashes, size, cluster FROM signatures WHERE article = ?", (article,)
    ).fetchone()
    own = read(*row[:3]) if row else None
    keys = own.bands() if own else []
    gone = connection.executemany("DELETE FROM bands WHERE key = ? AND article = ?", ((key, article) for key in keys))
    if own is None or gone.rowcount < len(set(keys)):  # it is damaged, so its bands are looked for
        connection.execute("DELETE FROM bands WHERE article = ?", (article,))
    connection.execute("DELETE FROM signatures WHERE article = ?", (article,))
    return row[3] if row else None


def regroup(connection: sqlite3.Connection, clusters: Iterable[int | None]) -> None:
    """See who still hangs together in clusters that have lost an article."""
    for cluster in {one for one in clusters if one is not None}:
        rows = connection.execute("SELECT article, minhash, hashes, size FROM signatures WHERE cluster = ?", (cluster,))
        signed = {article: read(*stored) for article, *stored in rows}
        leader = {article: article for article in signed}
        for article, own in signed.items():
            near = _alike(connection, article, own) if own else []
            for other in [number for number, _ in near if number in signed]:
                low, high = sorted((_leader(leader, article), _leader(leader, other)))
                leader[high] = low
        connection.executemany(
            "UPDATE signatures SET cluster = ? WHERE article = ?", ((_leader(leader, one), one) for one in signed)
        )


def _leader(leader: dict[int, int], article: int) -> int:
    """The smallest number that an article hangs together with (union-find; Galler and Fischer 1964)."""
    while leader[article] != article:
        leader[article] = leader[leader[article]]
        article = leader[article]
    return article


def _alike(connection: sqlite3.Connection, article: int, own: Signature) -> list[tuple[int, int]]:
    """Number and cluster of the articles that are copies of this one by their signatures."""
    sharing = {
        number
        for key in own.bands()
        for (number,) in connection.execute(
            "SELECT article FROM bands WHERE key = ? ORDER BY article LIMIT ?", (key, SHARING)
        )
    }
    rows = connection.execute(
        "SELECT article, cluster, minhash, hashes, size FROM signatures "
        "WHERE article IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(sharing - {article})),),
    )
    return [
        (number, cluster)
        for number, cluster, *stored in rows
        if (other := read(*stored)) is not None and is_copy(own, other)
    ]


# --- reading ------------------------------------------------------------------------------


def clusters_of(connection: sqlite3.Connection, restriction: str, values: Sequence[str]) -> dict[str, Cluster]:
    """The cluster of each article that passes, where it is not alone or states an agency.

    Args:
        connection: to the catalog, which may be of a version that knew none.
        restriction: as SQL over ``articles AS a``.
        values: of the restriction.
    """
    if not _has_tables(connection):
        return {}
    mine = connection.execute(
        "SELECT a.id, s.cluster, s.agency FROM articles AS a "  # noqa: S608 - values are bound
        f"JOIN signatures AS s ON s.article = a.number WHERE {restriction}",
        values,
    ).fetchall()
    members = _members(connection, {cluster for _, cluster, _ in mine})
    alone = {key: Cluster((key,), agency) for key, _, agency in mine if agency}
    return alone | {key: members[cluster] for key, cluster, _ in mine if cluster in members}


def _members(connection: sqlite3.Connection, clusters: Collection[int]) -> dict[int, Cluster]:
    """Those of several articles."""
    rows = connection.execute(
        "SELECT s.cluster, a.id, s.agency FROM signatures AS s JOIN articles AS a ON a.number = s.article "
        "WHERE s.cluster IN (SELECT cluster FROM signatures WHERE cluster IN (SELECT value FROM json_each(?)) "
        "GROUP BY cluster HAVING count(*) > 1) ORDER BY a.date IS NULL, a.date, a.number",
        (json.dumps(sorted(clusters)),),
    )
    found: dict[int, list[tuple[str, str | None]]] = {}
    for cluster, key, agency in rows:
        found.setdefault(cluster, []).append((key, agency))
    return {
        cluster: Cluster(tuple(key for key, _ in listed), _named_first([one for _, one in listed if one]))
        for cluster, listed in found.items()
    }


# --- checking -----------------------------------------------------------------------------


def unsigned(connection: sqlite3.Connection) -> int:
    """How many articles wait for their signature in an index that an older version made."""
    if read_meta(connection)[SIGNATURES] == RECIPE:
        return 0
    signed = "(SELECT article FROM signatures)" if _has_tables(connection) else "()"
    found: int = connection.execute(f"SELECT count(*) FROM articles WHERE number NOT IN {signed}").fetchone()[0]  # noqa: S608 - ours
    return found


def unfit(connection: sqlite3.Connection, *, full: bool) -> int:
    """How many articles have lost their signature or a band of it, or are in a cluster that is none.

    Args:
        connection: to the catalog, inside a transaction.
        full: also compare each signature with the text.
    """
    if not _has_tables(connection):
        return 0
    heads = dict(connection.execute("SELECT cluster, min(article) FROM signatures GROUP BY cluster"))
    told = "a.text, a.author, s.agency" if full else "NULL, NULL, NULL"
    rows = connection.execute(
        f"SELECT a.number, s.cluster, s.minhash, s.hashes, s.size, {told} FROM articles AS a "  # noqa: S608 - our own names
        "LEFT JOIN signatures AS s ON s.article = a.number"
    )
    complete = read_meta(connection)[SIGNATURES] == RECIPE
    wrong = banded = 0
    for number, cluster, *stored, text, author, agency in rows:
        if stored == [None, None, None] and not complete:
            continue  # it waits for its signature
        own = read(*stored)
        bands = set(own.bands()) if own else set()
        known = _count_bands(connection, number, bands)
        banded += known
        fits = own is not None and known == len(bands) and heads.get(cluster) == cluster
        if fits and full and own and isinstance(text, str):
            fits = (own.stored(), agency) == (signature(text).stored(), stated_agency(text, author))
        wrong += not fits
    left = int(connection.execute("SELECT count(*) FROM bands").fetchone()[0]) - banded
    return wrong + bool(left and not wrong)  # bands of an article that is gone


def _count_bands(connection: sqlite3.Connection, article: int, bands: Collection[int]) -> int:
    found: int = connection.execute(
        "SELECT count(*) FROM json_each(?) AS j JOIN bands AS b ON b.key = j.value AND b.article = ?",
        (json.dumps(sorted(bands)), article),
    ).fetchone()[0]
    return found


def _has_tables(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'signatures'").fetchone())


def _named_first(agencies: Sequence[str]) -> str | None:
    """The first agency with a name of its own, before "Staff and agencies"."""
    return min(agencies, key=lambda one: " and agenc" in one.lower(), default=None)
