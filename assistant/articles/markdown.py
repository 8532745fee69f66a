"""Markdown to lines: the marks go, headings, lists, quotes and line breaks stay as lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]{0,500}>", re.DOTALL)


def markdown_lines(text: str) -> tuple[list[str], str | None]:
    """Render Markdown (CommonMark with tables) as plain lines.

    Returns:
        The lines, with blank ones between blocks, and the first heading of the first level.
    """
    from markdown_it import MarkdownIt

    lines: list[str] = []
    title: str | None = None
    markers: list[str] = []
    row: list[str] | None = None
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
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
        elif token.type in ("fence", "code_block", "html_block"):
            content = _TAG.sub(" ", token.content) if token.type == "html_block" else token.content
            lines += [*unescape(content).split("\n"), ""]
        elif token.type == "inline":
            content = _inline(token.children or [])
            if row is not None:
                row.append(content)
                continue
            if title is None and before is not None and before.type == "heading_open" and before.tag == "h1":
                title = content.replace("\n", " ").strip() or None
            marker = markers.pop() if markers else ""
            lines += [*(marker + content).split("\n"), ""]
            markers.clear()
    return lines, title


def _inline(tokens: Sequence[Token]) -> str:
    """The words of a run of text; images are no text, and of a link only its words are."""
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type in ("text", "code_inline"):
            parts.append(token.content)
    return "".join(parts)
