"""What a result of the desk is to be read as: headings, paragraphs, lists and tables over numbered citations.

One form for the command line, the page and every export: whoever makes a result knows nothing of Word, and whoever
writes Word nothing of surveys.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from assistant.types import Citation


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text with the numbers of the citations it rests on, and a remark to be set apart ("reckoned")."""

    text: str
    citations: tuple[int, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a list; ``level`` is that of the heading, from 1."""

    kind: Literal["heading", "paragraph", "list"]
    items: tuple[Words, ...]
    level: int = 2


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, as many as there are columns; an empty cell says that nothing was found."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A result to be read or exported.

    Attributes:
        title: one line.
        blocks: in reading order.
        citations: what the numbers in the blocks stand for, dense from 1.
        notes: what was read, what was left out, what is reckoned: shown at the end.
    """

    title: str
    blocks: tuple[Block | Table, ...]
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "title": self.title,
            "blocks": [asdict(block) for block in self.blocks],
            "citations": [citation.to_dict() for citation in self.citations],
            "notes": list(self.notes),
        }
