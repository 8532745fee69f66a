"""From what the user named (files, folders, URLs) to the inputs to read, one by one."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from assistant import failures
from assistant.articles.metadata import without_credentials
from assistant.visible import has_controls, one_line

TEXT_SUFFIXES = (".txt",)
MARKDOWN_SUFFIXES = (".md", ".markdown")
HTML_SUFFIXES = (".html", ".htm", ".xhtml")
SUFFIXES = TEXT_SUFFIXES + MARKDOWN_SUFFIXES + HTML_SUFFIXES
_READS = ".txt, .md, .markdown, .html, .htm and .xhtml files"

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
# Papers that lie beside articles and describe the folder; nobody asks questions of a licence.
# With more words after it only the capital form counts: "notice-of-war.txt" is an article.
_PAPERS = re.compile(
    r"(?i:readme|licen[cs]e|notice|changelog|contributing)"
    r"|(?:(?i:readme)|LICEN[CS]E|NOTICE|CHANGELOG|CONTRIBUTING)[._-].*"
)
_ID_LENGTH = 100  # characters; an id is typed on the command line and stands in every passage id


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One input. ``location`` is its identity: the resolved path or the URL.

    ``name`` is relative to the folder the user named (a file's own name, a URL's host and path);
    ids are made of it. An input with a ``skip_reason`` is not to be read.
    """

    location: str
    path: Path | None
    name: str
    kind: Literal["file", "url"]
    skip_reason: str = ""


def article_id(name: str) -> str:
    """The slug of a name without its suffix: ``2024/01-nato.txt`` becomes ``2024-01-nato``."""
    stem = name
    for suffix in SUFFIXES:
        if name.lower().endswith(suffix):
            stem = name[: -len(suffix)]
            break
    slug = re.sub(r"[\W_]+", "-", stem.lower()).strip("-")
    if not slug:
        return f"article-{_short_hash(name)}"
    if len(slug) > _ID_LENGTH:
        return f"{slug[: _ID_LENGTH - 7].rstrip('-')}-{_short_hash(name)}"
    return slug


def discover(sources: Sequence[str | Path]) -> Iterator[SourceFile]:
    """Find the inputs behind files, folders (recursively, sorted) and URLs, each once.

    Hidden files and folders are left out; other files that cannot be articles come with a
    ``skip_reason``. Links to folders are not followed, so that no loop can trap the walk.

    Raises:
        ArticleError: a named path is missing, no regular file, of an unsupported kind, or a
            folder with nothing to read. Everything is checked before the first input is given.
        InputError: nothing was named.
    """
    if isinstance(sources, str | Path):
        sources = [sources]
    if not sources:
        raise failures.ARTICLES_NONE_NAMED()
    named = [_named(source) for source in sources]
    return _each_once(named)


def _each_once(named: Sequence[SourceFile | Path]) -> Iterator[SourceFile]:
    seen: set[str] = set()
    for source in named:
        for found in _walk(source) if isinstance(source, Path) else (source,):
            if found.location not in seen:
                seen.add(found.location)
                yield found


def _named(source: str | Path) -> SourceFile | Path:
    """A file or URL as the input it is, a folder as its path."""
    if isinstance(source, str):
        if not source.strip():
            raise failures.ARTICLE_UNNAMED()
        if _SCHEME.match(source):
            return _url(source)
    try:
        path = Path(source).expanduser()
        mode = path.stat().st_mode
        path = path.resolve()
    except FileNotFoundError as error:
        raise failures.ARTICLE_MISSING(name=_printable(source)) from error
    except PermissionError as error:
        raise failures.ARTICLE_UNREADABLE(name=_printable(source)) from error
    except (OSError, ValueError, RuntimeError) as error:  # a loop of links, a NUL, a name too long
        raise failures.ARTICLE_PATH(name=_printable(str(source)[:200])) from error
    if stat.S_ISDIR(mode):
        _refuse_empty(path, source)
        return path
    _refuse_unprintable(path, source)
    if not stat.S_ISREG(mode):
        raise failures.ARTICLE_NOT_REGULAR(name=_printable(source))
    for name in (Path(source).name, path.name):  # of a link, its own name or that of its target
        if name.lower().endswith(SUFFIXES):
            return SourceFile(str(path), path, name, "file")
    raise failures.ARTICLE_KIND(name=_printable(source), reads=_READS)


