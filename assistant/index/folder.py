"""The index folder before it is an index: what may become one, and how it does."""

from __future__ import annotations

import os
import uuid
from importlib import metadata
from pathlib import Path

from assistant import failures
from assistant.errors import IndexDamagedError
from assistant.index import meta, private, schema, vector_files
from assistant.index.faults import CATALOG, translated
from assistant.index.locks import LOCK_FILES, write_lock
from assistant.index.signatures import RECIPE

DISTRIBUTION = "cited-news-assistant"
CREATION_WAITS = 10.0  # seconds for another process that is just making the same index: milliseconds


def checked_path(folder: Path) -> Path:
    """The absolute path of an index folder.

    Raises:
        IndexFormatError: it cannot be written in UTF-8; SQLite could open it, Chroma cannot.
    """
    try:
        path = Path(folder).expanduser().absolute()
    except RuntimeError:  # "~somebody" whom this machine does not know: a name like any other
        path = Path(folder).absolute()
    try:
        if "\0" not in str(path) and os.fsencode(path).decode("utf-8"):
            return path
    except UnicodeError:
        pass
    printable = str(path).encode(errors="replace").decode().replace("\0", "?")
    raise failures.INDEX_PATH_NOT_TEXT(folder=printable)


def is_to_be_made(folder: Path) -> bool:
    """Whether there is no index yet.

    Raises:
        IndexFormatError: there is something else.
        IndexDamagedError: there was an index, whose catalog is gone.
        IndexStoreError: it cannot be looked at.
    """
    catalog = folder / CATALOG
    with translated(folder):
        if not folder.exists():
            return True
        if not folder.is_dir():
            raise failures.INDEX_IS_A_FILE(folder=folder)
        others = [path for path in folder.iterdir() if path.name not in LOCK_FILES]
        if catalog.exists() or catalog.is_symlink():
            if not catalog.is_file():
                raise failures.INDEX_NO_FILE(path=catalog)
            blank = _catalog_is_blank(folder)
            if blank and vector_files.folders(folder):
                raise _catalog_missing(folder)
            return blank
        if any((place / "chroma.sqlite3").exists() for place in vector_files.folders(folder)):
            raise _catalog_missing(folder)
        if others:
            raise failures.INDEX_OTHER_FILES(folder=folder, name=others[0].name)
    return True


def _catalog_is_blank(folder: Path) -> bool:
    connection = schema.connect_reader(folder, writable=os.access(folder, os.W_OK))
    try:
        return schema.is_blank(connection)
    finally:
        connection.close()


def _catalog_missing(folder: Path) -> IndexDamagedError:
    return failures.INDEX_CATALOG_MISSING(folder=folder, file=CATALOG)


def make(folder: Path, embedding: str, dimension: int, url: str | None) -> None:
    """Make the folder and an empty catalog in it.

    Raises:
        IndexStoreError: the folder cannot be made.
    """
    try:
        private.make_folder(folder)
    except OSError as error:
        raise failures.INDEX_CANNOT_BE_MADE(folder=folder, reason=error.strerror) from error
    with write_lock(folder, wait=CREATION_WAITS), translated(folder):
        private.make_file(folder / CATALOG)
        connection = schema.connect_writer(folder)
        try:
            if schema.is_blank(connection):  # else another process was faster
                schema.create(connection, _first_meta(embedding, dimension, url))
        finally:
            connection.close()


def _first_meta(embedding: str, dimension: int, url: str | None) -> dict[str, str]:
    """What is recorded about a new index. The collection's name is unique, for a server may hold many."""
    return (
        meta.DEFAULTS
        | meta.LATER
        | {
            "embedding": embedding,
            "dimension": str(dimension),
            "collection": f"articles-{uuid.uuid4().hex}",
            "vectors_at": url or "folder",
            "vector_names": meta.BY_NUMBER,
            "purge": "0",
            meta.SIGNATURES: RECIPE,
            "created_with": _version(),
        }
    )


def _version() -> str:
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "unknown"  # run from a checkout that is not installed
