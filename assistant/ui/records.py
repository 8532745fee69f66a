"""What a browser keeps of its conversations: JSON records, checked when they come back.

The browser owns them (nothing of a conversation stays on the server), so everything here may have been
changed by its user and is read with defaults, never trusted and never run.
"""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant import failures
from assistant.conversation import Turn
from assistant.types import Answer, Citation

TITLE_CHARS = 60
#: What stands in URLs beside letters and digits, without what is markup in Markdown.
_URL_CHARACTERS = "-._:/?#@$&'+,;=%"
#: A conversation takes no more questions from here on: the rest of the limit is room for an answer.
_FULL = 0.75


class _Record(BaseModel):
    # what a later version or a program added is kept, not lost
    model_config = ConfigDict(extra="allow")

    def known(self) -> dict[str, Any]:
        """Only what this version knows, as plain JSON types."""
        return {name: _known(getattr(self, name)) for name in type(self).model_fields}


def _known(value: Any) -> Any:
    if isinstance(value, _Record):
        return value.known()
    return [_known(item) for item in value] if isinstance(value, list) else value


class CitationRecord(_Record):
    """A ``Citation``."""

    number: int = 0
    article_id: str = ""
    title: str = ""
    source: str | None = None
    date: str | None = None
    url: str | None = None
    path: str | None = None
    quote: str = ""
    start: int = 0
    end: int = 0


class StatementRecord(_Record):
    """A ``Statement``."""

    text: str = ""
    citations: list[int] = Field(default_factory=list)
    support: str = ""
    score: float = 0.0
    reason: str = ""
    lead: str = ""


class PassageRecord(_Record):
    """A retrieved passage."""

    article_id: str = ""
    title: str = ""
    source: str | None = None
    date: str | None = None
    text: str = ""
    start: int = 0
    end: int = 0
    score: float = 0.0


class ReadingRecord(_Record):
    """In which way a question was answered, in words; empty where it was searched for as it stands."""

    way: str = ""


class AnswerRecord(_Record):
    """``Answer.to_dict()``; ``pieces`` is what was written when it was stopped or has not ended."""

    question: str = ""
    standalone_question: str = ""
    text: str = ""
    refused: bool = False
    refusal_reason: str = ""
    confidence: float | None = None
    citations: list[CitationRecord] = Field(default_factory=list)
    statements: list[StatementRecord] = Field(default_factory=list)
    dropped: list[StatementRecord] = Field(default_factory=list)
    passages: list[PassageRecord] = Field(default_factory=list)
    timings: dict[str, float | None] = Field(default_factory=dict)
    model: str = ""
    cut: bool = False
    reading: ReadingRecord | None = None
    suggestions: list[str] = Field(default_factory=list)


class TurnRecord(_Record):
    """A question with its answer; ``pieces`` is the text while it is written or when it was stopped.

    ``views`` are the other ways in which it was looked at, by name, with the work of each that the server may still
    keep.
    """

    id: str = ""
    question: str = ""
    answer: AnswerRecord | None = None
    passages: list[PassageRecord] = Field(default_factory=list)
    pieces: list[str] = Field(default_factory=list)
    citations: list[CitationRecord] = Field(default_factory=list)
    stopped: bool = False
    error: str = ""
    vote: str = ""
    views: dict[str, str] = Field(default_factory=dict)

    def finished(self, answer: Answer) -> None:
        """Take the finished answer in."""
        self.answer = AnswerRecord.model_validate(answer.to_dict())
        # the answer holds them, too
        self.passages, self.pieces, self.citations = [], [], []

    def cite(self, citations: tuple[Citation, ...]) -> None:
        """Add citations that came with a piece of text."""
        known = {citation.number for citation in self.citations}
        self.citations += [
            CitationRecord.model_validate(citation.to_dict()) for citation in citations if citation.number not in known
        ]

    def as_turn(self) -> Turn | None:
        """What a follow-up may lean on; None where nothing was said."""
        if self.answer is not None:
            return Turn(self.question, self.answer.standalone_question or self.question, self.answer.text)
        return Turn(self.question, self.question, "".join(self.pieces)) if self.pieces else None


