"""An embedder that remembers: the same sentences are compared again and again while somebody asks about one topic."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.base import Embedder, Kind, Progress, Vectors

#: Texts whose vectors are kept, those asked for last; 20 MB at 384 dimensions.
KEPT = 10_000


class RememberingEmbedder:
    """Keeps the vectors of the last texts; see :class:`~assistant.embedding.Embedder`.

    Args:
        embedder: embeds what is not remembered.
        kept: how many vectors to keep.
    """

    def __init__(self, embedder: Embedder, kept: int = KEPT) -> None:
        self._embedder = embedder
        self._kept = kept
        self._vectors: dict[tuple[Kind, str], NDArray[np.float32]] = {}  # in the order of their last use
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """See :class:`~assistant.embedding.Embedder`."""
        return self._embedder.name

    @property
    def dimension(self) -> int:
        """See :class:`~assistant.embedding.Embedder`."""
        return self._embedder.dimension

    @property
    def max_tokens(self) -> int:
        """See :class:`~assistant.embedding.Embedder`."""
        return self._embedder.max_tokens

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage", progress: Progress | None = None) -> Vectors:
        """See :class:`~assistant.embedding.Embedder`; progress is told of new texts only."""
        if not texts:
            return self._embedder.encode(texts, kind=kind)
        with self._lock:
            known = {text: self._vectors[kind, text] for text in texts if (kind, text) in self._vectors}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known |= dict(zip(new, self._embedder.encode(new, kind=kind, progress=progress), strict=True))
        with self._lock:
            for text in known:
                self._vectors.pop((kind, text), None)
                self._vectors[kind, text] = known[text]
            while len(self._vectors) > self._kept:
                del self._vectors[next(iter(self._vectors))]
        return np.stack([known[text] for text in texts])

    def count_tokens(self, text: str) -> int:
        """See :class:`~assistant.embedding.Embedder`."""
        return self._embedder.count_tokens(text)
