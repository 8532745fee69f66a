"""The locks of an index folder.

``write.lock`` is held by the one writing process while it writes; who cannot have it at once is told
so. ``vectors.lock`` is held for the moments in which a process touches Chroma's files: a writer during
each upsert, a reader while it loads them. Two processes at those files at once lose vectors silently
(measured on Chroma 1.5.9). ``feedback.lock`` is held while a line is added to the page's feedback, or lines
are taken out, and ``kept.lock`` likewise for what surveys have read. The operating system releases all of them when a
process dies.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant import failures
from assistant.errors import AssistantError
from assistant.index import faults, private

WRITE_LOCK = "write.lock"
VECTORS_LOCK = "vectors.lock"
FEEDBACK_LOCK = "feedback.lock"
KEPT_LOCK = "kept.lock"
LOCK_FILES = (WRITE_LOCK, VECTORS_LOCK, FEEDBACK_LOCK, KEPT_LOCK)
WRITER_WAITS = 60.0  # for readers that load the vectors: a second at 300,000 passages, so this is ample
READER_WAITS = 1.0  # then it ranks exactly on the catalog's vectors, which takes about as long


@contextmanager
def write_lock(folder: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the right to write.

    Raises:
        IndexBusyError: another process (or thread) has it.
        IndexReadOnlyError: the folder is read-only.
    """
    with _held(folder, WRITE_LOCK, wait):
        yield


@contextmanager
def vectors_lock(folder: Path, *, wait: float) -> Iterator[None]:
    """Hold Chroma's files.

    Raises:
        IndexBusyError: another process holds them for longer than ``wait`` seconds.
        IndexReadOnlyError: the folder is read-only.
    """
    with _held(folder, VECTORS_LOCK, wait):
        yield


@contextmanager
def feedback_lock(folder: Path) -> Iterator[None]:
    """Hold the feedback file.

    Raises:
        IndexBusyError: another process holds it for longer than :data:`WRITER_WAITS`.
        IndexReadOnlyError: the folder is read-only.
    """
    with _held(folder, FEEDBACK_LOCK, WRITER_WAITS):
        yield


@contextmanager
def kept_lock(folder: Path) -> Iterator[None]:
    """Hold what surveys have read.

    Raises:
        IndexBusyError: another process holds it for longer than :data:`WRITER_WAITS`.
        IndexReadOnlyError: the folder is read-only.
    """
    with _held(folder, KEPT_LOCK, WRITER_WAITS):
        yield


@contextmanager
def _held(folder: Path, name: str, wait: float) -> Iterator[None]:
    # A new lock object each time: one that is shared would let a second thread of this process in.
    # filelock would make it anew; hidden ones count as missing here and are told apart below
    if not os.path.isdir(folder):  # noqa: PTH112 - Path.is_dir raises where it is hidden
        raise faults.found_outside(folder) or failures.INDEX_VANISHED(folder=folder)
    lock = FileLock(folder / name, timeout=wait, mode=private.FILE_MODE)
    try:
        lock.acquire()
    except Timeout as error:
        raise failures.INDEX_BUSY(folder=folder) from error
    except OSError as error:
        raise _unusable(folder, name, error) from error
    try:
        yield
    finally:
        lock.release()


def _unusable(folder: Path, name: str, error: OSError) -> AssistantError:
    path = folder / name
    if path.is_dir() or path.is_symlink():
        return failures.INDEX_LOCK_UNUSABLE(path=path, reason="a folder or a link stands in its place")
    if error.errno == errno.EROFS or not os.access(folder, os.W_OK):
        return failures.INDEX_READ_ONLY(folder=folder)
    outside = faults.found_outside(folder)
    return outside or failures.INDEX_LOCK_UNUSABLE(path=path, reason=error.strerror or error)
