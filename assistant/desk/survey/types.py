"""What a survey found, as plain data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.desk.document import Block, Document, Table, Words
from assistant.types import Citation, Support

#: What an article says of a member: that it belongs on the list, or that it does not.
Standing = Literal["stated", "denied"]
#: Rows by member, or one for each place where a member stands.
By = Literal["member", "article"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row: words of the article that the citation is of, or nothing.

    ``citation`` is the number of the citation whose quotation has the words; None where the cell is empty or tells a
    fact of the article itself (its date, its outlet).
    """

    text: str = ""
    citation: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that says of a member that it belongs on the list, or that it does not.

    Attributes:
        member: as it is written there.
        standing: which of the two.
        statement: what was checked against the article.
        citations: numbers of the sentences that carry it, the best first.
        cells: as many as the survey has columns.
        support: what the checks say of the statement.
        score: how well its words carry it, in [0, 1].
        probability: what the checker gave it, None where it was not asked or could not tell.
        reason: why it is not fully supported; empty where it is.
        article_id: the article.
    """

    member: str
    standing: Standing
    statement: str
    citations: tuple[int, ...]
    cells: tuple[Cell, ...]
    support: Support
    score: float
    probability: float | None
    reason: str
    article_id: str

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self) | {"citations": list(self.citations), "cells": [cell.to_dict() for cell in self.cells]}


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A member with all places that say the same of it.

    Attributes:
        member: its name, the fullest one that the articles use.
        standing: whether they say that it belongs on the list, or that it does not.
        mentions: the places, the best first.
        articles: how many articles they are in.
        origins: how many of these tell it independently of each other: copies of one report are one.
        contradicted: whether other places say the contrary of it; they are a row of their own.
    """

    member: str
    standing: Standing
    mentions: tuple[Mention, ...]
    articles: int
    origins: int
    contradicted: bool = False

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of its best place, with the member's name as it is shown."""
        return self.mentions[0].cells

    @property
    def citations(self) -> tuple[int, ...]:
        """The numbers of all sentences that carry it, the best first."""
        return tuple(dict.fromkeys(number for mention in self.mentions for number in mention.citations))

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "member": self.member,
            "standing": self.standing,
            "cells": [cell.to_dict() for cell in self.cells],
            "citations": list(self.citations),
            "articles": self.articles,
            "origins": self.origins,
            "contradicted": self.contradicted,
            "mentions": [mention.to_dict() for mention in self.mentions],
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read.

    Attributes:
        passages: candidate passages there were.
        passages_read: candidate passages read, copies of one another together.
        copies: of these, passages that are copies of one that was read, whose sentences were taken over.
        articles_read: articles that they are of.
        articles: articles that were searched.
        kept: passages of which an earlier run had kept what it read.
        gone: passages whose article was removed or changed meanwhile.
    """

    passages: int
    passages_read: int
    copies: int
    articles_read: int
    articles: int
    kept: int = 0
    gone: int = 0

    @property
    def in_words(self) -> str:
        """For a reader: "212 of 212 candidate passages in 41 of 1,397 articles"."""
        told = (
            f"{self.passages_read:,} of {self.passages:,} candidate passages in "
            f"{self.articles_read:,} of {self.articles:,} articles"
        )
        copies = f"; {self.copies:,} of them are copies of others and were read once" if self.copies else ""
        gone = f"; {self.gone:,} were removed or changed meanwhile" if self.gone else ""
        return f"{told}{copies}{gone}"

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; ``read`` is the coverage in words."""
        return asdict(self) | {"read": self.in_words}


@dataclass(frozen=True, slots=True)
class Survey:
    """A list with all members that the articles name, each with its words.

    Attributes:
        question: as asked.
        kind: what the members are.
        columns: of the table, the member first.
        rows: the members, those with most independent reports first.
        against: members of which articles say that they do not belong on the list, among them those that ``rows`` has.
        unconfirmed: what was found, but whose words do not carry it.
        citations: what the numbers stand for.
        coverage: what was read.
        model: which model read.
        seconds: how long it took, without what an earlier run had kept.
    """

    question: str
    kind: str
    columns: tuple[str, ...]
    rows: tuple[SurveyRow, ...]
    against: tuple[SurveyRow, ...]
    unconfirmed: tuple[Mention, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    model: str
    seconds: float
    type: Literal["survey"] = "survey"

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "question": self.question,
            "kind": self.kind,
            "columns": list(self.columns),
            "rows": [row.to_dict() for row in self.rows],
            "against": [row.to_dict() for row in self.against],
            "unconfirmed": [mention.to_dict() for mention in self.unconfirmed],
            "citations": [citation.to_dict() for citation in self.citations],
            "coverage": self.coverage.to_dict(),
            "model": self.model,
            "seconds": self.seconds,
        }

    def document(self, by: By = "member") -> Document:
        """The survey as a table with its citations.

        Args:
            by: a row a member, or a row for each place where a member stands.
        """
        blocks: list[Block | Table] = [Table((*self.columns, "articles"), _table_rows(self.rows, by))]
        if self.against:
            title = "Of these, articles say that they do not belong on the list"
            blocks.append(Table((*self.columns, "articles"), _table_rows(self.against, by), title))
        if self.unconfirmed:
            found = tuple(Words(mention.statement, remark=mention.reason) for mention in self.unconfirmed)
            blocks += [Block("heading", (Words("Found, but not confirmed"),)), Block("list", found)]
        return Document(self.question, tuple(blocks), self.citations, (f"Read: {self.coverage.in_words}.",))


def _table_rows(rows: Collection[SurveyRow], by: By) -> tuple[tuple[Words, ...], ...]:
    if by == "article":
        return tuple(
            (*_words(mention.cells, mention.citations), Words("1")) for row in rows for mention in row.mentions
        )
    return tuple((*_words(row.cells, row.citations, row.member), _told(row)) for row in rows)


def _words(cells: Collection[Cell], citations: tuple[int, ...], member: str = "") -> tuple[Words, ...]:
    first, *others = cells
    told = [Words(cell.text, (cell.citation,) if cell.citation else ()) for cell in others]
    return (Words(member or first.text, citations), *told)


def _told(row: SurveyRow) -> Words:
    articles = f"{row.articles} {'article' if row.articles == 1 else 'articles'}"
    copied = f", {row.origins} {'origin' if row.origins == 1 else 'origins'}" if row.origins != row.articles else ""
    return Words(f"{articles}{copied}", remark="contradicted" if row.contradicted else "")
