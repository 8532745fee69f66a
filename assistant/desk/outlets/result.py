"""Outlets side by side as plain data, and as a document."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.desk.document import Block, Document, Table, Words
from assistant.types import Citation
from assistant.words import counted

DifferenceType = Literal[
    "newer report", "other number", "other attribution", "opinion", "contradiction", "not mentioned"
]


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence of an outlet, as it stands at its citation.

    Attributes:
        text: the sentence.
        citation: its number.
        speakers: whom it lets say so; empty where the outlet says it itself.
        opinion: whether it is told as somebody's own view, not as news.
    """

    text: str
    citation: int
    speakers: tuple[str, ...]
    opinion: bool


@dataclass(frozen=True, slots=True)
class OutletColumn:
    """What one outlet says.

    Attributes:
        outlet: its name.
        says: the sentences nearest to the question; none where it does not mention it.
        articles: articles of it that are about the question.
        origins: how many of them are independent of each other and of those of the other outlets.
    """

    outlet: str
    says: tuple[Saying, ...]
    articles: int
    origins: int


@dataclass(frozen=True, slots=True)
class OutletDifference:
    """What one outlet tells otherwise than another; both are quoted.

    Attributes:
        outlet: whose report is described.
        other: the outlet that it is compared with.
        type: what the first outlet's report is against the other's.
        what: the difference in a few words.
        citations: where the first stands, then the other; of what is not mentioned only the other.
    """

    outlet: str
    other: str
    type: DifferenceType
    what: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outlets:
    """What several outlets say on one question, side by side; nothing is averaged.

    Attributes:
        question: what was asked.
        columns: an outlet each.
        differences: what is told otherwise.
        citations: what their numbers stand for.
        articles: articles that pass the filters.
        about: those that are about the question.
        origins: how many of those are independent.
        undecided: articles about it of which no outlet is known.
        seconds: how long it took.
    """

    question: str
    columns: tuple[OutletColumn, ...]
    differences: tuple[OutletDifference, ...]
    citations: tuple[Citation, ...]
    articles: int
    about: int
    origins: int
    undecided: int = 0
    seconds: float = 0.0
    type: Literal["outlets"] = "outlets"

    @property
    def coverage(self) -> str:
        """What was read, in one line."""
        told = f"{self.about} of {self.articles:,} articles are about it, {self.origins} independent"
        unknown = f"; {self.undecided} of them name no outlet and are left out" if self.undecided else ""
        return f"{told}{unknown}"

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "question": self.question,
            "columns": [_lists(asdict(column)) for column in self.columns],
            "differences": [_lists(asdict(difference)) for difference in self.differences],
            "citations": [citation.to_dict() for citation in self.citations],
            "articles": self.articles,
            "about": self.about,
            "origins": self.origins,
            "undecided": self.undecided,
            "coverage": self.coverage,
            "seconds": round(self.seconds, 3),
        }

    def document(self) -> Document:
        """A table of what each outlet says, and one of the differences."""
        says = tuple((Words(column.outlet, remark=_numbers(column)), *_cells(column)) for column in self.columns)
        width = max((len(row) for row in says), default=1)
        names = ("Outlet", "In its words", *("" for _ in range(width - 2)))[:width]
        padded = tuple((*row, *(Words("") for _ in range(width - len(row)))) for row in says)
        blocks: list[Block | Table] = [Table(names, padded)] if says else [_line("No outlet says anything on it.")]
        if self.differences:
            rows = tuple(
                (Words(one.outlet), Words(one.type), Words(one.other), Words(one.what, one.citations))
                for one in self.differences
            )
            blocks.append(Table(("Outlet", "OutletDifference", "Against", "What"), rows, "Differences"))
        else:
            blocks.append(_line("No difference was found."))
        return Document(self.question, tuple(blocks), self.citations, (f"{self.coverage}.",))


def _cells(column: OutletColumn) -> tuple[Words, ...]:
    if not column.says:
        return (Words("", remark="not mentioned"),)
    return tuple(Words(one.text, (one.citation,), "opinion" if one.opinion else "") for one in column.says)


def _numbers(column: OutletColumn) -> str:
    return f"{counted(column.articles, 'article')}, {counted(column.origins, 'origin')}"


def _line(text: str) -> Block:
    return Block("paragraph", (Words(text),))


def _lists(row: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}
