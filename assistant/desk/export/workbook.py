"""An Excel workbook (openpyxl): a sheet a table, one of the text, one of the sources, one of the notes."""

from __future__ import annotations

import io
import re
from typing import Any

from assistant.desk.document import Document
from assistant.desk.export import flat
from assistant.desk.export.flat import Flat

#: Excel's own limits: characters in a cell and in a sheet's name, and what a name may not hold.
LONGEST_CELL, LONGEST_NAME = 32_767, 31
_NO_NAME = re.compile(r"[\\/*?:\[\]]")
#: Width of a column, in characters.
NARROW, WIDE = 12, 60


def written(document: Document) -> bytes:
    """The document as .xlsx."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    book.properties.title = document.title
    told = flat.text(document)
    notes = Flat("Notes", ("note",), tuple((note,) for note in document.notes))
    for number, table in enumerate(flat.tables(document), 1):
        _add(book, table, table.name or f"Table {number}")
    for table, name in ((told, "Text"), (flat.sources(document), "Sources"), (notes, "Notes")):
        if table.rows or (name == "Text" and not book.worksheets):
            _add(book, table, name)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add(book: Any, table: Flat, name: str) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(_free_name(name, book.sheetnames))
    for row, cells in enumerate((table.columns, *table.rows), 1):
        for column, text in enumerate(cells, 1):
            cell = sheet.cell(row, column)
            _put(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for column, cells in enumerate(zip(table.columns, *table.rows, strict=True), 1):
        longest = max(map(len, cells))
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, NARROW), WIDE)


def _put(cell: Any, text: str) -> None:
    """A cell that holds text, whatever it begins with; an address can be clicked."""
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - 1] + "…"
    cell.value = text
    if text:
        cell.data_type = "s"  # openpyxl takes "=…" for a formula
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))  # stays text where somebody edits it
    if re.fullmatch(r"https?://[^\s<>\"]+", text):
        cell.hyperlink = text


def _free_name(wanted: str, taken: list[str]) -> str:
    plain = _NO_NAME.sub(" ", wanted).strip(" '")[:LONGEST_NAME] or "Table"
    name, number = plain, 1
    while name.lower() in map(str.lower, taken):
        number += 1
        name = f"{plain[: LONGEST_NAME - 4]} {number}"
    return name
