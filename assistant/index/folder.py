"""The index folder before it is an index: what may become one, and how it does."""

from __future__ import annotations

import os
import uuid
from importlib import metadata
from pathlib import Path

from assistant.errors import IndexDamagedError, IndexFormatError, IndexStoreError
from assistant.index import schema
from assistant.index.locks import LOCK_FILES, write_lock
from assistant.index.vectors import FOLDER

DISTRIBUTION = "cited-news-assistant"
CREATION_WAITS = 10.0  # seconds for another process that is just making the same index: milliseconds


def is_to_be_made(folder: Path) -> bool:
    """Whether there is no index yet.

    Raises:
        IndexFormatError: there is something else.
        IndexDamagedError: there was an index, whose catalog is gone.
    """
    if not folder.exists():
        return True
    if not folder.is_dir():
        raise IndexFormatError(f"{folder} is a file, not an index folder; name a new or empty folder.")
    catalog = folder / schema.CATALOG
    try:
        others = [path for path in folder.iterdir() if path.name not in LOCK_FILES]
        if catalog.is_file():
            with schema.translated(folder):
                blank = _catalog_is_blank(folder)
            if blank and (folder / FOLDER).exists():
                raise _catalog_missing(folder)
            return blank
    except OSError as error:
        raise IndexStoreError(f"The index folder {folder} cannot be read: {error.strerror}.") from error
    if (folder / FOLDER / "chroma.sqlite3").exists():
        raise _catalog_missing(folder)
    if others:
        raise IndexFormatError(
            f"{folder} is not an index: it holds other files, such as {others[0].name}; name a new or empty folder."
        )
    return True


def _catalog_is_blank(folder: Path) -> bool:
    connection = schema.connect_reader(folder, writable=os.access(folder, os.W_OK))
    try:
        return schema.is_blank(connection)
    finally:
        connection.close()


def _catalog_missing(folder: Path) -> IndexDamagedError:
    return IndexDamagedError(
        f"The catalog of the index {folder} is missing; restore {schema.CATALOG} from a backup, "
        "or ingest the articles again into a new folder."
    )


def make(folder: Path, embedding: str, dimension: int, url: str | None) -> None:
    """Make the folder and an empty catalog in it.

    Raises:
        IndexStoreError: the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexStoreError(
            f"The index folder {folder} cannot be made ({error.strerror}); name another one."
        ) from error
    with write_lock(folder, wait=CREATION_WAITS), schema.translated(folder):
        connection = schema.connect_writer(folder)
        try:
            if schema.is_blank(connection):  # else another process was faster
                schema.create(connection, _first_meta(embedding, dimension, url))
        finally:
            connection.close()


def _first_meta(embedding: str, dimension: int, url: str | None) -> dict[str, str]:
    """What is recorded about a new index. The collection's name is unique, for a server may hold many."""
    return {
        "embedding": embedding,
        "dimension": str(dimension),
        "generation": "0",
        "collection": f"articles-{uuid.uuid4().hex}",
        "vectors_at": url or "folder",
        "vector_files": "",
        "deletions": "0",
        "purge": "0",
        "created_with": _version(),
    }


def _version() -> str:
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "unknown"  # run from a checkout that is not installed
