"""One input to its bytes, from a file or from the web."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from assistant import failures
from assistant.articles.documents import Document, Kind
from assistant.articles.sources import HTML_SUFFIXES, MARKDOWN_SUFFIXES, SourceFile


def load(source: SourceFile, *, max_bytes: int, url_timeout: float, allow_private_urls: bool) -> Document:
    """Read a file or fetch a URL, at most ``max_bytes`` of it.

    Raises:
        ArticleError: it cannot be read, or is larger than that.
    """
    if source.skip_reason:
        raise failures.ARTICLE_SKIPPED(reason=source.skip_reason.removesuffix("."))
    if source.path is None:
        # httpx takes 0.1 s to import and most sources are files.
        from assistant.articles.download import download

        return download(source.location, max_bytes=max_bytes, timeout=url_timeout, allow_private=allow_private_urls)
    return Document(_read(source.path, max_bytes), _kind(source), source.location)


def _kind(source: SourceFile) -> Kind:
    name = source.name.lower()
    if name.endswith(HTML_SUFFIXES):
        return "html"
    return "markdown" if name.endswith(MARKDOWN_SUFFIXES) else "text"


def _read(path: Path, max_bytes: int) -> bytes:
    too_large = failures.ARTICLE_TOO_LARGE(name=path, limit=f"{max_bytes / 1e6:g}")
    try:
        # Not blocking: a named pipe put in the file's place meanwhile must not hang the ingest.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise failures.ARTICLE_NOT_REGULAR(name=path)
            if status.st_size > max_bytes:
                raise too_large
            data = file.read(max_bytes + 1)  # the file may have grown since
    except FileNotFoundError as error:
        raise failures.ARTICLE_VANISHED(name=path) from error
    except PermissionError as error:
        raise failures.ARTICLE_UNREADABLE(name=path) from error
    except OSError as error:
        reason = error.strerror or errno.errorcode.get(error.errno or 0, "unknown reason")
        raise failures.ARTICLE_UNREAD(name=path, reason=reason) from error
    if len(data) > max_bytes:
        raise too_large
    return data
