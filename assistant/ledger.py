"""The books of an ingest: which inputs, texts and ids are taken, and what became of each input.

What is done with an input is decided in ``ingest.py``; here it is only looked up and noted.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from assistant.articles import SourceFile
from assistant.index import StoredArticle
from assistant.types import Article, IngestItem, IngestReport

Progress = Callable[[float, int, str], None]
"""Called with the inputs done (with a share of those being embedded), their total, and the name of the present one or
what is being done."""


class Duplicate(NamedTuple):
    """An input with the text of another article, ``owner``."""

    location: str
    raw_hash: str
    owner: str


class Known:
    """The inputs, texts and ids that are taken: those in the index, and those that come in as the ingest goes on.

    Args:
        stored: what the index holds.
    """

    def __init__(self, stored: Sequence[StoredArticle]) -> None:
        self._inputs = {item.location: item for item in stored}
        self._owners = {item.text_hash: item.article_id for item in stored if not item.duplicate_of}
        self._ids = {item.article_id for item in stored}
        self._duplicates: list[Duplicate] = []

    def at(self, location: str) -> StoredArticle | None:
        """What is stored of an input."""
        return self._inputs.get(location)

    def vanished(self, roots: Sequence[Path]) -> list[StoredArticle]:
        """What was read from a file below the roots that is there no more."""
        return [
            item
            for item in self._inputs.values()
            if any((path := Path(item.location)).is_relative_to(root) for root in roots) and not path.exists()
        ]

    def owner(self, text_hash: str) -> str | None:
        """The id of the article that has this text."""
        return self._owners.get(text_hash)

    def free_id(self, article: Article) -> str:
        """The article's id, told apart from an article of the same name in another place."""
        if article.id not in self._ids:
            return article.id
        return f"{article.id}-{hashlib.sha256(article.location.encode()).hexdigest()[:6]}"

    def take(self, article_id: str, text_hash: str) -> None:
        """An article is to be stored."""
        self._owners[text_hash] = article_id
        self._ids.add(article_id)

    def drop(self, article_id: str) -> None:
        """An article is removed."""
        self._ids.discard(article_id)

    def add_duplicate(self, location: str, raw_hash: str, owner: str) -> None:
        """An input is found to have the text of another; recorded once that is stored."""
        self._duplicates.append(Duplicate(location, raw_hash, owner))

    def new_duplicates(self) -> list[Duplicate]:
        """Those found since this was last asked."""
        found, self._duplicates = self._duplicates, []
        return found

    def disown(self, known: StoredArticle) -> set[str]:
        """An article's old text goes: the inputs that were found to be its duplicates, which must be read again."""
        self._owners.pop(known.text_hash, None)
        orphans = {item.location for item in self._inputs.values() if item.duplicate_of == known.article_id}
        orphans |= {one.location for one in self._duplicates if one.owner == known.article_id}
        self._duplicates = [one for one in self._duplicates if one.location not in orphans]
        for location in orphans:
            self._inputs.pop(location, None)
        return orphans


class Inputs:
    """The inputs in turn, and what became of each.

    Args:
        found: the inputs.
        progress: told how far it is.
    """

    def __init__(self, found: Sequence[SourceFile], progress: Progress | None) -> None:
        self._found = found
        self._progress = progress
        self._queue = deque(found)
        self._items: dict[str, list[IngestItem]] = {}
        self._removed: Counter[str] = Counter()
        self._passages = 0
        self._done = 0

    def next(self) -> SourceFile | None:
        """The next one to take; None where all are taken."""
        if not self._queue:
            return None
        source = self._queue.popleft()
        self.tell(source.name)
        return source

    def put_back(self, locations: set[str]) -> None:
        """Take these once more if they are among the inputs: what became of them first no longer holds."""
        waiting = {source.location for source in self._queue}
        for source in self._found:
            if source.location in locations - waiting:
                self._withdraw(source.location)
                self._queue.append(source)

    def note(
        self, kind: str, location: str, article_id: str | None = None, title: str | None = None, reason: str = ""
    ) -> None:
        """Note what became of an input; ``kind`` is the field of the report."""
        self._items.setdefault(kind, []).append(IngestItem(location, article_id, title, reason))
        if kind != "pruned":
            self._done += 1

    def note_stored(self, article: Article, passages: int, *, is_update: bool) -> None:
        """Note that an article is stored with so many passages."""
        self.note("updated" if is_update else "added", article.location, article.id, article.title)
        self._removed.update(article.removed)
        self._passages += passages

    def tell(self, what: str, *, more: float = 0.0) -> None:
        """Pass on how far it is; ``more`` is the share of inputs that are being embedded."""
        if self._progress:
            self._progress(self._done + more, len(self._found), what)

    def report(self, origins: Callable[[Collection[str]], Mapping[str, str]]) -> IngestReport:
        """What became of all; ``origins`` tells which articles are near copies of which."""
        kinds = {kind: tuple(items) for kind, items in self._items.items()}
        stored = [item for kind in ("added", "updated") for item in kinds.get(kind, ())]
        oldest = origins([item.article_id for item in stored if item.article_id])
        copies = tuple(
            replace(item, reason=f"It is a near copy of {oldest[item.article_id]}.")
            for item in stored
            if item.article_id and oldest.get(item.article_id, item.article_id) != item.article_id
        )
        return IngestReport(**kinds, copies=copies, passages=self._passages, removed=dict(self._removed))

    def _withdraw(self, location: str) -> None:
        self._done -= 1
        for kind, items in self._items.items():
            self._items[kind] = [item for item in items if item.location != location]
