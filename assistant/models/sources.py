"""What the sources of model files share: their failure, and the bar that shows their progress."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant import failures
from assistant.errors import ModelStoreError

#: The disk is full or over quota; the folder is read-only, not ours, or a file stands in its place.
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
DISK_CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST})
DISK_ERRORS = DISK_FULL | DISK_CLOSED

#: Called with the number of further bytes that arrived.
Advance = Callable[[int], object]


class SourceError(Exception):
    """One source cannot give the file; the next one is tried. The message is half a sentence."""


@contextmanager
def disk_errors(what: str) -> Iterator[None]:
    """Turns a full or read-only disk into the sentence for the user: no other source can help then."""
    try:
        yield
    except OSError as error:
        if error.errno in DISK_FULL:
            raise disk_full(what) from error
        if error.errno in DISK_CLOSED:
            raise failures.MODELS_CACHE_CLOSED(place=error.filename or what) from error
        raise


def disk_full(what: str, size: int | None = None) -> ModelStoreError:
    """The sentence for a full disk."""
    need = f" ({size / 1e9:.2f} GB)" if size else ""
    return failures.MODELS_DISK_FULL(what=what, need=need)
