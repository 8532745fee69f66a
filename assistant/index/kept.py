"""What a long piece of work has read of the articles, kept in the index folder so that a kill costs one passage.

A file of JSON lines under ``surveys/`` for each survey. Each line is about one article, which it names as
``article_id``: when the article is deleted or its text changes, the line goes (:mod:`assistant.index.traces`). A line
is written only while its text is in the catalog, looked up under the lock that the sweeping takes: whichever of writing
and deleting comes first, nothing of a deleted text is left.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from assistant import failures
from assistant.index import private
from assistant.index.locks import kept_lock

SUFFIX = ".jsonl"
#: The files of so many surveys stay; the ones longest untouched go when a new one begins.
MOST_FILES = 100


def files(folder: Path) -> list[Path]:
    """What is kept in an index folder."""
    place = folder / private.SURVEYS
    return sorted(place.glob(f"*{SUFFIX}")) if place.is_dir() else []


class KeptLines:
    """The lines of one piece of work.

    Args:
        folder: the index folder.
        name: of the work, fit for a file name.
        is_there: whether the text that a line is about is in the catalog.
    """

    def __init__(self, folder: Path, name: str, is_there: Callable[[Mapping[str, Any]], bool]) -> None:
        self._folder = folder
        self._path = folder / private.SURVEYS / f"{name}{SUFFIX}"
        self._is_there = is_there

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one at this work.

        Raises:
            IndexBusyError: another process or thread is at it.
            IndexStoreError: the folder cannot be written.
        """
        try:
            private.make_folder(self._path.parent)
            lock = FileLock(self._path.with_suffix(".lock"), timeout=0, mode=private.FILE_MODE)
            lock.acquire()
        except Timeout as error:
            raise failures.SURVEY_RUNNING() from error
        except OSError as error:
            raise failures.SURVEY_UNKEPT(path=self._path, reason=error.strerror) from error
        try:
            yield
        finally:
            lock.release()

    def read(self) -> list[dict[str, Any]]:
        """The whole lines, in order; what a kill has left of one does not count."""
        try:
            lines = self._path.read_bytes().splitlines(keepends=True)
        except OSError:
            return []
        found = []
        for line in lines:
            with suppress(ValueError, RecursionError):
                row = json.loads(line)
                if line.endswith(b"\n") and isinstance(row, dict):
                    found.append(row)
        return found

    def append(self, row: Mapping[str, Any]) -> bool:
        """Write a line; on return it is safe. False where its text is gone.

        Args:
            row: plain JSON types, with ``article_id``.

        Raises:
            IndexStoreError: the disk is full, or the file cannot be written.
        """
        line = (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "replace")
        try:
            with kept_lock(self._folder):
                if not self._is_there(row):
                    return False
                if not self._path.exists():
                    self._make()
                with self._path.open("r+b") as stream:
                    stream.seek(_end_of_whole_lines(stream))
                    stream.truncate()
                    stream.write(line)
                    stream.flush()
                    os.fsync(stream.fileno())
        except OSError as error:
            raise failures.SURVEY_UNKEPT(path=self._path, reason=error.strerror) from error
        return True

    def forget(self) -> None:
        """Delete what is kept of this work.

        Raises:
            IndexStoreError: it cannot be deleted.
        """
        try:
            with kept_lock(self._folder):
                self._path.unlink(missing_ok=True)
        except OSError as error:
            raise failures.SURVEY_UNKEPT(path=self._path, reason=error.strerror) from error

    def _make(self) -> None:
        private.make_folder(self._path.parent)
        known = sorted(files(self._folder), key=lambda path: path.stat().st_mtime)
        for old in known[: max(0, len(known) + 1 - MOST_FILES)]:
            old.unlink(missing_ok=True)
            old.with_suffix(".lock").unlink(missing_ok=True)
        private.make_file(self._path)


def _end_of_whole_lines(stream: Any) -> int:
    """Where the last whole line ends: a kill may have left a piece of another behind it."""
    stream.seek(0)
    return int(stream.read().rfind(b"\n")) + 1
