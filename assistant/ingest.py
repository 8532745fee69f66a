"""The write path: discover → load → compare → understand → split → embed → store.

What is unchanged is told by a hash before it is understood. Articles go into the index in batches, each of
them whole or not at all; one that cannot be read is reported and never stops the others.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant import failures
from assistant.articles import Document, SourceFile, discover, load, to_article
from assistant.embedding import Embedder
from assistant.embedding.base import Vectors
from assistant.errors import ArticleError
from assistant.index import Index, StoredArticle, Writer, hash_text
from assistant.passages import embedded_text
from assistant.settings import Settings
from assistant.types import Article, IngestItem, IngestReport, Passage

BATCH_PASSAGES = 512
"""Passages embedded and stored at a time: within the 500 to 1,000 at which Chroma adds fastest, a few megabytes,
and no more than some ten seconds of embedding to lose to a kill."""
_LONG = 1_000_000  # characters; cutting them takes seconds, in which no input is done
RECIPE = "2"
"""Raise it when reading and cleaning improve: then unchanged inputs are read again."""

Progress = Callable[[float, int, str], None]
"""Called with the inputs done (with a share of those being embedded), their total, and the name of the present one or
what is being done."""


class Splitter(Protocol):
    """Cuts an article into passages."""

    def split(self, article: Article) -> list[Passage]:
        """The passages in order."""


def ingest(
    index: Index,
    sources: Sequence[str | Path],
    *,
    splitter: Splitter,
    embedder: Embedder,
    settings: Settings,
    progress: Progress | None = None,
    prune: bool = False,
) -> IngestReport:
    """Index files, folders and URLs; what is unchanged is skipped.

    Args:
        index: where the articles go.
        sources: files, folders (recursively) and URLs.
        splitter: cuts articles into passages.
        embedder: makes their vectors; the index was opened with its name.
        settings: limits of reading, and how passages are cut.
        progress: told how far it is.
        prune: also remove articles whose files have vanished from the given folders.

    Raises:
        InputError: a named path is missing or holds nothing to read.
        IndexBusyError: another process is writing.
        IndexStoreError: the disk is full or a store fails; what was added before is kept.
    """
    found = list(discover(sources))
    with index.writing() as writer:
        run = _Run(index, writer, found, splitter, embedder, settings, progress)
        if prune:
            run.prune([Path(source).expanduser().resolve() for source in sources])
        run.all()
        return run.report()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An article that is read and cut, and waits for its batch."""

    article: Article
    raw_hash: str
    passages: list[Passage]
    is_update: bool


