"""What a briefing is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.desk.document import Block, Document, Words
from assistant.types import Citation, Statement, Support
from assistant.words import counted

SectionKind = Literal["events", "speakers", "numbers", "open", "disagreement"]

#: The sections and their headings, in reading order.
HEADINGS: dict[SectionKind, str] = {
    "events": "What happened",
    "speakers": "Who says what",
    "numbers": "Numbers",
    "open": "Open questions",
    "disagreement": "What the sources disagree on",
}


@dataclass(frozen=True, slots=True)
class BriefStatement:
    """One statement.

    Attributes:
        text: words of the articles as they stand, or a sentence of the model's that was checked.
        citations: the numbers of the citations it rests on.
        lead: outlet and date, and that it is opinion, where the words stand as they are; else "".
        verbatim: whether they are.
        support: how far the citations carry it.
        reason: why not fully.
        origins: how many articles that were written independently of each other report it.
    """

    text: str
    citations: tuple[int, ...]
    lead: str = ""
    verbatim: bool = True
    support: Support = "supported"
    reason: str = ""
    origins: int = 1


@dataclass(frozen=True, slots=True)
class BriefParagraph:
    """Statements on one sub-topic or one difference; ``head`` are words of ours that say which, "" where one is all."""

    head: str
    statements: tuple[BriefStatement, ...]


@dataclass(frozen=True, slots=True)
class BriefSection:
    """One of the questions that every briefing answers."""

    kind: SectionKind
    paragraphs: tuple[BriefParagraph, ...]

    @property
    def title(self) -> str:
        """Its heading."""
        return HEADINGS[self.kind]


@dataclass(frozen=True, slots=True)
class BriefCoverage:
    """What was read for it.

    Attributes:
        articles: articles on the topic.
        looked: articles that were read to find them.
        of_articles: all that pass the filters.
        passages: passages of those.
        sentences: sentences that belong to the topic.
        kept: statements that are shown.
        unread: articles that may belong to it and were not read, because there are too many.
        unowned: sentences left out because nobody is named whose words they are.
        origins: those of them that were written independently of each other.
        outlets: how many outlets they are of.
        first: the earliest date of them, None where none has one.
        last: the latest.
    """

    articles: int = 0
    looked: int = 0
    of_articles: int = 0
    passages: int = 0
    sentences: int = 0
    kept: int = 0
    unread: int = 0
    unowned: int = 0
    origins: int = 0
    outlets: int = 0
    first: str | None = None
    last: str | None = None

    @property
    def in_words(self) -> Iterator[str]:
        """Whole sentences for a reader."""
        when = f", dated {self.first} to {self.last}" if self.first else ""
        origins = f" ({counted(self.origins, 'independent one')})" if self.origins < self.articles else ""
        yield (
            f"Read {counted(self.passages, 'passage')} of {counted(self.articles, 'article')}{origins} by "
            f"{counted(self.outlets, 'outlet')}{when}; {counted(self.kept, 'statement')} kept of "
            f"{counted(self.sentences, 'sentence')} that belong to it."
        )
        if self.looked > self.articles or self.of_articles > self.articles:
            yield f"{self.looked:,} of {counted(self.of_articles, 'article')} were looked into to find these."
        if self.unread:
            yield f"{counted(self.unread, 'further article')} may belong to it and were not read."
        if self.unowned:
            yield f"{counted(self.unowned, 'sentence')} left out: the text does not name whose words they are."


@dataclass(frozen=True, slots=True)
class Briefing:
    """The finished briefing.

    Attributes:
        topic: as it was searched for; "" for all that the filters let through.
        sections: those for which something was found.
        citations: numbered in the order of their first use.
        coverage: what was read.
        dropped: statements of the model that found no support.
        model: what wrote it; "" where all stands in the articles' own words.
        seconds: how long it took.
        note: how the topic was read, where that changes anything.
    """

    topic: str
    sections: tuple[BriefSection, ...]
    citations: tuple[Citation, ...]
    coverage: BriefCoverage
    dropped: tuple[Statement, ...] = ()
    model: str = ""
    seconds: float = 0.0
    note: str = ""
    type: Literal["briefing"] = "briefing"

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "type": self.type,
            "topic": self.topic,
            "note": self.note,
            "sections": [
                {
                    "kind": section.kind,
                    "title": section.title,
                    "paragraphs": [
                        {
                            "head": paragraph.head,
                            "statements": [
                                asdict(one) | {"citations": list(one.citations)} for one in paragraph.statements
                            ],
                        }
                        for paragraph in section.paragraphs
                    ],
                }
                for section in self.sections
            ],
            "citations": [citation.to_dict() for citation in self.citations],
            "coverage": asdict(self.coverage),
            "dropped": [statement.to_dict() for statement in self.dropped],
            "model": self.model,
            "seconds": self.seconds,
        }

    def document(self) -> Document:
        """To be read or exported."""
        blocks: list[Block] = []
        for section in self.sections:
            blocks.append(Block("heading", (Words(section.title),)))
            for paragraph in section.paragraphs:
                if paragraph.head:
                    blocks.append(Block("heading", (Words(paragraph.head),), 3))
                told = tuple(map(_words, paragraph.statements))
                # what stands in the words of several articles is a row of quotations, and no running text
                blocks.append(Block("list" if any(one.lead for one in paragraph.statements) else "paragraph", told))
        if not self.sections:
            about = f" about “{self.topic}”" if self.topic else " with these filters"
            blocks.append(Block("paragraph", (Words(f"No article{about} says anything that could be told here."),)))
        title = f"Briefing: {self.topic}" if self.topic else "Briefing"
        return Document(title, tuple(blocks), self.citations, tuple(self._notes()))

    def _notes(self) -> Iterator[str]:
        if self.note:
            yield f"{self.note[:1].upper()}{self.note[1:]}."
        yield from self.coverage.in_words
        found = {section.kind for section in self.sections}
        if found and (missing := [title.lower() for kind, title in HEADINGS.items() if kind not in found]):
            yield f"Nothing was found for: {', '.join(missing)}."
        if self.model:
            yield (
                f"Written with {self.model}; every sentence was checked against the quotations it rests on. What has "
                "outlet and date before it stands as it is in the article cited."
            )
            if self.dropped:
                yield f"{counted(len(self.dropped), 'sentence')} of it found no support and were left out."
        elif self.sections:
            yield "Every sentence stands as it is in the article cited; headings are ours."


def _words(statement: BriefStatement) -> Words:
    remark = ""
    if statement.support != "supported":
        remark = f"partly supported: {statement.reason}" if statement.reason else "partly supported"
    elif statement.origins > 1:
        remark = f"{statement.origins} independent articles"
    return Words(f"{statement.lead}{statement.text}", statement.citations, remark)
