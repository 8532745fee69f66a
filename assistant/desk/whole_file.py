"""A file that is written whole or not at all, and never over another one unless that is wanted."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def put(data: bytes, path: Path, *, force: bool, mode: int | None = None) -> None:
    """Write into a temporary file beside, which takes the name when it is whole and on the disk.

    Args:
        data: all of it.
        path: where; its folder is there.
        force: replace a file that exists.
        mode: of the file; what one gets that is simply opened if left out.

    Raises:
        FileExistsError: there is one, made meanwhile perhaps.
        OSError: it cannot be written; nothing of it is left then.
    """
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".export-", delete=False) as file:
        beside = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            beside.chmod(_usual_mode() if mode is None else mode)
            _take_name(beside, path, force=force)
        finally:
            beside.unlink(missing_ok=True)


def _take_name(beside: Path, path: Path, *, force: bool) -> None:
    if force:
        beside.replace(path)
        return
    try:
        os.link(beside, path)  # fails where somebody else has made such a file meanwhile
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links
        if path.exists():
            raise FileExistsError(path) from None
        beside.replace(path)


def _usual_mode() -> int:
    """What a file gets that is simply opened; a temporary one is for its owner alone."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
