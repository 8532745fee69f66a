"""Which formats there are, which suffix means which, and who writes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath
from typing import Literal, get_args

from assistant import failures
from assistant.desk.document import Document
from assistant.desk.export.prepared import prepared

Format = Literal["md", "html", "docx", "csv", "xlsx", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)

_OTHER_SUFFIXES: dict[str, Format] = {"markdown": "md", "htm": "html"}
#: The module of each writer; it is imported when something is written, because Word and Excel are heavy.
_WRITERS = {
    "md": "assistant.desk.export.markdown",
    "html": "assistant.desk.export.webpage",
    "docx": "assistant.desk.export.word",
    "csv": "assistant.desk.export.separated",
    "xlsx": "assistant.desk.export.workbook",
}


def format_of(name: str | PurePath) -> Format:
    """The format that a name ("docx") or the suffix of a path means.

    Raises:
        InputError: it means none.
    """
    text = str(name)
    suffix = (PurePath(text).suffix.removeprefix(".") or text).lower()
    known = {one: one for one in FORMATS} | _OTHER_SUFFIXES
    if suffix not in known:
        raise failures.EXPORT_FORMAT(name=text, suffixes=", ".join(f".{one}" for one in FORMATS))
    return known[suffix]


def as_bytes(document: Document, form: Format) -> bytes:
    """The document in a format."""
    if form == "json":
        return (json.dumps(document.to_dict(), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
    writer: Callable[[Document], bytes] = import_module(_WRITERS[form]).written
    return writer(prepared(document))