@dataclass
class _Run:
    """One ingest: what is known, what waits for the next batch, what became of each input."""

    index: Index
    writer: Writer
    found: Sequence[SourceFile]
    splitter: Splitter
    embedder: Embedder
    settings: Settings
    progress: Progress | None
    known: dict[str, StoredArticle] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    waiting: list[_Waiting] = field(default_factory=list)
    duplicates: list[tuple[str, str, str]] = field(default_factory=list)
    items: dict[str, list[IngestItem]] = field(default_factory=dict)
    removed: Counter[str] = field(default_factory=Counter)
    passages: int = 0
    done: int = 0

    def __post_init__(self) -> None:
        self.queue = deque(self.found)
        self._learn()

    def _learn(self) -> None:
        """Read what is stored: by location, and by text which article has it."""
        stored = self.index.stored()
        self.known = {item.location: item for item in stored}
        self.owners = {item.text_hash: item.article_id for item in stored if not item.duplicate_of}
        self.taken = {item.article_id for item in stored}

    # --- the steps ------------------------------------------------------------------------

    def prune(self, roots: Sequence[Path]) -> None:
        """Remove what was read from a file below the roots that is there no more."""
        for item in list(self.known.values()):
            path = Path(item.location)
            if not any(path.is_relative_to(root) for root in roots) or path.exists():
                continue
            if item.duplicate_of:
                self.writer.forget_duplicate(item.location)
            else:
                self.writer.remove(item.article_id)
            self._note("pruned", item.location, item.article_id)
        self._learn()

    def all(self) -> None:
        """Take every input, then store the last batch."""
        while self.queue:
            source = self.queue.popleft()
            self._tell(self.done, source.name)
            try:
                self._take(source)
            except ArticleError as error:
                self._note("failed", source.location, reason=str(error))
            if sum(len(one.passages) for one in self.waiting) >= BATCH_PASSAGES:
                self._store()
            if not self.queue:
                self._store()  # which may put back inputs that were duplicates of a text that changed
        self._tell(self.done, "")

    def _take(self, source: SourceFile) -> None:
        if source.skip_reason:
            self._note("skipped", source.location, reason=source.skip_reason)
            return
        document = self._load(source)
        known = self.known.get(source.location)
        raw_hash = self._hash(document.hash) if source.kind == "file" else ""
        if known and known.raw_hash == raw_hash:
            self._note("unchanged", source.location, known.article_id)
            return
        article = replace(to_article(document, source), location=source.location)
        # A page carries other advertisements each time; what counts is its text.
        raw_hash = raw_hash or self._hash(hash_text(article.text))
        if known and known.raw_hash == raw_hash:
            self._note("unchanged", source.location, known.article_id)
            return
        self._sort_in(article, raw_hash, known)

    def _sort_in(self, article: Article, raw_hash: str, known: StoredArticle | None) -> None:
        """Decide whether the article is a duplicate, the same as before, or to be stored."""
        text_hash = hash_text(article.text)
        own_id = known.article_id if known and not known.duplicate_of else None
        owner = self.owners.get(text_hash)
        if owner and owner != own_id:
            self._duplicate(article, raw_hash, owner, own_id)
            return
        article = replace(article, id=own_id or self._free_id(article))
        if own_id and self._same_recipe(known, raw_hash) and self._is_stored(article):
            self.writer.record_hash(own_id, raw_hash)
            self._note("unchanged", article.location, own_id, article.title)
            return
        if len(article.text) > _LONG:
            self._tell(self.done, f"{article.title}: cutting {len(article.text) / 1e6:.1f} million characters")
        passages = self.splitter.split(article)
        if not passages:
            raise failures.ARTICLE_NO_TEXT(name=article.location)
        if known and own_id and known.text_hash != text_hash:
            self._disown(known)
        self.owners[text_hash] = article.id
        self.taken.add(article.id)
        self.waiting.append(_Waiting(article, raw_hash, passages, is_update=own_id is not None))

    def _duplicate(self, article: Article, raw_hash: str, owner: str, own_id: str | None) -> None:
        if own_id:
            self._disown(self.known[article.location])
            self.writer.remove(own_id)
            self.taken.discard(own_id)
        self.duplicates.append((article.location, raw_hash, owner))
        self._note("skipped", article.location, owner, article.title, f"It has the same text as {owner}.")

    def _store(self) -> None:
        """Embed what waits and store it; only then it counts as added."""
        batch, self.waiting = self.waiting, []
        texts = [embedded_text(one.article.title, passage.text) for one in batch for passage in one.passages]
        if texts:
            vectors = self._embedded(texts, len(batch))
            entries, start = [], 0
            for one in batch:
                end = start + len(one.passages)
                entries.append((one.article, one.raw_hash, one.passages, vectors[start:end]))
                start = end
            self.writer.put(entries)
        for one in batch:
            kind = "updated" if one.is_update else "added"
            self._note(kind, one.article.location, one.article.id, one.article.title)
            self.removed.update(one.article.removed)
            self.passages += len(one.passages)
        for location, raw_hash, owner in self.duplicates:
            self.writer.record_duplicate(location, raw_hash, owner)
        self.duplicates.clear()

    def _embedded(self, texts: Sequence[str], inputs: int) -> Vectors:
        """The texts' vectors, in slices: one article may hold as many passages as a thousand others."""
        more = self._embedding(inputs, len(texts))
        slices = range(0, len(texts), BATCH_PASSAGES)
        return np.concatenate(
            [self.embedder.encode(texts[start : start + BATCH_PASSAGES], progress=more) for start in slices]
        )

    def report(self) -> IngestReport:
        """What became of the inputs."""
        kinds = {kind: tuple(items) for kind, items in self.items.items()}
        return IngestReport(**kinds, passages=self.passages, removed=dict(self.removed))

    # --- details --------------------------------------------------------------------------

    def _load(self, source: SourceFile) -> Document:
        return load(
            source,
            max_bytes=int(self.settings.max_article_mb * 1e6),
            url_timeout=self.settings.url_timeout,
            allow_private_urls=self.settings.allow_private_urls,
        )

    def _hash(self, content_hash: str) -> str:
        """The content's hash after what else decides what is stored of it."""
        cut = f"{self.settings.passage_tokens}/{self.settings.passage_overlap}"
        return f"{RECIPE}/{cut}:{content_hash}"

    def _same_recipe(self, known: StoredArticle | None, raw_hash: str) -> bool:
        return known is not None and known.raw_hash.split(":")[0] == raw_hash.split(":")[0]

    def _is_stored(self, article: Article) -> bool:
        """Whether the index has exactly this article, however its input's bytes changed."""
        return replace(self.index.article(article.id), removed={}) == replace(article, removed={})

    def _free_id(self, article: Article) -> str:
        """The article's id, told apart from an article of the same name in another place."""
        if article.id not in self.taken:
            return article.id
        return f"{article.id}-{hashlib.sha256(article.location.encode()).hexdigest()[:6]}"

    def _disown(self, known: StoredArticle) -> None:
        """The article's old text goes: what was found to be its duplicate must be read again."""
        self.owners.pop(known.text_hash, None)
        orphans = {item.location for item in self.known.values() if item.duplicate_of == known.article_id}
        orphans |= {location for location, _, owner in self.duplicates if owner == known.article_id}
        if not orphans:
            return
        self.duplicates = [found for found in self.duplicates if found[0] not in orphans]
        for location in orphans:
            self.known.pop(location, None)
        waiting = {source.location for source in self.queue}
        for source in self.found:
            if source.location in orphans - waiting:
                self._withdraw(source.location)
                self.queue.append(source)

    def _withdraw(self, location: str) -> None:
        """An input is taken a second time: its first result no longer holds."""
        self.done -= 1
        for kind, items in self.items.items():
            self.items[kind] = [item for item in items if item.location != location]

    def _note(
        self, kind: str, location: str, article_id: str | None = None, title: str | None = None, reason: str = ""
    ) -> None:
        self.items.setdefault(kind, []).append(IngestItem(location, article_id, title, reason))
        if kind != "pruned":
            self.done += 1

    def _tell(self, done: float, name: str) -> None:
        if self.progress:
            self.progress(done, len(self.found), name)

    def _embedding(self, inputs: int, passages: int) -> Callable[[int], None]:
        """Passes the passages embedded on as a share of the batch's inputs."""
        embedded = 0

        def more(count: int) -> None:
            nonlocal embedded
            embedded += count
            # One input may hold thousands of passages, so its share counts, too.
            words = f"embedding passage {embedded:,} of {passages:,}"
            self._tell(self.done + inputs * embedded / passages, words)

        return more


__all__ = ["BATCH_PASSAGES", "Progress", "Splitter", "ingest"]
