"""What was read off a question, as plain data; it travels on the answer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

#: What is done with a question. ``question``: search, evidence, the model. ``topic``: an overview of what the articles
#: say. ``quotation``: who said these words, and where. ``claim``: is it true. ``count``: how many articles. ``latest``:
#: the newest reports. ``summary``: the gist of one article, of those found, or of all. ``self``: about the assistant.
Kind = Literal["question", "topic", "quotation", "claim", "count", "latest", "summary", "self"]
Unit = Literal["points", "sentences"]


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that neither the articles nor a dictionary has, and the one that it was read as."""

    written: str
    read: str


@dataclass(frozen=True, slots=True)
class Instruction:
    """How the answer is to look: how many points or sentences, in which language (its English name), as a table."""

    count: int | None = None
    unit: Unit | None = None
    language: str | None = None
    table: bool = False

    def __bool__(self) -> bool:
        return self != Instruction()

    @property
    def in_words(self) -> str:
        """As it is told to a model; empty where there is none."""
        told = []
        if self.unit:
            told.append(f"in {self.count or 'a few'} {'bullet points' if self.unit == 'points' else 'sentences'}")
        if self.table:
            told.append("as a Markdown table")
        if self.language:
            told.append(f"in {self.language}")
        return f"(Answer {', '.join(told)}.)" if told else ""


@dataclass(frozen=True, slots=True)
class Period:
    """ISO dates, both inclusive; None where it is open."""

    start: str | None = None
    end: str | None = None

    def __bool__(self) -> bool:
        return bool(self.start or self.end)

    @property
    def in_words(self) -> str:
        """For the line that tells how a question was read."""
        if self.start and self.end:
            return self.start if self.start == self.end else f"{self.start} to {self.end}"
        return f"from {self.start}" if self.start else f"until {self.end}"


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """One question as it was understood.

    Attributes:
        written: as it was asked, white space folded.
        text: as it is searched for: corrected, without what only says how the answer is to look.
        kind: what is done with it.
        about: the topic of a ``topic``, ``count``, ``latest`` or ``summary`` ("" for all articles), or the claim.
        language: ISO 639-1 code, None where it cannot be told.
        corrections: words that were read as others.
        parts: the questions in it, each to be searched and answered by itself; one where it is one.
        quoted: phrases in quotation marks.
        instruction: how the answer is to look.
        period: when; the articles of that time are looked at first.
    """

    written: str
    text: str
    kind: Kind = "question"
    about: str = ""
    language: str | None = None
    corrections: tuple[Correction, ...] = ()
    parts: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    instruction: Instruction = Instruction()
    period: Period = Period()

    @property
    def note(self) -> str:
        """How it was read, where that changes anything: for a line on the command line; else empty."""
        read = f"read as: {self.text}" if self.corrections else ""
        return "; ".join(filter(None, (read, self.way)))

    @property
    def way(self) -> str:
        """In which way it is answered, where that is another than to search for it as it stands; else empty."""
        told = []
        if self.kind not in ("question", "self"):
            told.append(_KINDS[self.kind] + (f": {self.about}" if self.about and self.kind != "quotation" else ""))
        if len(self.parts) > 1:
            told.append(f"{len(self.parts)} questions")
        if self.period:
            told.append(f"articles {self.period.in_words}")
        return "; ".join(told)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        row = asdict(self)
        lists = {name: list(row[name]) for name in ("corrections", "parts", "quoted")}
        return row | lists | {"way": self.way}


_KINDS = {
    "topic": "an overview",
    "quotation": "a quotation looked up",
    "claim": "is it true",
    "count": "articles counted",
    "latest": "the latest",
    "summary": "a summary",
}
