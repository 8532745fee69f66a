"""The write path: discover → load → compare → understand → split → embed → store.

What is unchanged is told by a hash before it is understood. Articles go into the index in batches, each of
them whole or not at all; one that cannot be read is reported and never stops the others.
"""

from __future__ import annotations

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
from assistant.ledger import Inputs, Known, Progress
from assistant.passages import embedded_text
from assistant.settings import Settings
from assistant.types import Article, IngestReport, Passage

BATCH_PASSAGES = 512
"""Passages embedded and stored at a time: within the 500 to 1,000 at which Chroma adds fastest, a few megabytes,
and no more than some ten seconds of embedding to lose to a kill."""
_LONG = 1_000_000  # characters; cutting them takes seconds, in which no input is done
RECIPE = "2"
"""Raise it when reading and cleaning improve: then unchanged inputs are read again."""


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
    inputs = Inputs(list(discover(sources)), progress)
    with index.writing() as writer:
        run = _Run(index, writer, inputs, Known(index.stored()), splitter, embedder, settings)
        if prune:
            run.prune([Path(source).expanduser().resolve() for source in sources])
        run.all()
    return inputs.report(index.origins)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An article that is read and cut, and waits for its batch."""

    article: Article
    raw_hash: str
    passages: list[Passage]
    is_update: bool


@dataclass
class _Run:
    """The steps of one ingest; ``waiting`` is the next batch."""

    index: Index
    writer: Writer
    inputs: Inputs
    known: Known
    splitter: Splitter
    embedder: Embedder
    settings: Settings
    waiting: list[_Waiting] = field(default_factory=list)

    def prune(self, roots: Sequence[Path]) -> None:
        """Remove what was read from a file below the roots that is there no more."""
        for item in self.known.vanished(roots):
            if item.duplicate_of:
                self.writer.forget_duplicate(item.location)
            else:
                self.writer.remove(item.article_id)
            self.inputs.note("pruned", item.location, item.article_id)
        self.known = Known(self.index.stored())

    def all(self) -> None:
        """Take every input, then store the last batch."""
        while (source := self.inputs.next()) is not None:
            try:
                self._take(source)
            except ArticleError as error:
                self.inputs.note("failed", source.location, reason=str(error))
            if sum(len(one.passages) for one in self.waiting) >= BATCH_PASSAGES:
                self._store()
        self._store()
        self.inputs.tell("")

    def _take(self, source: SourceFile) -> None:
        if source.skip_reason:
            self.inputs.note("skipped", source.location, reason=source.skip_reason)
            return
        document = self._load(source)
        known = self.known.at(source.location)
        raw_hash = self._hash(document.hash) if source.kind == "file" else ""
        if known and known.raw_hash == raw_hash:
            self.inputs.note("unchanged", source.location, known.article_id)
            return
        article = replace(to_article(document, source), location=source.location)
        # A page carries other advertisements each time; what counts is its text.
        raw_hash = raw_hash or self._hash(hash_text(article.text))
        if known and known.raw_hash == raw_hash:
            self.inputs.note("unchanged", source.location, known.article_id)
            return
        self._sort_in(article, raw_hash, known)

    def _sort_in(self, article: Article, raw_hash: str, known: StoredArticle | None) -> None:
        """Decide whether the article is a duplicate, the same as before, or to be stored."""
        text_hash = hash_text(article.text)
        own = known if known and not known.duplicate_of else None
        owner = self.known.owner(text_hash)
        if owner and owner != (own and own.article_id):
            self._duplicate(article, raw_hash, owner, own)
            return
        article = replace(article, id=own.article_id if own else self.known.free_id(article))
        if own and _same_recipe(own.raw_hash, raw_hash) and self._is_stored(article):
            self.writer.record_hash(article.id, raw_hash)
            self.inputs.note("unchanged", article.location, article.id, article.title)
            return
        if len(article.text) > _LONG:
            self.inputs.tell(f"{article.title}: cutting {len(article.text) / 1e6:.1f} million characters")
        passages = self.splitter.split(article)
        if not passages:
            raise failures.ARTICLE_NO_TEXT(name=article.location)
        if own and own.text_hash != text_hash:
            self.inputs.put_back(self.known.disown(own))
        self.known.take(article.id, text_hash)
        self.waiting.append(_Waiting(article, raw_hash, passages, is_update=own is not None))

    def _duplicate(self, article: Article, raw_hash: str, owner: str, own: StoredArticle | None) -> None:
        if own:
            self.inputs.put_back(self.known.disown(own))
            self.writer.remove(own.article_id)
            self.known.drop(own.article_id)
        self.known.add_duplicate(article.location, raw_hash, owner)
        self.inputs.note("skipped", article.location, owner, article.title, f"It has the same text as {owner}.")

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
            self.inputs.note_stored(one.article, len(one.passages), is_update=one.is_update)
        for duplicate in self.known.new_duplicates():
            self.writer.record_duplicate(*duplicate)

    def _embedded(self, texts: Sequence[str], inputs: int) -> Vectors:
        """The texts' vectors, in slices: one article may hold as many passages as a thousand others."""
        more = self._embedding(inputs, len(texts))
        slices = range(0, len(texts), BATCH_PASSAGES)
        return np.concatenate(
            [self.embedder.encode(texts[start : start + BATCH_PASSAGES], progress=more) for start in slices]
        )

    def _embedding(self, inputs: int, passages: int) -> Callable[[int], None]:
        """Passes the passages embedded on as a share of the batch's inputs."""
        embedded = 0

        def more(count: int) -> None:
            nonlocal embedded
            embedded += count
            # One input may hold thousands of passages, so its share counts, too.
            self.inputs.tell(f"embedding passage {embedded:,} of {passages:,}", more=inputs * embedded / passages)

        return more

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

    def _is_stored(self, article: Article) -> bool:
        """Whether the index has exactly this article, however its input's bytes changed."""
        return replace(self.index.article(article.id), removed={}) == replace(article, removed={})


def _same_recipe(one: str, other: str) -> bool:
    """Whether two hashes of inputs have the same before the content's."""
    return one.split(":")[0] == other.split(":")[0]


__all__ = ["BATCH_PASSAGES", "Progress", "Splitter", "ingest"]
