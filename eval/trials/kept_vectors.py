"""An embedder that keeps its vectors on the disk: the same articles are measured again and again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.embedding import Embedder
from assistant.embedding.base import Kind, Progress, Vectors


class KeptVectors:
    """An :class:`~assistant.embedding.Embedder` whose vectors are made once.

    Args:
        embedder: makes those that are not kept yet.
        folder: where they are kept; made when missing.
    """

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        from diskcache import Cache

        self._embedder = embedder
        self.name, self.dimension, self.max_tokens = embedder.name, embedder.dimension, embedder.max_tokens
        self._cache: Any = Cache(str(folder))

    def count_tokens(self, text: str) -> int:
        """See :class:`~assistant.embedding.Embedder`."""
        return self._embedder.count_tokens(text)

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage", progress: Progress | None = None) -> Vectors:
        """See :class:`~assistant.embedding.Embedder`; ``progress`` counts what is made anew."""
        keys = [hashlib.sha256("\0".join((self._embedder.name, kind, text)).encode()).digest() for text in texts]
        with self._cache.transact():
            found = {key: vector for key in keys if (vector := self._cache.get(key)) is not None}
        wanted = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if wanted:
            made = self._embedder.encode(list(wanted.values()), kind=kind, progress=progress)
            with self._cache.transact():
                for key, vector in zip(wanted, made, strict=True):
                    self._cache[key] = vector.tobytes()
                    found[key] = vector.tobytes()
        rows = np.frombuffer(b"".join(found[key] for key in keys), np.float32)
        return rows.reshape(len(keys), self._embedder.dimension)
