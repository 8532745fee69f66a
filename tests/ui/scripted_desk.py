"""An assistant with views of the desk whose steps a test sets: real citations, scripted progress."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.assistant import Assistant
from assistant.desk.document import Block, Document, Table, Words
from assistant.desk.progress import Progress
from assistant.types import Citation, Filters


@dataclass(frozen=True)
class Scripted:
    """A result that is its document."""

    made: Document

    def document(self) -> Document:
        return self.made

    def to_dict(self) -> dict[str, Any]:
        return self.made.to_dict()


class Script:
    """What all views of a page do: so many steps, each with a pause; an error in place of the result.

    Work that a test ends itself has more steps than any test waits for, and :attr:`enough` ends it.
    """

    ENDLESS = 1_000_000

    def __init__(self) -> None:
        self.steps = 3
        self.pause = 0.0
        self.error: Exception | None = None
        self.asked: list[tuple[str, str, Filters | None]] = []
        self.done = 0
        self.enough = threading.Event()
        self.closed = threading.Event()


class DeskAssistant(Assistant):
    """Every view, as :attr:`script` says."""

    script = Script()

    def with_settings(self, settings: Any, model: Any = None) -> Assistant:
        other = super().with_settings(settings, model)
        other.__class__ = DeskAssistant
        other.script = self.script  # type: ignore[attr-defined]
        return other

    def _stream(self, view: str, subject: str, filters: Filters | None) -> Iterator[Any]:
        script = self.script
        script.asked.append((view, subject, filters))
        try:
            for step in range(script.steps):
                if script.enough.is_set():
                    break
                time.sleep(script.pause)
                script.done = step + 1
                yield Progress(step + 1, script.steps, "passages", 90.0, "reading the articles")
            if script.error is not None:
                raise script.error
            yield Scripted(self._document(subject))
        finally:
            script.closed.set()

    def _document(self, subject: str) -> Document:
        citations, rows = [], []
        for number, article in enumerate(self.articles(), start=1):
            text = self.article(article.id).text
            end = text.index(".") + 1
            start = text.rfind("\n", 0, end) + 1
            citations.append(Citation(article, number, text[start:end], start, end))
            cells = (article.date or "", text[start:end], article.title, "" if number == 2 else str(number * 7))
            rows.append((Words(cells[0]), Words(cells[1], (number,)), Words(cells[2]), Words(cells[3], (), "reckoned")))
        rows += [(Words("2024-03-01"), Words("<b>Nothing</b> ${1+1}"), Words("Zebra"), Words("100"))]
        table = Table(("Date", "Event", "Title", "How many"), tuple(rows), "Events")
        words = Words("It was reported.", (1, 2))
        return Document(
            subject, (Block("paragraph", (words,)), table), tuple(citations), ("5 of 5 articles were read.",)
        )

    def survey_stream(self, question: str, filters: Filters | None = None) -> Iterator[Any]:
        yield from self._stream("survey", question, filters)

    def timeline_stream(self, topic: str, filters: Filters | None = None) -> Iterator[Any]:
        yield from self._stream("timeline", topic, filters)

    def outlets_stream(self, question: str, filters: Filters | None = None) -> Iterator[Any]:
        yield from self._stream("outlets", question, filters)

    def brief_stream(self, topic: str, filters: Filters | None = None) -> Iterator[Any]:
        yield from self._stream("brief", topic, filters)

    def check_stream(self, text: str, filters: Filters | None = None) -> Iterator[Any]:
        yield from self._stream("check", text, filters)
