"""Surveys and grids as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid_

from assistant.desk.document import Block, Document, Table
from assistant.visible import one_line

if TYPE_CHECKING:
    from assistant.desk.survey import Grid, Survey
    from assistant.desk.survey.types import By


def survey(found: Survey, by: By) -> None:
    """Print a survey: its table, what it rests on, and what was read."""
    out = Console(highlight=False)
    if not found.rows:
        out.print("No article says so of anybody or anything.")
    _document(out, found.document(by))
    out.print(escape(f"{found.seconds:.1f} s, {one_line(found.model)}"), style="dim")


def grid(found: Grid) -> None:
    """Print a grid."""
    out = Console(highlight=False)
    _document(out, found.document())
    out.print(escape(f"{found.seconds:.1f} s, {one_line(found.model)}"), style="dim")


def _document(out: Console, document: Document) -> None:
    for block in document.blocks:
        if isinstance(block, Table):
            _table(out, block)
        else:
            _block(out, block)
    for citation in document.citations:
        told = ", ".join(part for part in (citation.title, citation.source, citation.date) if part)
        out.print(escape(f"[{citation.number}] {one_line(told)}"), style="bold", markup=True)
        out.print(escape(f"    “{one_line(citation.quote)}”"))
        place = citation.url or citation.path
        if place:
            out.print(escape(f"    {one_line(place)} ({citation.start}–{citation.end})"), style="dim")
    for note in document.notes:
        out.print(escape(one_line(note)), style="dim")


def _table(out: Console, block: Table) -> None:
    if not block.rows:
        return
    if block.title:
        out.print(escape(block.title), style="bold")
    table = Grid_(box=None, pad_edge=False, header_style="bold")
    for column in block.columns:
        table.add_column(escape(one_line(column)), overflow="fold")
    for row in block.rows:
        table.add_row(*(escape(_cell(words.text, words.citations, words.remark)) for words in row))
    out.print(table)
    out.print()


def _block(out: Console, block: Block) -> None:
    for words in block.items:
        text = _cell(words.text, words.citations, words.remark)
        out.print(
            escape(f"- {text}" if block.kind == "list" else text), style="bold" if block.kind == "heading" else ""
        )
    out.print()


def _cell(text: str, citations: tuple[int, ...], remark: str) -> str:
    marks = "".join(f"[{number}]" for number in citations)
    told = " ".join(part for part in (one_line(text), marks) if part)
    return f"{told} ({one_line(remark)})" if remark else told
