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

from assistant.errors import ArticleError, InputError

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
        raise InputError("No article was named; give a file, a folder or a URL.")
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
            raise ArticleError("An article's name is empty; give a file, a folder or a URL.")
        if _SCHEME.match(source):
            return _url(source)
    try:
        path = Path(source).expanduser()
        mode = path.stat().st_mode
        path = path.resolve()
    except FileNotFoundError as error:
        raise ArticleError(f"{source} does not exist; check the path.") from error
    except PermissionError as error:
        raise ArticleError(f"{source} may not be read; check its permissions.") from error
    except (OSError, ValueError, RuntimeError) as error:  # a loop of links, a NUL, a name too long
        raise ArticleError(f"{str(source)[:200]!r} is no usable path; check it.") from error
    if stat.S_ISDIR(mode):
        _refuse_empty(path, source)
        return path
    if _printable(str(path)) != str(path):
        raise ArticleError(f"The name {_printable(str(source))} is not valid UTF-8; rename it.")
    if not stat.S_ISREG(mode):
        raise ArticleError(f"{source} is no regular file; give a text, Markdown or HTML file.")
    for name in (Path(source).name, path.name):  # of a link, its own name or that of its target
        if name.lower().endswith(SUFFIXES):
            return SourceFile(str(path), path, name, "file")
    raise ArticleError(f"{source} is of a kind that cannot be read; {_READS} can.")


def _url(url: str) -> SourceFile:
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise ArticleError(f"{url[:200]!r} is no valid URL; check it.") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise ArticleError(f"{url[:200]} is of a kind that cannot be fetched; http and https URLs can.")
    if not host:
        raise ArticleError(f"{url[:200]!r} names no host; check the URL.")
    if parts.username or parts.password:
        raise ArticleError("A URL with a user name or password in it is refused; it would be stored and cited.")
    location = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, ""))
    name = host + parts.path + (f"-{parts.query}" if parts.query else "")
    return SourceFile(location, None, name.rstrip("/"), "url")


def _refuse_empty(folder: Path, named: str | Path) -> None:
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise ArticleError(f"The folder {named} may not be read; check its permissions.") from error
    if not any(not found.skip_reason for found in _walk(folder)):
        raise ArticleError(f"The folder {named} holds no article; {_READS} are read.")


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
    if _printable(str(location)) != str(location):
        return _skipped(path, root, "has a name that is not valid UTF-8; rename it")
    return SourceFile(str(location), location, path.relative_to(root).as_posix(), "file")


def _skipped(path: Path, root: Path, reason: str) -> SourceFile:
    name = path.relative_to(root).as_posix()
    return SourceFile(_printable(str(path)), path, _printable(name), "file", f"{_printable(name)} {reason}.")


def _printable(name: str) -> str:
    """A file name may hold bytes that are no UTF-8; a report must still be printable."""
    return name.encode("utf-8", errors="replace").decode("utf-8")


def _short_hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", errors="surrogatepass")).hexdigest()[:6]
