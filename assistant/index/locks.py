"""The two locks of an index folder.

``write.lock`` is held by the one writing process while it writes; who cannot have it at once is told
so. ``vectors.lock`` is held for the moments in which a process touches Chroma's files: a writer during
each upsert, a reader while it loads them. Two processes at those files at once lose vectors silently
(measured on Chroma 1.5.9). The operating system releases both when a process dies.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import AssistantError, IndexStoreError
from assistant.index import schema

WRITE_LOCK = "write.lock"
VECTORS_LOCK = "vectors.lock"
LOCK_FILES = (WRITE_LOCK, VECTORS_LOCK)
WRITER_WAITS = 60.0  # for readers that load the vectors: a second at 300,000 passages, so this is ample
READER_WAITS = 1.0  # then it ranks exactly on the catalog's vectors, which takes about as long


@contextmanager
def write_lock(folder: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the right to write.

    Raises:
        IndexBusyError: another process (or thread) has it.
        IndexStoreError: the folder is read-only.
    """
    with _held(folder, WRITE_LOCK, wait):
        yield


@contextmanager
def vectors_lock(folder: Path, *, wait: float) -> Iterator[None]:
    """Hold Chroma's files.

    Raises:
        IndexBusyError: another process holds them for longer than ``wait`` seconds.
        IndexStoreError: the folder is read-only.
    """
    with _held(folder, VECTORS_LOCK, wait):
        yield


@contextmanager
def _held(folder: Path, name: str, wait: float) -> Iterator[None]:
    # A new lock object each time: one that is shared would let a second thread of this process in.
    lock = FileLock(folder / name, timeout=wait)
    try:
        lock.acquire()
    except Timeout as error:
        raise schema.busy(folder) from error
    except OSError as error:
        raise _unusable(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def _unusable(folder: Path, error: OSError) -> AssistantError:
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return schema.read_only(folder)
    if schema.disk_is_full(folder):
        return schema.disk_full(folder)
    return IndexStoreError(f"The lock files of the index {folder} cannot be used: {error}.")
