"""Sentence boundaries with exact offsets, by sentencex (Wikimedia).

LlamaIndex's own default, an untrained Punkt, ends a sentence after "U.S." and "Dr."; sentencex knows
abbreviations, keeps quotations whole and imports in a millisecond. Its boundaries feed LlamaIndex's
``SentenceSplitter`` too, so that passages and evidence agree on what a sentence is.
"""

from __future__ import annotations

import re
from itertools import pairwise

_BLANK_LINE = re.compile(r"\n\s*\n")


def sentence_spans(text: str, language: str = "en") -> list[tuple[int, int]]:
    """(start, end) of each sentence, without surrounding white space, in order.

    A blank line always ends a sentence, so that a heading never runs into the text below it.
    """
    spans = [
        _stripped(text, start + first, start + last)
        for start, end in _paragraph_spans(text)
        for first, last in _boundaries(text[start:end], language)
    ]
    return [(start, end) for start, end in spans if start < end]


def split_keeping_space(text: str, language: str = "en") -> list[str]:
    """The sentences with the white space that follows each, so that joining them gives ``text``."""
    starts = [start for start, _ in sentence_spans(text, language)]
    if not starts:
        return [text] if text else []
    cuts = [0, *starts[1:], len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def _boundaries(paragraph: str, language: str) -> list[tuple[int, int]]:
    from sentencex import segment

    spans, cursor = [], 0
    for piece in segment(language, paragraph):
        start = paragraph.find(piece, cursor)
        if start < 0:  # the library never rewrites text; should it, keep the paragraph whole
            return [(0, len(paragraph))]
        spans.append((start, start + len(piece)))
        cursor = start + len(piece)
    return spans or [(0, len(paragraph))]


def _paragraph_spans(text: str) -> list[tuple[int, int]]:
    cuts = [0]
    for gap in _BLANK_LINE.finditer(text):
        cuts += [gap.start(), gap.end()]
    cuts.append(len(text))
    return list(zip(cuts[::2], cuts[1::2], strict=True))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
