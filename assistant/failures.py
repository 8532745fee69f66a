"""The table of failures: for each, where it arises, what the user is told, and what to do.

Every :class:`~assistant.errors.AssistantError` is a row of this table with its facts filled in::

    raise failures.INDEX_DISK_FULL(folder=folder) from error

The error's class decides the exit code (see ``assistant/errors.py``). ``docs/failures.md`` is this table as a
page, written by ``python docs/failures.py``; a test keeps the two alike, and another that no error is made
beside the table. "Something unforeseen" (``cli/edge.py``) is for bugs alone.

Rows stand under the station where they arise. A row is named STATION_WHAT; its sentence is ``what``, a
semicolon and ``remedy``, with facts in braces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant.errors import (
    AssistantError,
    IndexBusyError,
    IndexDamagedError,
    IndexFormatError,
    IndexReadOnlyError,
    IndexStoreError,
    InputError,
    NotFoundError,
)

E = TypeVar("E", bound=AssistantError)


@dataclass(frozen=True, slots=True)
class Failure(Generic[E]):
    """One row.

    Attributes:
        kind: the error's class; it knows the exit code and whether a retry makes sense.
        what: what is wrong, as the beginning of a sentence without its full stop.
        remedy: what to do, as the end of that sentence; empty where ``what`` says it all.
    """

    kind: type[E]
    what: str
    remedy: str = ""

    def __call__(self, **facts: object) -> E:
        """The error, with its facts filled in.

        Raises:
            KeyError: a fact that the sentence names is missing.
        """
        return self.kind(self.sentence.format(**facts))

    @property
    def sentence(self) -> str:
        """The whole sentence, facts still in braces."""
        return f"{self.what}; {self.remedy}." if self.remedy else f"{self.what}."


def table() -> dict[str, Failure[AssistantError]]:
    """All rows by name, in the order of this module."""
    return {name: row for name, row in globals().items() if isinstance(row, Failure)}


# === settings and command line ================================================================


# === articles: files, folders, URLs ===========================================================


# === index: catalog and vectors ===============================================================

INDEX_DISK_FULL = Failure(
    IndexStoreError,
    "The disk of the index {folder} is full",
    "free some space and run the same command again (what was reported as added is kept)",
)
INDEX_TEMPORARY_FOLDER_FULL = Failure(
    IndexStoreError,
    "The temporary folder {temporary} is full, so the index {folder} cannot be worked with",
    "free some space there, or name another folder in the environment variable TMPDIR",
)
INDEX_TOO_MANY_FILES = Failure(
    IndexStoreError,
    "This process may not open any more files, so the index {folder} cannot be worked with",
    "raise the limit (`ulimit -n 1024`) and run the same command again",
)
INDEX_READ_ONLY = Failure(
    IndexReadOnlyError,
    "The index {folder} is read-only, so it can be searched but not changed",
    "make the folder writable or ingest into another one",
)
INDEX_BUSY = Failure(
    IndexBusyError,
    "Another process is writing to the index {folder}",
    "wait until it has finished, then try again",
)
INDEX_UNREADABLE = Failure(
    IndexStoreError,
    "The index folder {folder} cannot be read: {reason}",
    "give yourself the right to read it, or name another folder",
)
INDEX_FILE_UNREADABLE = Failure(
    IndexStoreError,
    "{path} of the index cannot be opened: {reason}",
    "give yourself the right to read and write it, or name another index folder",
)
INDEX_NO_FILE = Failure(
    IndexStoreError,
    "{path} of the index is no file",
    "move away what stands in its place and restore the file from a backup, or name another index folder",
)
INDEX_CANNOT_BE_MADE = Failure(
    IndexStoreError,
    "The index folder {folder} cannot be made ({reason})",
    "name another one",
)
INDEX_VANISHED = Failure(
    IndexStoreError,
    "The index folder {folder} has vanished while it was open",
    "put it back, or ingest the articles again",
)
INDEX_PATH_NOT_TEXT = Failure(
    IndexFormatError,
    "The path {folder} of the index cannot be written in UTF-8, which the vectors' store demands",
    "rename the folder, or name another one",
)
INDEX_MISSING = Failure(
    IndexFormatError,
    "There is no index at {folder} yet",
    "run `assistant ingest PATH` first to make one",
)
INDEX_IS_A_FILE = Failure(
    IndexFormatError,
    "{folder} is a file, not an index folder",
    "name a new or empty folder",
)
INDEX_OTHER_FILES = Failure(
    IndexFormatError,
    "{folder} is not an index: it holds other files, such as {name}",
    "name a new or empty folder",
)
INDEX_OTHER_DATABASE = Failure(
    IndexFormatError,
    "{folder} is not an index of this program: its {file} is another program's database",
    "name a new or empty folder",
)
INDEX_NEWER_FORMAT = Failure(
    IndexFormatError,
    "The index {folder} was made by a newer version (format {found}, this one reads up to {known})",
    "update this program or use another index folder",
)
INDEX_OTHER_EMBEDDING = Failure(
    IndexFormatError,
    "The index {folder} was made with the embedding {made} ({made_dimension} dimensions), but the settings ask for "
    "{asked} ({asked_dimension})",
    "change them back, or ingest the articles into another index folder",
)
INDEX_CATALOG_MISSING = Failure(
    IndexDamagedError,
    "The catalog of the index {folder} is missing",
    "restore {file} from a backup, or ingest the articles again into a new folder",
)
INDEX_CATALOG_DAMAGED = Failure(
    IndexDamagedError,
    "The catalog of the index {folder} is damaged ({reason})",
    "restore {file} from a backup, or ingest the articles again into a new folder",
)
INDEX_LEXICON_DAMAGED = Failure(
    IndexDamagedError,
    "The lexical index of {folder} is damaged ({reason})",
    "`assistant doctor --repair` writes it anew from the stored articles",
)
INDEX_VECTOR_DAMAGED = Failure(
    IndexDamagedError,
    "{count} passages of the index {folder} have no whole vector",
    "`assistant doctor --repair` computes them again from the stored articles",
)
INDEX_CATALOG_UNUSABLE = Failure(
    IndexStoreError,
    "The catalog of the index {folder} cannot be used: {reason}",
    "look whether its disk is in order and can be written, then try again",
)
INDEX_CONTRADICTS_ITSELF = Failure(
    IndexDamagedError,
    "The catalog of the index {folder} refuses the change, because what it holds contradicts itself ({reason})",
    "`assistant doctor` tells what is wrong with it",
)
INDEX_LOCK_UNUSABLE = Failure(
    IndexStoreError,
    "The lock file {path} of the index cannot be used: {reason}",
    "delete it, for nothing is kept in it, and look whether its folder can be written",
)
INDEX_VECTORS_NOT_WRITTEN = Failure(
    IndexStoreError,
    "The vectors of the index {folder} cannot be written ({reason})",
    "look whether its disk is in order and can be written, then try again (the articles themselves are kept)",
)
INDEX_CHROMA_URL_WRONG = Failure(
    IndexFormatError,
    "The setting chroma_url is “{url}”",
    "it must look like http://localhost:8000",
)
INDEX_CHROMA_SILENT = Failure(
    IndexStoreError,
    "The Chroma server at {url} does not answer ({reason})",
    "start it or unset the setting chroma_url",
)
INDEX_CHROMA_FAILED = Failure(
    IndexStoreError,
    "The Chroma server at {url} failed: {reason}",
    "look at its log, or unset the setting chroma_url",
)
INDEX_TRACE_STAYS = Failure(
    IndexStoreError,
    "The article is removed, but {path}, which quotes it, cannot be changed: {reason}",
    "give yourself the right to change it and run any writing command again, which finishes this",
)
INDEX_NO_ARTICLE = Failure(
    NotFoundError,
    "The index has no article “{article_id}”",
    "`assistant articles` lists them all",
)
INDEX_NO_PASSAGE = Failure(
    NotFoundError,
    "The index has no passage “{passage_id}” any more",
    "search again",
)
INDEX_DATE_WRONG = Failure(
    InputError,
    "“{text}” is no date",
    "write it as YYYY-MM-DD",
)


# === questions ================================================================================


# === model files: store, embedding, reranker ==================================================


# === language model ===========================================================================


# === page and programs ========================================================================
