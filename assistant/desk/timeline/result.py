"""A timeline as plain data, and as a document."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.desk.document import Block, Document, Table, Words
from assistant.types import Citation
from assistant.words import counted


@dataclass(frozen=True, slots=True)
class Revision:
    """What a later report tells otherwise of the same event.

    Attributes:
        kind: whether a number or the day is told otherwise.
        earlier: the words of the earlier report.
        later: those of the later one.
        earlier_citation: where the one stands.
        later_citation: where the other stands.
        corrects: whether the later report itself says that it corrects something.
    """

    kind: Literal["number", "date"]
    earlier: str
    later: str
    earlier_citation: int
    later_citation: int
    corrects: bool = False

    @property
    def in_words(self) -> str:
        """One line for a reader."""
        verb = "corrected" if self.corrects else "later"
        return f"{self.earlier} [{self.earlier_citation}], {verb} {self.later} [{self.later_citation}]"


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """Something with a date, in the words of an article.

    Attributes:
        first: ISO date of the first day that it may have happened on.
        last: ISO date of the last one; the same where the day is known.
        precision: how exactly it is told: "day", "days", "week", "month" or "year".
        approximate: whether the article itself tells the date roughly.
        reckoned: how the date follows from that of the article; empty where the article states it.
        when: the article's words for it.
        bound: "since", "until" or "by", where it is the beginning or the end of something.
        kind: "event" happened, "planned" is or was to happen, "said" was said then.
        text: the sentence as it stands at its first citation.
        citations: the numbers of all reports of it, the one that is shown first.
        articles: how many articles report it.
        origins: how many of them are independent of each other.
        revisions: what later reports tell otherwise.
    """

    first: str
    last: str
    precision: str
    approximate: bool
    reckoned: str
    when: str
    bound: str
    kind: Literal["event", "planned", "said"]
    text: str
    citations: tuple[int, ...]
    articles: int
    origins: int
    revisions: tuple[Revision, ...] = ()

    @property
    def date(self) -> str:
        """The date as exactly as it is known: "2024-03-08", "2024-03", "2024", "2024-03-01 to 2024-03-10"."""
        if self.precision == "day":
            told = self.first
        elif self.precision in ("month", "year") and _is_whole(self.first, self.last, self.precision):
            told = self.first[: 7 if self.precision == "month" else 4]
        else:
            told = f"{self.first} to {self.last}"
        return f"{self.bound} {told}" if self.bound else told

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know of the entry: planned, reckoned, roughly, how many origins."""
        told = {"planned": "planned", "said": "said then"}.get(self.kind, "")
        count = f"{self.articles} articles, {self.origins} origin{'s' if self.origins != 1 else ''}"
        return tuple(
            filter(
                None,
                (
                    told,
                    f"approximate: “{self.when}”" if self.approximate and not self.reckoned else "",
                    f"{'approximate, ' if self.approximate else ''}reckoned: {self.reckoned}" if self.reckoned else "",
                    count if self.articles > 1 else "",
                ),
            )
        )


@dataclass(frozen=True, slots=True)
class TimelineCoverage:
    """What was read.

    Attributes:
        articles: articles that pass the filters.
        read: articles of which passages were read.
        passages: those passages.
        dated: sentences on the topic with a date that could be placed.
        in_articles: the articles in which they stand.
        unplaced: sentences on the topic with a time that could not be placed ("a day later", in an undated article).
        about: the articles of which a passage is about the topic.
    """

    articles: int
    read: int
    passages: int
    dated: int
    in_articles: int
    unplaced: int
    about: int

    @property
    def in_words(self) -> str:
        """One line for a reader."""
        return (
            f"{counted(self.dated, 'dated sentence')} in {self.in_articles} of {counted(self.articles, 'article')}; "
            f"{counted(self.unplaced, 'sentence')} with a time that could not be placed; "
            f"{counted(self.passages, 'passage')} of {counted(self.read, 'article')} searched, "
            f"{self.about} on the topic"
        )


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dated events of a topic in their order.

    Attributes:
        topic: what was asked for; empty for all articles.
        events: by date.
        citations: what their numbers stand for.
        coverage: what was read.
        seconds: how long it took.
    """

    topic: str
    events: tuple[TimelineEvent, ...]
    citations: tuple[Citation, ...]
    coverage: TimelineCoverage
    seconds: float = 0.0
    type: Literal["timeline"] = "timeline"

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "topic": self.topic,
            "events": [_event(event) for event in self.events],
            "citations": [citation.to_dict() for citation in self.citations],
            "coverage": asdict(self.coverage) | {"in_words": self.coverage.in_words},
            "seconds": round(self.seconds, 3),
        }

    def document(self) -> Document:
        """A table of the events, with what was read."""
        rows = tuple(
            (
                Words(event.date, remark="; ".join(event.remarks)),
                Words(event.text, event.citations, "; ".join(one.in_words for one in event.revisions)),
            )
            for event in self.events
        )
        table: Block | Table = (
            Table(("Date", "Event"), rows) if rows else Block("paragraph", (Words("No dated event was found."),))
        )
        title = f"Timeline: {self.topic}" if self.topic else "Timeline"
        return Document(title, (table,), self.citations, (f"{self.coverage.in_words}.",))


def _event(event: TimelineEvent) -> dict[str, Any]:
    return asdict(event) | {
        "date": event.date,
        "citations": list(event.citations),
        "remarks": list(event.remarks),
        "revisions": [asdict(one) | {"in_words": one.in_words} for one in event.revisions],
    }


def _is_whole(first: str, last: str, precision: str) -> bool:
    """Whether the days are a whole month or year: "this month" ends with its article."""
    import calendar

    year, month, day = map(int, last.split("-"))
    return first.endswith("-01") and day == calendar.monthrange(year, month)[1]
