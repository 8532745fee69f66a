"""A draft → its statements in order, with their exact places in the text that was given.

Blocks (headings, lists, tables, quotations, code) are found by markdown-it, sentences in them by sentencex; plain text
is Markdown without marks. What is read of a sentence is its text without the marks; its place is that in the draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from assistant.language import language_of
from assistant.sentences import TELLING, sentence_spans

if TYPE_CHECKING:
    from markdown_it.token import Token

#: What a piece of a draft is. ``row`` is a line of a table, ``lead-in`` a line that introduces a list, ``aside`` what
#: is no prose: code, HTML, the head of a table.
Kind = Literal["sentence", "item", "row", "heading", "lead-in", "aside"]

#: Characters that markdown-it gets at once: its time grows with the square over a few kinds of marks.
_SECTION = 60_000
#: Longest piece that is judged as one: a longer "sentence" is a text without full stops.
LONGEST = 2_000

_MARKER = re.compile(r"[ \t>]*(?:(?:[-*+•–]|\d{1,4}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?(?:#{1,6}[ \t]+)?")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_NOTE = re.compile(r"\s*\[\^?\d+(?:\s*[,–-]\s*\d+)*\]")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|~~|`{1,3})(?=\S)([^*_`~]{1,400}?)(?<=\S)\1(?!\w)")
_QUOTE_MARK = re.compile(r"^[ \t]*>+[ \t]?", re.MULTILINE)
_RULE = re.compile(r"[\s\-*_=|:+]*")
_FULL_STOP = re.compile(r"[.!?…:;][\"'”’»)\]*_]*$")
#: A short line without a full stop or a figure is a heading, also where no mark says so.
_HEADING_WORDS = 10


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One piece of a draft: ``draft[start:end]`` is what stands there, ``text`` the same without marks.

    ``lead_in`` is the line that introduces the list in which it stands.
    """

    start: int
    end: int
    text: str
    kind: Kind = "sentence"
    lead_in: str = ""


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    end: int
    kind: Kind


def draft_sentences(text: str) -> list[DraftSentence]:
    """Every sentence, item, row and heading of a draft, in order; nothing overlaps."""
    language = language_of(text[:TELLING]) or "en"
    found: list[DraftSentence] = []
    lead_in, in_list = "", False
    head: list[str] | None = None
    for block in _blocks(text):
        is_item = block.kind == "item"
        if not is_item and in_list:
            lead_in = ""
        in_list = is_item
        if block.kind == "row":
            cells = _cells(text[block.start : block.end])
            if head is None:
                head = cells
                found.append(_piece(text, block.start, block.end, "aside"))
            elif any(cells):
                found.append(DraftSentence(block.start, block.end, _told(cells, head), "row"))
            continue
        head = None
        if block.kind in ("heading", "aside"):
            found.append(_piece(text, block.start, block.end, block.kind))
            continue
        pieces = list(_sentences(text, block, lead_in if is_item else "", language))
        found += pieces
        last = pieces[-1].text if pieces else ""
        if not is_item:
            lead_in = last.rstrip("*_ ").removesuffix(":") if last.endswith(":") else ""
    return _introducing(found)


def plain(text: str) -> str:
    """A piece of Markdown as it is read: no marks, of a link its words, white space folded."""
    text = _NOTE.sub("", _LINK.sub(r"\1", _QUOTE_MARK.sub("", text)))
    for _ in range(2):  # bold within italics
        text = _EMPHASIS.sub(r"\2", text)
    return " ".join(text.split())


