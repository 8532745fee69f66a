"""A document as rows of plain cells, for programs that know tables only.

Behind each column with sources come columns for them: quotation, outlet, date, link, article, offsets. A cell with
several sources has a line for each in all of these, so that lines of one number belong together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.desk.document import Block, Document, Table, Words
from assistant.desk.export.prepared import one_line
from assistant.types import Citation

#: What is told of a source, each by its column's name.
FACTS: Mapping[str, Callable[[Citation], str]] = {
    "quotation": lambda one: one_line(one.quote),
    "outlet": lambda one: one.source or "",
    "date": lambda one: one.date or "",
    "title": lambda one: one_line(one.title),
    "link": lambda one: one.url or "",
    "article": lambda one: one.article_id,
    "start": lambda one: str(one.start),
    "end": lambda one: str(one.end),
}


@dataclass(frozen=True, slots=True)
class Flat:
    """A name, the columns, and rows of as many cells."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(document: Document) -> list[Flat]:
    """Every table of the document."""
    known = {citation.number: citation for citation in document.citations}
    return [_flat(block, known) for block in document.blocks if isinstance(block, Table)]


def text(document: Document) -> Flat:
    """Everything but the tables, a row a sentence or point, with the heading under which it stands."""
    known = {citation.number: citation for citation in document.citations}
    heading, rows = "", []
    for block in document.blocks:
        if isinstance(block, Block) and block.kind == "heading":
            heading = " ".join(words.text for words in block.items)
        elif isinstance(block, Block):
            rows += [(Words(heading), words) for words in block.items]
    return _flat(Table(("section", "text"), tuple(rows), document.title), known)


def sources(document: Document) -> Flat:
    """Every citation."""
    rows = [
        (str(one.number), one.quote, *(fact(one) for name, fact in FACTS.items() if name != "quotation"))
        for one in document.citations
    ]
    return Flat("Sources", ("number", *FACTS), tuple(rows))


def _flat(table: Table, known: Mapping[int, Citation]) -> Flat:
    cited = [any(row[at].citations for row in table.rows) for at in range(len(table.columns))]
    remarked = [any(row[at].remark for row in table.rows) for at in range(len(table.columns))]
    columns: list[str] = []
    for at, name in enumerate(table.columns):
        columns.append(name)
        columns += [f"{name}: remark"] if remarked[at] else []
        columns += [f"{name}: {fact}" for fact in FACTS] if cited[at] else []
    rows = []
    for row in table.rows:
        cells: list[str] = []
        for at, words in enumerate(row):
            cells.append(words.text)
            cells += [words.remark] if remarked[at] else []
            cells += _facts([known[number] for number in words.citations]) if cited[at] else []
        rows.append(tuple(cells))
    return Flat(table.title, tuple(columns), tuple(rows))


def _facts(cited: Sequence[Citation]) -> list[str]:
    return ["\n".join(fact(one) for one in cited) for fact in FACTS.values()]
