"""Markdown as GitHub and Pandoc read it: footnotes for sources, pipe tables.

No library was found that writes Markdown with every character of a text escaped; what is escaped here is CommonMark's
own list, and a test reads the result back with markdown-it.
"""

from __future__ import annotations

import re

from assistant.desk.document import Block, Document, Table, Words
from assistant.desk.export.prepared import link, one_line, place, source
from assistant.types import Citation

#: What means something anywhere in a line …
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~&!$^])")
#: … and at its beginning: lists, rules, underlines of headings, quotations, definitions.
_OPENING = re.compile(r"^([-+=:]|\d{1,9}(?=[.)]))")


def written(document: Document) -> bytes:
    """The document as Markdown in UTF-8."""
    parts = [f"# {escaped(document.title)}", *map(_block, document.blocks)]
    if document.notes:
        parts.append("\n".join(f"- {escaped(note)}" for note in document.notes))
    parts += [_footnote(citation) for citation in document.citations]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def escaped(text: str) -> str:
    """One line of text that shows as it is."""
    plain = _ACTIVE.sub(r"\\\1", one_line(text))
    return _OPENING.sub(lambda found: f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}", plain)


def _block(block: Block | Table) -> str:
    if isinstance(block, Table):
        return _table(block)
    if block.kind == "heading":
        return f"{'#' * min(block.level, 6)} {' '.join(map(_words, block.items))}"
    if block.kind == "list":
        return "\n".join(f"- {_words(one)}" for one in block.items)
    return " ".join(map(_words, block.items))


def _words(words: Words) -> str:
    marks = "".join(f"[^{number}]" for number in words.citations)
    remark = f" *({escaped(words.remark)})*" if words.remark else ""
    return f"{escaped(words.text)}{marks}{remark}"


def _table(table: Table) -> str:
    rows = [
        [escaped(name) for name in table.columns],
        ["---"] * len(table.columns),
        *([_words(cell) for cell in row] for row in table.rows),
    ]
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"{escaped(table.title)}\n\n{lines}" if table.title else lines


def _footnote(citation: Citation) -> str:
    url = link(citation)
    address = f" <{url}>" if url else ""
    told = f"{source(citation)}: “{one_line(citation.quote)}”"
    return f"[^{citation.number}]: {escaped(told)}{address} ({escaped(place(citation))})"