def _sentences(text: str, block: _Block, lead_in: str, language: str) -> Iterator[DraftSentence]:
    marker = _MARKER.match(text, block.start, block.end)
    begin = marker.end() if marker else block.start
    kind: Kind = "item" if block.kind == "item" else "sentence"
    for first, last in sentence_spans(text[begin : block.end], language):
        for start, end in _bounded(text, begin + first, begin + last):
            while start < end and text[start] in "> \t":  # a line of a quotation
                start += 1
            said = plain(text[start:end])
            if any(char.isalnum() for char in said):
                yield DraftSentence(start, end, said, "heading" if _is_heading(said, kind) else kind, lead_in)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What has no full stop for pages is cut at its lines, or else at blanks."""
    while end - start > LONGEST:
        found = (text.rfind(mark, start + LONGEST // 4, start + LONGEST) for mark in ("\n", " "))
        cut = next((at for at in found if at > 0), start + LONGEST)
        yield start, cut
        start = cut + 1 if text[cut].isspace() else cut
    yield start, end


def _is_heading(said: str, kind: Kind) -> bool:
    bare = not _FULL_STOP.search(said) and not re.search(r"\d", said)
    return kind == "sentence" and bare and len(said.split()) <= _HEADING_WORDS


def _introducing(found: Sequence[DraftSentence]) -> list[DraftSentence]:
    """A sentence that ends in a colon before a list introduces it."""
    told = list(found)
    for number, one in enumerate(told[:-1]):
        if one.kind == "sentence" and one.text.rstrip("*_ ").endswith(":") and told[number + 1].kind in ("item", "row"):
            told[number] = DraftSentence(one.start, one.end, one.text, "lead-in")
    return told


def _piece(text: str, start: int, end: int, kind: Kind) -> DraftSentence:
    marker = _MARKER.match(text, start, end)
    begin = marker.end() if marker and kind == "heading" else start
    return DraftSentence(begin, end, plain(text[begin:end]), kind)


def _blocks(text: str) -> Iterator[_Block]:
    for begin, end in _sections(text):
        yield from _blocks_of(text[begin:end], begin)


def _blocks_of(section: str, offset: int) -> Iterator[_Block]:
    """The blocks of a section; lines that markdown-it gives to none (a rule, a definition of a link) are none."""
    from markdown_it import MarkdownIt

    # four blanks before a line are no code in a press release
    parser = MarkdownIt("commonmark").enable("table").disable("code")
    normal = section.replace("\r\n", " \n").replace("\r", "\n")  # as markdown-it counts lines, at the same offsets
    lines = [0, *accumulate(len(line) for line in normal.split("\n"))]
    starts = [at + number for number, at in enumerate(lines)]
    done = 0
    for kind, first, last in _kinds(parser.parse(normal)):
        start, end = max(starts[first], done), min(starts[last], len(section))
        while end > start and section[end - 1].isspace():
            end -= 1
        while start < end and section[start].isspace():
            start += 1
        if start < end and not _RULE.fullmatch(section, start, end):
            yield _Block(offset + start, offset + end, kind)
            done = end


def _kinds(tokens: Sequence[Token]) -> Iterator[tuple[Kind, int, int]]:
    """(what, first line, line behind the last) of each block that has text."""
    open_items = 0
    for token in tokens:
        if token.type == "list_item_open":
            open_items += 1
        elif token.type == "list_item_close":
            open_items -= 1
        if token.map is None:
            continue
        first, last = token.map
        if token.type == "heading_open":
            yield "heading", first, last
        elif token.type in ("fence", "html_block"):
            yield "aside", first, last
        elif token.type == "tr_open":
            yield "row", first, last
        elif token.type == "paragraph_open":
            yield "item" if open_items else "sentence", first, last


def _sections(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    while len(text) - begin > _SECTION:
        found = (text.rfind(mark, begin + _SECTION // 2, begin + _SECTION) for mark in ("\n\n", "\n", " "))
        cut = next((at for at in found if at > 0), begin + _SECTION)
        yield begin, cut
        begin = cut
    yield begin, len(text)


def _cells(line: str) -> list[str]:
    return [plain(cell) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _told(cells: Sequence[str], head: Sequence[str]) -> str:
    """A row as a statement: "Courier; offer: 4.5 per cent"."""
    if len(cells) != len(head):
        return "; ".join(cell for cell in cells if cell)
    named = [f"{name}: {cell}" if name else cell for name, cell in zip(head[1:], cells[1:], strict=True) if cell]
    return "; ".join(part for part in (cells[0], *named) if part)
