"""Bytes into a file: whole or not at all, and never over another one unless that is wanted."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from assistant import failures
from assistant.desk.document import Document
from assistant.desk.export.formats import FORMATS, as_bytes, format_of
from assistant.desk.whole_file import put


def export(document: Document, to: str | Path, *, force: bool = False) -> bytes:
    """The document in another program's format.

    Args:
        document: what is to be exported.
        to: the name of a format ("md", "html", "docx", "csv", "xlsx", "json"), or a path whose suffix names one; then
            the file is written, too.
        force: replace a file that exists.

    Raises:
        InputError: there is no such format, the file exists, or it cannot be written; nothing of it is left then.
    """
    if str(to) in FORMATS:
        return as_bytes(document, format_of(to))
    path = check_target(to, force=force)
    data = as_bytes(document, format_of(path))
    _save(data, path, force=force)
    return data


def check_target(to: str | Path, *, force: bool = False) -> Path:
    """The path where a file can be written, links followed: to be called before long work.

    Raises:
        InputError: as :func:`export`.
    """
    format_of(to)
    try:
        path = Path(os.path.realpath(to))
        kind = path.stat().st_mode if path.exists() else None
        if kind is not None and not stat.S_ISREG(kind):
            raise failures.EXPORT_NOT_WRITTEN(path=to, reason="it is no regular file")
        if kind is not None and not force:
            raise failures.EXPORT_EXISTS(path=to)
        if not path.parent.is_dir():
            raise failures.EXPORT_NOT_WRITTEN(path=to, reason=f"there is no folder {path.parent}")
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise failures.EXPORT_NOT_WRITTEN(path=to, reason=f"nothing may be written in {path.parent}")
    except (OSError, ValueError) as error:
        raise failures.EXPORT_NOT_WRITTEN(path=to, reason=_reason(error)) from error
    return path


def _save(data: bytes, path: Path, *, force: bool) -> None:
    try:
        put(data, path, force=force)
    except FileExistsError as error:
        raise failures.EXPORT_EXISTS(path=path) from error
    except OSError as error:
        raise failures.EXPORT_NOT_WRITTEN(path=path, reason=_reason(error)) from error


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