def _url(url: str) -> SourceFile:
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise failures.ARTICLE_URL(url=_shown(url)) from error
    if parts.scheme.lower() not in ("http", "https"):
        raise failures.ARTICLE_URL_SCHEME(url=_shown(url))
    if not host:
        raise failures.ARTICLE_URL_HOST(url=_shown(url))
    if "@" in parts.netloc:
        raise failures.ARTICLE_URL_CREDENTIALS()
    location = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, ""))
    name = host + parts.path + (f"-{parts.query}" if parts.query else "")
    return SourceFile(location, None, name.rstrip("/"), "url")


def _refuse_empty(folder: Path, named: str | Path) -> None:
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise failures.ARTICLE_FOLDER_UNREADABLE(name=_printable(named)) from error
    if not any(not found.skip_reason for found in _walk(folder)):
        raise failures.ARTICLE_FOLDER_EMPTY(name=_printable(named), reads=_READS)


def _walk(root: Path) -> Iterator[SourceFile]:
    """The inputs below a folder, sorted by name; each folder's files come before its folders."""
    unreadable: list[OSError] = []
    for where, folders, files in os.walk(root, onerror=unreadable.append):
        here = Path(where)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield _file(here / name, root)
        for name in folders:
            if (here / name).is_symlink():
                yield _skipped(here / name, root, "is a link to a folder; name that folder itself")
        while unreadable:
            yield _skipped(Path(unreadable.pop().filename), root, "may not be read; check its permissions")
    while unreadable:
        yield _skipped(Path(unreadable.pop().filename), root, "may not be read; check its permissions")


def _file(path: Path, root: Path) -> SourceFile:
    if path.suffix.lower() not in SUFFIXES:
        return _skipped(path, root, f"is of a kind that is not read; {_READS} are")
    if _PAPERS.fullmatch(path.stem):
        return _skipped(path, root, "describes the folder and is not taken for an article")
    try:
        mode = path.stat().st_mode
        location = path.resolve()
    except FileNotFoundError:
        return _skipped(path, root, "is a link to nothing")
    except (OSError, RuntimeError):
        return _skipped(path, root, "cannot be reached; check the link or its permissions")
    if not stat.S_ISREG(mode):
        return _skipped(path, root, "is no regular file")
    if _not_utf8(location):
        return _skipped(path, root, "has a name that is not valid UTF-8; rename it")
    if _has_controls(location):
        return _skipped(path, root, "has a name with control characters in it; rename it")
    return SourceFile(str(location), location, path.relative_to(root).as_posix(), "file")


def _skipped(path: Path, root: Path, reason: str) -> SourceFile:
    name = path.relative_to(root).as_posix()
    return SourceFile(_printable(str(path)), path, _printable(name), "file", f"{_printable(name)} {reason}.")


def _printable(name: str | Path) -> str:
    """A name as a report may show it: no bytes that are no UTF-8, no character that a terminal would obey."""
    text = str(name).encode("utf-8", errors="replace").decode("utf-8")
    return one_line(text)


def _refuse_unprintable(path: Path, named: str | Path) -> None:
    if _not_utf8(path):
        raise failures.ARTICLE_NAME_NOT_UTF8(name=_printable(named))
    if _has_controls(path):
        raise failures.ARTICLE_NAME_CONTROLS(name=_printable(named))


def _not_utf8(path: Path) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in str(path))


def _has_controls(path: Path) -> bool:
    return has_controls(str(path))


def _shown(url: str) -> str:
    """The beginning of a URL for a message, without the credentials that it may carry."""
    return _printable(without_credentials(url)[:200])


def _short_hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", errors="surrogatepass")).hexdigest()[:6]
