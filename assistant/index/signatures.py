"""What of an article's text suffices to recognise a copy of it: hashes of its own pairs of words, and their MinHash.

Of the text outside quotation marks: what a speaker said is anybody's to print, the words around it are the author's. So
two reports on one press conference do not look like copies of each other, and a report that was shortened, given
another headline and a further paragraph still looks like the one that it was made of.

The MinHash (datasketch's; its own LSH indexes live in memory or in a database server, so the bands are keys in the
catalog, see ``clusters.py``) brings those together that may be copies. Whether they are, the hashes tell: how much of
the shorter text stands in the longer one (its containment), because a brief that is the beginning of a long report is a
copy of it. Estimated from the MinHash alone it would be off by 0.04, half of what lies between copies and others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from re import compile as pattern

import numpy as np
from numpy.typing import NDArray

from assistant.words import FUNCTION_WORDS, words

RECIPE = "1"
"""Raise it when anything here changes what a signature is: then all are computed again at the next write."""
NEAR = 2
"""A shingle is two content words with at most one between them (skip-bigrams; Guthrie et al. 2006)."""
PERMUTATIONS, ROWS = 192, 2
"""Bands of two values meet with a chance of 0.98 where a fifth of all shingles is shared, of 0.01 where a hundredth is,
as in unrelated news of one field."""
COPIED = 0.22
"""A copy shares so much of the shorter text. Of 35 pairs of a report and its rewritten copies the least alike share
0.31, reports on one event by different hands at most 0.15 (triples of all words: 0.21 and 0.13)."""
FEWEST_SHARED = 24
"""And so many shingles, two lines: below that a shared formula would make a copy of a note."""
FEWEST_OWN = 24
"""A text with fewer shingles outside quotation marks is little but quotations, and is compared as a whole."""
MOST_CHARS = 200_000
"""The beginning of a text that is compared: 30,000 words, in 0.2 s."""
MOST_KEPT = 4_096
"""Hashes that are kept, the smallest ones (a bottom-k sketch): those of a text of 5,000 words are all."""
BATCH = 4_096  # hashed at a time by the MinHash: 3 MB

_HASH = np.dtype("<u4")  # little-endian whatever the machine, so that an index can be copied
_RANGE = 2**32

#: Within a paragraph; the last alternative is a quotation that goes on in the next one, where it is opened again.
_QUOTED = pattern(
    r"“(?:[^“”\n]|\n(?!\n))*”|„(?:[^„“”\n]|\n(?!\n))*[“”]|«(?:[^«»\n]|\n(?!\n))*»|\"(?:[^\"\n]|\n(?!\n))*\""
    r"|‘(?:[^‘’\n]|’(?=\w))*’(?!\w)|“(?:[^“”\n]|\n(?!\n))*(?=\n\n|$)"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """What is stored of a text's shingles.

    Attributes:
        values: MinHash values, uint32 of shape (PERMUTATIONS,).
        hashes: the smallest MOST_KEPT hashes, uint32, rising.
        size: how many shingles there were.
    """

    values: NDArray[np.uint32]
    hashes: NDArray[np.uint32]
    size: int

    def stored(self) -> tuple[bytes, bytes, int]:
        """The attributes as the catalog stores them; :func:`read` is the way back."""
        return self.values.astype(_HASH).tobytes(), self.hashes.astype(_HASH).tobytes(), self.size

    def bands(self) -> list[int]:
        """One number a band: articles that have one of them in common may be copies. None for an empty text."""
        if not self.size:
            return []
        pairs = self.values.reshape(-1, ROWS).astype(np.uint64)
        band = np.arange(len(pairs), dtype=np.uint64)
        mixed = ((pairs[:, 0] << np.uint64(32)) | pairs[:, 1]) ^ (band * np.uint64(0x9E3779B97F4A7C15))
        return [int(key) for key in mixed.view(np.int64)]


def signature(text: str) -> Signature:
    """The signature of an article's text."""
    from datasketch import MinHash, sha1_hash32  # with scipy: half a second, that only writing takes

    hashes = sorted({sha1_hash32(" ".join(one).encode()) for one in shingles(text[:MOST_CHARS])})
    sketch = MinHash(PERMUTATIONS, permutations=_permutations(), scheme="affine32", hashfunc=int)
    for start in range(0, len(hashes), BATCH):
        sketch.update_batch(hashes[start : start + BATCH])
    values = np.asarray(sketch.hashvalues, dtype=np.uint32)
    return Signature(values, np.asarray(hashes[:MOST_KEPT], dtype=np.uint32), len(hashes))


def shingles(text: str) -> set[tuple[str, str]]:
    """The pairs of words outside quotation marks; of a text that is little but quotations, all."""
    own = _of_parts(_QUOTED.split(text))
    return own if len(own) >= FEWEST_OWN else _of_parts([text])


def read(values: object, hashes: object, size: object) -> Signature | None:
    """A stored signature; None where it is none."""
    if not isinstance(values, bytes) or not isinstance(hashes, bytes) or not isinstance(size, int):
        return None
    if len(values) != PERMUTATIONS * _HASH.itemsize or len(hashes) != min(size, MOST_KEPT) * _HASH.itemsize:
        return None
    sketch, kept = (np.frombuffer(one, dtype=_HASH).astype(np.uint32) for one in (values, hashes))
    return Signature(sketch, kept, size)


def is_copy(one: Signature, other: Signature) -> bool:
    """Whether one of two texts was made of the other, or both of a third."""
    reach = min(_reach(one), _reach(other))  # up to here all hashes of both are known
    both = np.intersect1d(one.hashes, other.hashes, assume_unique=True)
    shared = int(np.sum(both <= reach)) * _RANGE / (reach + 1)
    return shared >= max(FEWEST_SHARED, COPIED * min(one.size, other.size))


def _reach(signed: Signature) -> int:
    return int(signed.hashes[-1]) if len(signed.hashes) < signed.size else _RANGE - 1


def _of_parts(parts: list[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for part in parts:
        own = [word for word in words(part) if word not in FUNCTION_WORDS]
        for distance in range(1, NEAR + 1):
            found.update(zip(own, own[distance:], strict=False))
    return found


@cache
def _permutations() -> NDArray[np.uint32]:
    from datasketch import MinHash

    return np.asarray(MinHash(PERMUTATIONS, scheme="affine32").permutations)
