"""What every embedding backend offers, and the batching that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, Protocol

import numpy as np

#: Asymmetric models (E5, BGE…) want a question marked as one; symmetric ones ignore the difference.
Kind = Literal["passage", "query"]
#: Called after each batch with the number of texts it held (a tqdm bar's ``update`` fits).
Progress = Callable[[int], object]

Vectors = np.ndarray[tuple[int, int], np.dtype[np.float32]]


class Embedder(Protocol):
    """Turns texts into vectors. Thread-safe."""

    @property
    def name(self) -> str:
        """Model and arithmetic, recorded with an index, because vectors of two never mix."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """A text is read up to here, special tokens included; the rest is not embedded."""

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage", progress: Progress | None = None) -> Vectors:
        """Vectors of the texts, in their order: float32, (n, dimension), each of length 1."""

    def count_tokens(self, text: str) -> int:
        """Tokens of the whole text in the model's own tokenizer, special ones included."""


def batches(lengths: Sequence[int], size: int) -> Iterator[list[int]]:
    """Positions in batches of similar length, longest first, so that little is spent on padding.

    Longest first also shows at once whether the memory suffices.
    """
    order = sorted(range(len(lengths)), key=lambda position: -lengths[position])
    for start in range(0, len(order), size):
        yield order[start : start + size]


def normalised(vectors: Vectors) -> Vectors:
    """Rows of length 1 (a zero row stays)."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
