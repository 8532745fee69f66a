"""Sentence boundaries with exact offsets, by sentencex (Wikimedia).

LlamaIndex's own default, an untrained Punkt, ends a sentence after "U.S." and "Dr."; sentencex knows
abbreviations, keeps quotations whole and imports in a millisecond. Its boundaries feed LlamaIndex's
``SentenceSplitter`` too, so that passages and evidence agree on what a sentence is.
"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.language import language_of

_BLANK_LINE = re.compile(r"\n\s*\n")

#: Characters given to sentencex at once: its work grows with the square over opening quotes and over Chinese full
#: stops (16,000 of “ take 0.17 s, 64,000 take 2.8). Paragraphs of articles are shorter, so for them nothing changes.
WINDOW = 24_000


#: Characters from which the language of a text is told.
TELLING = 2_000


def sentence_spans(text: str, language: str | None = None) -> list[tuple[int, int]]:
    """(start, end) of each sentence, without surrounding white space, in order.

    A blank line always ends a sentence, so that a heading never runs into the text below it.

    Args:
        text: any text.
        language: ISO 639-1 code: whose abbreviations and ordinals ("am 19. Februar") to know; told from the
            beginning of the text where left out.
    """
    language = language or language_of(text[:TELLING]) or "en"
    spans = [
        _stripped(text, start + first, start + last)
        for start, end in _paragraph_spans(text)
        for first, last in _boundaries(text[start:end], language)
    ]
    return [(start, end) for start, end in spans if start < end]


def split_keeping_space(text: str, language: str | None = None) -> list[str]:
    """The sentences with the white space that follows each, so that joining them gives ``text``."""
    starts = [start for start, _ in sentence_spans(text, language)]
    if not starts:
        return [text] if text else []
    cuts = [0, *starts[1:], len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def _boundaries(paragraph: str, language: str) -> list[tuple[int, int]]:
    """Where the sentences lie, a window of a long paragraph at a time.

    A window's last sentence may go on behind it, so the next window begins where that one does; a sentence that
    fills its window goes on in the next.
    """
    starts = [0]
    begin, goes_on = 0, False
    while True:
        end = begin + WINDOW
        found = [begin + start for start in _starts(paragraph[begin:end], language)]
        starts += found[1:] if goes_on or begin == starts[-1] else found
        if end >= len(paragraph):
            return list(pairwise([*starts, len(paragraph)]))
        goes_on = len(found) < 2
        begin = _joint(paragraph, begin, end) if goes_on else found[-1]


def _starts(window: str, language: str) -> list[int]:
    from sentencex import segment

    starts, cursor = [], 0
    for piece in segment(language, window):
        start = window.find(piece, cursor)
        if start < 0:  # the library never rewrites text; should it, keep the window whole
            return [0]
        starts.append(start)
        cursor = start + len(piece)
    return starts or [0]


def _joint(paragraph: str, begin: int, end: int) -> int:
    """Where to cut a window that is one sentence: at its last blank, so that no word is torn."""
    blank = paragraph.rfind(" ", begin + WINDOW // 2, end)
    return end if blank < 0 else blank


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
