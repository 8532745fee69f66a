"""Markdown to lines: the marks go, headings, lists, quotes and line breaks stay as lines.

HTML inside Markdown hides text as it does in a page. So a text that holds any is rendered once with each of its
words marked, what a browser would not show is dropped from that, and only words whose mark is left become lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape, unescape
from typing import TYPE_CHECKING

from assistant.articles.bounds import check_markup, keep_seen

if TYPE_CHECKING:
    from markdown_it.token import Token

_TAG = re.compile(r"<!--(?:-?>|(?s:.*?)(?:-->|\Z))|</?[A-Za-z][^<>]{0,2000}>")
_UNSEEN_CONTENT = re.compile(r"<(script|style|template|title)\b[^<>]*>(?:.*?</\1\s*>|.*\Z)", re.DOTALL | re.IGNORECASE)
_MARK = "data-part"
# Characters parsed at once: the time of markdown-it grows with the square over a few kinds of marks. The longest
# article of 1,070 pages has 100,909.
_SECTION = 120_000

Seen = Callable[[str], str]


def markdown_lines(text: str, name: str) -> tuple[list[str], str | None, int]:
    """Render Markdown (CommonMark with tables) as plain lines.

    Args:
        text: the source.
        name: what to call it in an error.

    Returns:
        The lines, with blank ones between blocks, the first heading of the first level, and how many hidden elements
        were left out.

    Raises:
        ArticleError: its HTML is beyond what can be read.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    tokens = [token for section in _sections(text) for token in parser.parse(section)]
    parts = _Parts()
    if any(_holds_html(token) for token in tokens):
        parts.judge(tokens, name)
    lines, title = _lines(tokens, parts)
    return lines, title, parts.hidden


def _sections(text: str) -> Iterator[str]:
    """The text in bounded pieces, cut between blocks where it can be."""
    begin = 0
    while len(text) - begin > _SECTION:
        end = begin + _SECTION
        found = (text.rfind(mark, begin + _SECTION // 2, end) for mark in ("\n\n", "\n", " "))
        cut = next((at for at in found if at > 0), end)
        yield text[begin:cut]
        begin = cut
    yield text[begin:]


def _lines(tokens: Sequence[Token], parts: _Parts) -> tuple[list[str], str | None]:
    lines: list[str] = []
    title: str | None = None
    markers: list[str] = []
    row: list[str] | None = None
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "list_item_open":
            markers.append(f"{token.info}{token.markup} " if token.info else "- ")
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            lines += [" | ".join(row)]
            row = None
        elif token.type == "table_close":
            lines.append("")
        elif token.type in ("fence", "code_block"):
            lines += [*unescape(parts.next(token.content)).split("\n"), ""]
        elif token.type == "html_block":
            lines += [*unescape(parts.html(token.content)).split("\n"), ""]
        elif token.type == "inline":
            content = _inline(token.children or [], parts)
            if row is not None:
                row.append(content)
                continue
            if title is None and before is not None and before.type == "heading_open" and before.tag == "h1":
                title = content.replace("\n", " ").strip() or None
            marker = markers.pop() if markers else ""
            lines += [*(marker + content).split("\n"), ""]
            markers.clear()
    return lines, title


def _inline(tokens: Sequence[Token], parts: _Parts) -> str:
    """The words of a run of text; images are no text, and of a link only its words are."""
    found = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            found.append("\n")
        elif token.type in ("text", "code_inline"):
            found.append(parts.next(token.content))
    return "".join(found)


def _holds_html(token: Token) -> bool:
    return token.type == "html_block" or any(child.type == "html_inline" for child in token.children or [])


class _Parts:
    """The pieces of a text in order, each asked for once: whole where a reader sees it, else empty."""

    def __init__(self) -> None:
        self.hidden = 0
        self._seen: set[int] | None = None
        self._at = 0

    def next(self, text: str) -> str:
        """The next piece, or nothing where it is not shown."""
        self._at += 1
        return text if self._seen is None or self._at - 1 in self._seen else ""

    def html(self, content: str) -> str:
        """The text between the tags of a block of HTML, blanks in the place of the tags."""
        return "".join(" " if is_tag else self.next(piece) for is_tag, piece in _pieces(content))

    def judge(self, tokens: Sequence[Token], name: str) -> None:
        """Find out which pieces a browser would show."""
        from lxml.html import document_fromstring  # type: ignore[import-untyped]

        html = f"<html><body>{''.join(_marked(tokens))}</body></html>"
        check_markup(html, name)
        tree = document_fromstring(html)
        self.hidden = keep_seen(tree, name, marks=_MARK)
        self._seen = {int(mark.get(_MARK)) for mark in tree.iter("span") if mark.get(_MARK) and (mark.text or "")}
        self._seen |= {number for number, empty in enumerate(_texts(tokens)) if not empty.strip()}


def _marked(tokens: Sequence[Token]) -> Iterator[str]:
    """The document as HTML, each piece of text in an element that bears its number."""
    number = 0

    def mark(text: str) -> str:
        nonlocal number
        number += 1
        return f'<span {_MARK}="{number - 1}">{text}</span>'

    for token in tokens:
        if token.type in ("fence", "code_block"):
            yield f"<pre>{mark(escape(token.content))}</pre>"
        elif token.type == "html_block":
            yield from (
                piece if is_tag else mark(piece.replace("<", "&lt;")) for is_tag, piece in _pieces(token.content)
            )
        elif token.type == "inline":
            for child in token.children or []:
                if child.type == "html_inline":
                    yield child.content
                elif child.type in ("text", "code_inline"):
                    yield mark(escape(child.content))
                elif child.type in ("softbreak", "hardbreak"):
                    yield "\n"
        elif token.tag and token.nesting:
            yield f"<{token.tag}>" if token.nesting > 0 else f"</{token.tag}>"


def _texts(tokens: Sequence[Token]) -> Iterator[str]:
    """The pieces in the order of :func:`_marked`."""
    for token in tokens:
        if token.type in ("fence", "code_block"):
            yield token.content
        elif token.type == "html_block":
            yield from (piece for is_tag, piece in _pieces(token.content) if not is_tag)
        elif token.type == "inline":
            yield from (child.content for child in token.children or [] if child.type in ("text", "code_inline"))


def _pieces(content: str) -> Iterator[tuple[bool, str]]:
    """A block of HTML as tags (with content that is never text) and what stands between them."""
    at = 0
    while match := _TAG.search(content, at):
        if match.start() > at:
            yield False, content[at : match.start()]
        whole = _UNSEEN_CONTENT.match(content, match.start())
        at = whole.end() if whole else match.end()
        yield True, content[match.start() : at]
    if at < len(content):
        yield False, content[at:]
