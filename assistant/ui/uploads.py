"""Files that visitors send: limited, renamed, and kept beside the index so that citations can name them."""

from __future__ import annotations

import hashlib
import re
import shutil
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from assistant import failures
from assistant.articles.sources import SUFFIXES
from assistant.settings import Settings
from assistant.types import ArticleSummary, IngestItem, IngestReport

FOLDER = "uploads"
#: A file's own name is what readers see of it; the hash in its folder's name is what tells files apart.
_NAME_CHARS = 60
_HASH_CHARS = 10


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of an upload: files to index, their names as the visitor knows them, and those refused."""

    paths: tuple[Path, ...]
    names: dict[str, str]
    refused: tuple[IngestItem, ...]


class Uploads:
    """Takes uploads into a folder of their own.

    Args:
        folder: the index folder.
        settings: the limits.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder = (folder / FOLDER).resolve()
        self._settings = settings

    def take(self, files: Sequence[str]) -> Accepted:
        """Move uploaded temporary files here; their names never become paths.

        Raises:
            InputError: they are too many.
        """
        if len(files) > self._settings.max_uploads:
            for excess in files:
                _delete(Path(excess))
            raise failures.PAGE_TOO_MANY_FILES(count=len(files), limit=self._settings.max_uploads)
        paths, names, refused = [], {}, []
        for file in map(Path, files):
            reason = self._refusal(file)
            if reason:
                refused.append(IngestItem(file.name, reason=reason))
                _delete(file)
                continue
            kept = self._folder / _safe_place(file)
            for folder in (self._folder, kept.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.move(file, kept)
            kept.chmod(0o600)
            _delete(file)  # its folder, which Gradio made for it
            paths.append(kept)
            names[str(kept)] = file.name
        return Accepted(tuple(paths), names, tuple(refused))

    def tidy(self, accepted: Accepted, report: IngestReport) -> IngestReport:
        """Delete what was not indexed, and call files by the names that their owner knows."""
        for item in (*report.skipped, *report.failed):
            if item.location in accepted.names:
                _delete(Path(item.location))

        def named(items: Sequence[IngestItem]) -> tuple[IngestItem, ...]:
            return tuple(_renamed(item, accepted.names) for item in items)

        return replace(
            report,
            added=named(report.added),
            updated=named(report.updated),
            unchanged=named(report.unchanged),
            skipped=(*named(report.skipped), *accepted.refused),
            failed=named(report.failed),
        )

    def sweep(self, articles: Sequence[ArticleSummary]) -> None:
        """Delete what no article refers to: a process was killed between taking an upload and indexing it.

        An index that was copied refers to the same files in another place, so folder and name tell which they are.
        """
        known = {Path(article.path).parts[-2:] for article in articles if article.path}
        for file in self._folder.glob("*/*"):
            if file.parts[-2:] not in known:
                _delete(file)
        for folder in self._folder.glob("*/"):
            with suppress(OSError):  # something is in it
                folder.rmdir()

    def _refusal(self, file: Path) -> str:
        if file.suffix.lower() not in SUFFIXES:
            return f"Only {', '.join(sorted(SUFFIXES))} files are read."
        if file.stat().st_size > self._settings.max_article_mb * 1e6:
            return (
                f"It is larger than {self._settings.max_article_mb:g} MB; split it, or raise max_article_mb to read it."
            )
        return ""


def largest_upload_mb(settings: Settings) -> float:
    """Of all files of an upload together; one article of the largest size fits in any case."""
    return max(settings.max_upload_mb, settings.max_article_mb)


def checked_url(text: str) -> str:
    """The URL that was typed.

    Raises:
        InputError: it is none; a path would read the server's own files.
    """
    url = text.strip()
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise failures.PAGE_NO_URL()
    return url


def _safe_place(file: Path) -> Path:
    """Where a file is kept: under a name that is no path, in a folder that tells its text from others."""
    plain = unicodedata.normalize("NFKD", file.stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_NAME_CHARS] or "article"
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:_HASH_CHARS]
    return Path(digest) / f"{slug}{file.suffix.lower()}"


def _delete(path: Path) -> None:
    """A file, and its folder where nothing else is in it."""
    path.unlink(missing_ok=True)
    with suppress(OSError):  # another name of the same text stands there
        path.parent.rmdir()


def _renamed(item: IngestItem, names: dict[str, str]) -> IngestItem:
    name = names.get(item.location)
    if name is None:
        return item
    return replace(item, location=name, reason=item.reason.replace(item.location, name))
