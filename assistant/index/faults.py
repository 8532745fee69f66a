"""What the errors of SQLite, of Chroma and of the system mean for an index, told apart by looking.

"disk I/O error" and "unable to open database file" stand for a full disk, a full temporary folder, too many
open files, a missing permission and a vanished folder alike; so the causes are looked at before damage is
named, which is the one that costs the user an index.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from assistant import failures
from assistant.errors import AssistantError, IndexStoreError

CATALOG = "catalog.sqlite3"
FULL_BELOW_BYTES = 4 * 1024 * 1024  # SQLite and Chroma both fail in odd words when less than this is free
TEMPORARY_FULL_BELOW_BYTES = 1024 * 1024
SPARE_HANDLES = 8  # what opening the catalog or Chroma's database takes, with log and journal
FULL = (errno.ENOSPC, errno.EDQUOT)
LEXICON_WORDS = ("lexicon", "fts5:")


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Turn SQLite's and the system's errors into one sentence with the remedy.

    Raises:
        IndexDamagedError: the catalog's file is damaged.
        IndexBusyError: another process kept it locked for longer than ``schema.BUSY_SECONDS``.
        IndexStoreError: a disk is full, the folder is read-only, or reading and writing fails.
    """
    with translated_by_system(folder):
        try:
            yield
        except sqlite3.Error as error:
            raise explained(error, folder) from error


@contextmanager
def translated_by_system(folder: Path) -> Iterator[None]:
    """Turn the operating system's errors into one sentence with the remedy.

    Raises:
        IndexStoreError: as :func:`explained_by_system` tells them.
    """
    try:
        yield
    except OSError as error:
        raise explained_by_system(error, folder) from error


def explained(error: sqlite3.Error, folder: Path) -> AssistantError:
    """The error for the user that stands for an error at the catalog."""
    # Errors that Python's module raises itself carry no SQLite name.
    name: str = getattr(error, "sqlite_errorname", "")
    text = str(error)
    if name.startswith("SQLITE_BUSY") or name.startswith("SQLITE_LOCKED"):
        return failures.INDEX_BUSY(folder=folder)
    if name.startswith("SQLITE_CORRUPT_VTAB") or (
        name in ("SQLITE_ERROR", "SQLITE_CORRUPT") and any(word in text for word in LEXICON_WORDS)
    ):
        return failures.INDEX_LEXICON_DAMAGED(folder=folder, reason=text)
    if name.startswith("SQLITE_CORRUPT") and _is_sound(folder):
        return failures.INDEX_LEXICON_DAMAGED(folder=folder, reason="it contradicts itself")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return damaged(folder, text)
    if name.startswith("SQLITE_READONLY"):
        return _unreadable_file(folder) or failures.INDEX_READ_ONLY(folder=folder)
    if name.startswith("SQLITE_CONSTRAINT"):
        return failures.INDEX_CONTRADICTS_ITSELF(folder=folder, reason=text)
    circumstance = found_outside(folder)
    if circumstance and name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return circumstance
    if name == "SQLITE_FULL":
        return failures.INDEX_DISK_FULL(folder=folder)
    if (name == "SQLITE_ERROR" and "no such" in text) or "Could not decode" in text:
        return damaged(folder, text)  # a table or column of ours is gone, or a text is none
    return failures.INDEX_CATALOG_UNUSABLE(folder=folder, reason=text)


def explained_by_system(error: OSError, folder: Path) -> IndexStoreError:
    """The error for the user that stands for an error of the operating system inside the index."""
    reason = error.strerror or str(error)
    path = Path(os.fsdecode(error.filename)) if error.filename else folder
    if error.errno in FULL:
        return found_outside(folder) or failures.INDEX_DISK_FULL(folder=folder)
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return failures.INDEX_TOO_MANY_FILES(folder=folder)
    if error.errno == errno.EROFS:
        return failures.INDEX_READ_ONLY(folder=folder)
    if path == folder:
        return failures.INDEX_UNREADABLE(folder=folder, reason=reason)
    return failures.INDEX_FILE_UNREADABLE(path=path, reason=reason)


def found_outside(folder: Path) -> IndexStoreError | None:
    """What outside the files' content makes every access fail; None when there is nothing of the kind."""
    if not handles_left(SPARE_HANDLES):
        return failures.INDEX_TOO_MANY_FILES(folder=folder)
    try:
        (folder / CATALOG).stat()
    except FileNotFoundError:
        if not folder.exists():
            return failures.INDEX_VANISHED(folder=folder)
        return failures.INDEX_CATALOG_MISSING(folder=folder, file=CATALOG)
    except OSError as error:
        return failures.INDEX_UNREADABLE(folder=folder, reason=error.strerror)
    if _free(folder) < FULL_BELOW_BYTES:
        return failures.INDEX_DISK_FULL(folder=folder)
    temporary = _temporary_folder()
    if _free(temporary) < TEMPORARY_FULL_BELOW_BYTES:
        return failures.INDEX_TEMPORARY_FOLDER_FULL(temporary=temporary, folder=folder)
    return _unreadable_file(folder)


def damaged(folder: Path, reason: str) -> AssistantError:
    """The sentence for a catalog that cannot be read as what it is."""
    return failures.INDEX_CATALOG_DAMAGED(folder=folder, reason=reason, file=CATALOG)


def is_panic(error: BaseException) -> bool:
    """Whether Chroma's Rust code gave up; its exception is none of ``Exception``, lest it be caught unseen."""
    return type(error).__name__ == "PanicException"


def _is_sound(folder: Path) -> bool:
    """Whether the catalog is whole as a file, so that what is malformed is FTS5's own data in it."""
    try:
        with closing(sqlite3.connect(f"file:{quote(os.fsencode(folder / CATALOG))}?mode=ro", uri=True)) as connection:
            return connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    except sqlite3.Error:
        return False


def handles_left(count: int) -> bool:
    """Whether this process may open so many more files."""
    opened: list[int] = []
    try:
        opened.extend(os.open(os.devnull, os.O_RDONLY) for _ in range(count))
    except OSError as error:
        return error.errno not in (errno.EMFILE, errno.ENFILE)
    finally:
        for handle in opened:
            os.close(handle)
    return True


def _temporary_folder() -> Path:
    """Where SQLite puts its temporary files (``tempfile`` would already look for one that is not full)."""
    named = (os.environ.get(name) for name in ("SQLITE_TMPDIR", "TMPDIR"))
    candidates = (*filter(None, named), "/var/tmp", "/tmp")  # noqa: S108 - SQLite's list, nothing is written
    return next((Path(one) for one in candidates if Path(one).is_dir()), Path.cwd())


def _free(folder: Path) -> int:
    with suppress(OSError):
        return shutil.disk_usage(folder).free
    return FULL_BELOW_BYTES  # not to be seen: then nothing is said about it


def _unreadable_file(folder: Path) -> IndexStoreError | None:
    """The first file of the catalog that stands there and cannot be read."""
    for name in (CATALOG, f"{CATALOG}-wal", f"{CATALOG}-shm"):
        path = folder / name
        if (path.is_symlink() or path.exists()) and not path.is_file():
            return failures.INDEX_NO_FILE(path=path)
        if path.exists() and not os.access(path, os.R_OK):
            return failures.INDEX_FILE_UNREADABLE(path=path, reason=os.strerror(errno.EACCES))
    return None
