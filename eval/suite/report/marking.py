"""Passages with the words that the answer cites marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and the numbers of the citations that quote it (none: not cited)."""

    text: str
    numbers: tuple[int, ...]


def pieces(passage: Mapping[str, Any], citations: Sequence[Mapping[str, Any]]) -> list[Piece]:
    """The passage's text cut where citations begin and end; joined, the pieces are the text again."""
    text, start = passage["text"], passage["start"]
    spans = []
    for citation in citations:
        first, last = max(citation["start"] - start, 0), min(citation["end"] - start, len(text))
        if citation["article_id"] == passage["article_id"] and first < last:
            spans.append((first, last, citation["number"]))
    cuts = sorted({0, len(text), *(cut for first, last, _ in spans for cut in (first, last))})
    return [
        Piece(text[one:other], tuple(number for first, last, number in spans if first <= one and other <= last))
        for one, other in pairwise(cuts)
    ]
