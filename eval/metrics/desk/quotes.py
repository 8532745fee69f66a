"""When is a quotation that of a reference?"""

from __future__ import annotations

from collections.abc import Iterable

from eval.metrics.matching import SHARE
from eval.types import Reference


def quotes(quote: str, references: Iterable[Reference]) -> bool:
    """Whether a quotation holds one of the sentences or a good part of it, or is a good part of a longer quotation."""
    return any(_overlap(_folded(quote), _folded(reference.quote)) for reference in references)


def _overlap(quote: str, sentence: str) -> bool:
    if not quote:
        return False
    if sentence in quote:
        return True
    return quote in sentence and len(quote) >= SHARE * len(sentence)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