class ConversationRecord(_Record):
    """One conversation of one browser."""

    id: str = ""
    title: str = ""
    turns: list[TurnRecord] = Field(default_factory=list)

    def size(self) -> int:
        """Its length as JSON, as the page sends it with each event."""
        return len(json.dumps(self.model_dump(mode="json"), ensure_ascii=False).encode("utf-8", "replace"))

    def check_room(self, most_mb: float) -> None:
        """Whether it takes one more question.

        Raises:
            InputError: it is too long.
        """
        if self.size() > most_mb * _FULL * 1e6:
            raise failures.PAGE_CONVERSATION_FULL(limit=f"{most_mb:g}")

    def turns_before(self) -> list[Turn]:
        """What was said so far, oldest first."""
        return [turn for record in self.turns if (turn := record.as_turn()) is not None]


def new_id() -> str:
    """An id nobody else has."""
    return uuid.uuid4().hex


def read_conversation(stored: Any) -> ConversationRecord:
    """The conversation that a browser sent, or a new one where that is none."""
    if isinstance(stored, dict) and stored:
        try:
            record = ConversationRecord.model_validate(stored)
        except ValidationError:
            return ConversationRecord(id=new_id())
        if record.id:
            return record
    return ConversationRecord(id=new_id())


def read_list(stored: Any) -> list[tuple[str, str]]:
    """(title, id) of the conversations that a browser lists, newest first; what is malformed is left out."""
    entries = stored if isinstance(stored, list) else []
    found = [
        (clean_title(str(entry["title"])), str(entry["id"]))
        for entry in entries
        if isinstance(entry, dict) and entry.get("id") and "title" in entry
    ]
    return found[:500]


def clean_title(title: str) -> str:
    """A title on one line, not too long."""
    folded = " ".join(title.split())
    return folded if len(folded) <= TITLE_CHARS else f"{folded[: TITLE_CHARS - 1]}…"


def as_markdown(conversation: ConversationRecord) -> str:
    """The conversation with its citations as footnotes."""
    lines = [f"# {_plain(conversation.title) or 'Conversation'}", ""]
    notes: list[str] = []
    for position, turn in enumerate(conversation.turns, start=1):
        lines += [f"## {_plain(turn.question)}", ""]
        answer = turn.answer
        if answer is not None and answer.standalone_question not in ("", turn.question):
            lines += [f"*Understood as: {_plain(answer.standalone_question)}*", ""]
        text = answer.text if answer is not None else "".join(turn.pieces) or turn.error
        text = _plain(text)
        for citation in answer.citations if answer is not None else turn.citations:
            label = f"[^{position}-{citation.number}]"
            text = text.replace(f"\\[{citation.number}\\]", label)
            notes.append(f"{label}: {_source_line(citation)}")
        lines += [text, ""]
        if answer is not None and answer.refused and answer.refusal_reason:
            lines += [f"*{_plain(answer.refusal_reason)}*", ""]
        if turn.stopped:
            lines += ["*(stopped)*", ""]
    return "\n".join([*lines, *notes]).rstrip() + "\n"


def as_json(conversation: ConversationRecord) -> str:
    """The conversation as it is kept."""
    return json.dumps(conversation.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def _source_line(citation: CitationRecord) -> str:
    about = ", ".join(_plain(part) for part in (citation.source, citation.date) if part)
    place = f" {_plain_url(citation.url)}" if citation.url and citation.url.startswith(("http://", "https://")) else ""
    return f"“{_plain(citation.quote)}” — {_plain(citation.title)}{f' ({about})' if about else ''}{place}"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    folded = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|~!" else char for char in folded)


def _plain_url(url: str) -> str:
    """The URL without anything that Markdown or HTML could read as more than an address (an image is fetched)."""
    return quote(url, safe=_URL_CHARACTERS)
