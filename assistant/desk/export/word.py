"""A Word document (python-docx), sources as real footnotes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from assistant.desk.document import Block, Document, Table, Words
from assistant.desk.export.footnotes import Footnotes
from assistant.desk.export.prepared import one_line, source


def written(document: Document) -> bytes:
    """The document as .docx."""
    import docx

    word = docx.Document()
    word.core_properties.title = document.title[:255]
    word.core_properties.author = word.core_properties.comments = ""
    word.core_properties.created = word.core_properties.modified = dt.datetime.now(dt.UTC)
    notes = Footnotes(word, document.citations)
    word.add_heading(one_line(document.title), level=0)
    for block in document.blocks:
        _table(word, block, notes) if isinstance(block, Table) else _block(word, block, notes)
    for note in document.notes:
        word.add_paragraph(style="List Bullet").add_run(one_line(note)).italic = True
    unused = notes.unused()
    if unused:
        word.add_heading("Further sources", level=2)
        for one in unused:
            word.add_paragraph(f"{source(one)}: “{one_line(one.quote)}”", style="List Bullet")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _block(word: Any, block: Block, notes: Footnotes) -> None:
    if block.kind == "heading":
        paragraphs = [word.add_heading(level=min(block.level, 9))] * len(block.items)
    elif block.kind == "list":
        paragraphs = [word.add_paragraph(style="List Bullet") for _ in block.items]
    else:
        paragraphs = [word.add_paragraph()] * len(block.items)
    for paragraph, words in zip(paragraphs, block.items, strict=True):
        if paragraph.runs:
            paragraph.add_run(" ")
        _put(paragraph, words, notes)


def _table(word: Any, table: Table, notes: Footnotes) -> None:
    if table.title:
        word.add_paragraph(one_line(table.title), style="Caption")
    if not table.columns:
        return
    grid = word.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    for cell, name in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.paragraphs[0].add_run(one_line(name)).bold = True
    _repeat_at_each_page(grid.rows[0])
    for row in table.rows:
        for cell, words in zip(grid.add_row().cells, row, strict=True):
            _put(cell.paragraphs[0], words, notes)
    word.add_paragraph()


def _put(paragraph: Any, words: Words, notes: Footnotes) -> None:
    paragraph.add_run(one_line(words.text))
    notes.refer(paragraph, words.citations)
    if words.remark:
        paragraph.add_run(f" ({one_line(words.remark)})").italic = True


def _repeat_at_each_page(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
