"""The formats in which a document can be taken away, and its bytes in one of them, for the browser to save."""

from __future__ import annotations

import base64
import re
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant import failures
from assistant.desk.document import Document, Table
from assistant.ui.rendering import esc

#: Suffix → what the button says, and the media type.
FORMATS = {
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "md": ("Markdown", "text/markdown"),
    "html": ("HTML", "text/html"),
    "csv": ("CSV", "text/csv"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("JSON", "application/json"),
}
_TABLES_ONLY = ("csv", "xlsx")
_NAME_CHARS = 60


def offered(document: Document) -> list[str]:
    """The formats that fit a document: a text without a table makes no worksheet."""
    if find_spec("assistant.desk.export") is None:
        return ["json"]
    has_table = any(isinstance(block, Table) for block in document.blocks)
    return [kind for kind in FORMATS if has_table or kind not in _TABLES_ONLY]


def buttons(document: Document) -> str:
    """A row of buttons, one a format."""
    items = "".join(
        f'<button type="button" class="na-button" data-act="export" data-suffix="{kind}">{FORMATS[kind][0]}</button>'
        for kind in offered(document)
    )
    return (
        f'<div class="na-exports" role="group" aria-label="Save as"><span class="na-muted">Save as</span>{items}</div>'
    )


def file(document: Document, kind: str) -> dict[str, str]:
    """A file for the browser: name, media type and bytes in base 64.

    Raises:
        InputError: there is no such format, or the document cannot be written in it.
    """
    if kind not in offered(document):
        raise failures.PAGE_NO_EXPORT(kind=esc(kind[:10]) or "this")
    data = base64.b64encode(_bytes(document, kind)).decode("ascii")
    return {"name": f"{_name(document.title)}.{kind}", "type": FORMATS[kind][1], "base64": data}


def _bytes(document: Document, kind: str) -> bytes:
    if find_spec("assistant.desk.export") is None:
        import json

        return (json.dumps(document.to_dict(), ensure_ascii=False, indent=2) + "\n").encode()
    from importlib import import_module

    export: Any = import_module("assistant.desk.export").export
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"document.{kind}"
        export(document, path)
        return path.read_bytes()


def _name(title: str) -> str:
    """A file's name that every system takes."""
    return re.sub(r"[^\w]+", "-", title).strip("-_")[:_NAME_CHARS].strip("-_").lower() or "document"
