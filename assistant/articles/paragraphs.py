"""Lines to paragraphs: one blank line between them, hard-wrapped lines joined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

# Mail and text editors wrap at 60 to 100 characters; a block with a longer line has a
# paragraph on each line.
_WIDEST = 120
# A line shorter than this is no wrapped one but a heading, a label or a verse.
_NARROWEST = 40

_ENDS_SENTENCE = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*$")
_BULLET = re.compile(r"[-*•·–—▪◦] ?\S|\d{1,2}[.)] \S|\[\d+\]")


def join_paragraphs(lines: Sequence[str]) -> list[str]:
    """Make paragraphs of cleaned lines.

    Blank lines separate paragraphs, however many. Inside a block of filled lines each line is a
    paragraph of its own, as scrapers write them, unless the text is clearly hard-wrapped: a line
    goes on with a small letter, or lines are filled so that the next word would not have fitted.
    """
    blocks = _blocks(lines)
    width = _wrap_width(blocks)
    paragraphs: list[str] = []
    for block in blocks:
        current = block[0]
        for before, line in pairwise(block):
            if _goes_on(before, line) or (width and _filled(before, line, width)):
                current += " " + line
            else:
                paragraphs.append(current)
                current = line
        paragraphs.append(current)
    return paragraphs


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _goes_on(before: str, line: str) -> bool:
    """Whether a line continues the sentence of the one before, beyond doubt."""
    return _NARROWEST <= len(before) <= _WIDEST and line[0].islower() and not _ENDS_SENTENCE.search(before)


def _wrap_width(blocks: Sequence[Sequence[str]]) -> int:
    """The column the text is wrapped at, 0 where it is not wrapped.

    It is wrapped when sentences go on in the next line and no line of a block is longer than a
    wrapped one can be.
    """
    several = [block for block in blocks if len(block) > 1]
    width = max((len(line) for block in several for line in block), default=0)
    goes_on = any(_goes_on(a, b) for block in several for a, b in pairwise(block))
    return width if goes_on and width <= _WIDEST else 0


def _filled(before: str, line: str, width: int) -> bool:
    """Whether the first word of ``line`` would not have fitted behind ``before``."""
    if _BULLET.match(line) or len(before) < _NARROWEST:
        return False
    return len(before) + 1 + len(line.split(" ", 1)[0]) > width
