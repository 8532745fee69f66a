"""CSV as Excel, LibreOffice and pandas read it: UTF-8 with a mark, commas, one table beneath the other."""

from __future__ import annotations

import csv
import io

from assistant.desk.document import Document
from assistant.desk.export import flat

#: A spreadsheet takes a cell that begins so for a formula, also from a text file (CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def written(document: Document) -> bytes:
    """The document's tables; where it has none, its text, a row a sentence."""
    every = flat.tables(document) or [flat.text(document)]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for number, table in enumerate(every):
        if len(every) > 1:  # one table is just that, for programs; several are for readers
            writer.writerows([[]] * (number > 0) + [[_as_text(table.name)]])
        writer.writerow([_as_text(name) for name in table.columns])
        writer.writerows([_as_text(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _as_text(cell: str) -> str:
    """The cell, behind an apostrophe where a spreadsheet would reckon with it."""
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA) else cell
