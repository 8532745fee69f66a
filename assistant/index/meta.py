"""What the catalog records about the index and about the vectors, read so that a lost row costs little.

Only the embedding's name and dimension cannot be found again. Every other row is either counted anew or has a
value that makes the next write put it right.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from assistant.index.faults import damaged

FIRST_FOLDER = "chroma"  # also the one folder of the indexes that were made before a rebuild took a new one
BY_PASSAGE_ID = "passage"  # those indexes called a vector by its passage's id, which holds the file's name
BY_NUMBER = "number"

DEFAULTS = {
    "generation": "0",
    "collection": "",  # is found nowhere, so the vectors are rebuilt
    "vectors_at": "",
    "vector_files": "",
    "deletions": "0",
    "purge": "1",
    "created_with": "unknown",
}
"""What stands for a row that is missing. Rows that older indexes lack rightly are in :data:`LATER`."""
LATER = {"vector_folder": FIRST_FOLDER, "vector_names": BY_PASSAGE_ID, "leftover": ""}
SIGNATURES = "signatures"  # which kind the signatures of near copies are; lost or of old, they are computed again
NUMBERS = ("generation", "deletions")


@dataclass(frozen=True, slots=True)
class CatalogState:
    """Where the catalog stands; one consistent snapshot.

    ``newest`` is the highest passage number, ``complete_to`` the one up to which Chroma has every
    passage, ``generation`` grows with each change, ``pending`` and ``tombstones`` count what Chroma
    has still to take over. ``collection`` in ``vector_folder`` holds the vectors, named as ``vector_names``
    says, and ``vector_files`` is the fingerprint of its files after the last write. ``leftover`` is a
    collection that a rebuild left on a server; ``purge`` says that deleted articles left something on the disk.
    """

    generation: int
    collection: str
    vectors_at: str
    vector_folder: str
    vector_names: str
    vector_files: str
    leftover: str
    deletions: int
    purge: bool
    newest: int
    complete_to: int
    pending: int
    tombstones: int
    passages: int

    @property
    def settled(self) -> bool:
        """Whether no write was interrupted."""
        return not self.pending and not self.tombstones

    def holds_same_vectors(self, other: CatalogState) -> bool:
        """Whether Chroma's files are those of the other state."""
        return (self.collection, self.vector_folder, self.vector_files, self.settled) == (
            other.collection,
            other.vector_folder,
            other.vector_files,
            other.settled,
        )


def read_meta(connection: sqlite3.Connection) -> dict[str, str]:
    """All rows, with what stands for those that are missing or no number where one must be."""
    rows = dict(connection.execute("SELECT key, value FROM meta"))
    meta = DEFAULTS | LATER | {SIGNATURES: ""} | {key: value for key, value in rows.items() if isinstance(value, str)}
    for key in NUMBERS:
        if not _is_number(meta[key]):
            meta[key] = DEFAULTS[key]
    if Path(meta["vector_folder"]).name != meta["vector_folder"] or not meta["vector_folder"].startswith(FIRST_FOLDER):
        meta["vector_folder"] = FIRST_FOLDER  # no path may lead out of the index
    if "vector_folder" in rows and rows.get("vector_names") != BY_PASSAGE_ID:
        meta["vector_names"] = BY_NUMBER  # the row is lost; the first indexes have neither
    return meta


def meta_problems(connection: sqlite3.Connection) -> list[str]:
    """Rows that are missing or of the wrong kind, one sentence each."""
    rows = dict(connection.execute("SELECT key, value FROM meta"))
    wanted = [*DEFAULTS, *(LATER if {"vector_folder", "vector_names"} & rows.keys() else ())]
    problems = [f"The catalog's record of “{key}” is missing." for key in wanted if not isinstance(rows.get(key), str)]
    problems += [
        f"The catalog's record of “{key}” is no number." for key in NUMBERS if key in rows and not _is_number(rows[key])
    ]
    return problems


def embedding_of(meta: dict[str, str], folder: Path) -> tuple[str, int]:
    """Name and dimension of the embedding that the index was made with.

    Raises:
        IndexDamagedError: they are not recorded, and nothing else knows the name.
    """
    if not meta.get("embedding"):
        raise damaged(folder, "the name of its embedding is not recorded")
    if not _is_number(meta.get("dimension", "")) or not 0 < int(meta["dimension"]) < 2**31:
        raise damaged(folder, "the dimension of its embedding is not recorded")
    return meta["embedding"], int(meta["dimension"])


def set_meta(connection: sqlite3.Connection, **values: str) -> None:
    """Record facts; a row that was lost is there again."""
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def advance(connection: sqlite3.Connection, **counters: int) -> None:
    """Add to ``generation`` (1) and to the given counters."""
    meta = read_meta(connection)
    steps = {"generation": 1} | counters
    set_meta(connection, **{key: str(int(meta[key]) + step) for key, step in steps.items()})


def read_state(connection: sqlite3.Connection) -> CatalogState:
    """Where the catalog stands, read inside the caller's transaction."""
    meta = read_meta(connection)
    newest = connection.execute("SELECT coalesce(max(number), 0) FROM passages").fetchone()[0]
    first, pending = connection.execute("SELECT min(number), count(*) FROM passages WHERE indexed = 0").fetchone()
    return CatalogState(
        generation=int(meta["generation"]),
        collection=meta["collection"],
        vectors_at=meta["vectors_at"],
        vector_folder=meta["vector_folder"],
        vector_names=meta["vector_names"],
        vector_files=meta["vector_files"],
        leftover=meta["leftover"],
        deletions=int(meta["deletions"]),
        purge=meta["purge"] != "0",
        newest=newest,
        complete_to=newest if first is None else first - 1,
        pending=pending,
        tombstones=connection.execute("SELECT count(*) FROM tombstones").fetchone()[0],
        passages=connection.execute("SELECT count(*) FROM passages").fetchone()[0],
    )


def vector_name(names: str, passages: str = "p") -> str:
    """SQL for the name that Chroma has for a passage's vector."""
    return f"{passages}.id" if names == BY_PASSAGE_ID else f"CAST({passages}.number AS TEXT)"


def _is_number(text: object) -> bool:
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 19
