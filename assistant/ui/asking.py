"""One question on the page: runs the conversation in a thread and turns its events into states to show."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from assistant.conversation import Conversation, Turn, leans_on_context
from assistant.errors import AssistantError
from assistant.types import Answer, Event, Filters, SourcesFound, StageChanged, TextDelta
from assistant.ui.engines import Choice, Engines
from assistant.ui.records import PassageRecord, TurnRecord
from assistant.ui.rendering import sentence
from assistant.ui.running import Idle, Run

STAGES = {
    "searching": "Searching the articles",
    "reading": "Reading the best passages",
    "writing": "Writing",
    "checking": "Checking against the sources",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in which context, and how; ``exact``: as it stands, nothing read into it."""

    text: str
    before: tuple[Turn, ...]
    filters: Filters
    choice: Choice
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """A state to show: the turn as it stands, and a status line. ``changed`` tells whether the turn did."""

    turn: TurnRecord
    status: str
    changed: bool
    sources: bool = False
    done: bool = False


class Asking:
    """Knows which session asks what at the moment, so that it can be stopped."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._runs: dict[str, Run[Event]] = {}

    def busy(self, session: str) -> bool:
        """Whether this session waits for an answer already."""
        return session in self._runs

    def stop(self, session: str) -> bool:
        """Stop what this session asks; whether there was anything."""
        run = self._runs.get(session)
        if run is not None:
            run.stop()
        return run is not None

    def run(self, question: Question) -> Run[Event]:
        """Start the work for a question."""
        return Run(lambda run: _events(self._engines, question, run))

    async def ask(self, session: str, turn: TurnRecord, question: Question) -> AsyncIterator[Progress]:
        """The states to show, the last one with ``done``. Leaving the iterator stops the model."""
        started = time.monotonic()
        run = self._runs[session] = self.run(question)
        stage = "searching"
        try:
            shown = ""
            async for event in run.items():
                progress = Progress(turn, "", changed=not isinstance(event, Idle | StageChanged))
                if isinstance(event, StageChanged):
                    stage = event.stage
                elif isinstance(event, SourcesFound):
                    turn.passages = [PassageRecord.model_validate(found.to_dict()) for found in event.passages]
                    progress = replace(progress, sources=True)
                elif isinstance(event, TextDelta):
                    turn.pieces.append(event.text)
                    turn.cite(event.citations)
                elif isinstance(event, Answer):
                    turn.finished(event)
                    progress = replace(progress, sources=True)
                status = self._status(stage, question.choice.llm, run, time.monotonic() - started)
                if progress.changed or status != shown:
                    shown = status
                    yield replace(progress, status=status)
            turn.stopped = turn.answer is None
        except AssistantError as error:
            turn.error = sentence(error)
        finally:
            run.stop()
            self._runs.pop(session, None)
        yield Progress(turn, _ended(turn), changed=True, done=True)

    def _status(self, stage: str, llm: str, run: Run[Event], seconds: float) -> str:
        ahead = run.ticket.ahead if run.ticket is not None else 0
        if ahead:
            return f"Waiting: {ahead} {'question' if ahead == 1 else 'questions'} before yours"
        model = self._engines.status(llm)
        if not model.ready and stage != "searching" and not model.problem:
            return f"Loading the language model … {seconds:.0f} s"
        return f"{STAGES[stage]} … {seconds:.0f} s"


def _ended(turn: TurnRecord) -> str:
    if turn.error:
        return "Not answered."
    if turn.stopped:
        return "Stopped."
    return "The articles do not answer this." if turn.answer is not None and turn.answer.refused else "Answered."


def _events(engines: Engines, question: Question, run: Run[Event]) -> Iterator[Event]:
    """The conversation's events; the model is used only when it is this question's turn.

    Retrieval needs no model, so sources come at once however long the line is. A question that leans on those
    before it is rewritten by the model first, and waits before that.
    """
    assistant = engines.get(question.choice)
    conversation = Conversation(
        lambda text, filters, exact: assistant.stream(text, filters=filters, exact=exact),
        lambda: assistant.model,
        question.before,
    )
    with engines.until(question.choice.llm, run.stopping), _place(engines, question, run):
        assert run.ticket is not None
        if leans_on_context(question.text, question.before) and not run.ticket.wait(run.stopping):
            return
        events = conversation.stream(question.text, filters=question.filters, exact=question.exact)
        try:
            for event in events:
                yield event
                if isinstance(event, SourcesFound) and not run.ticket.wait(run.stopping):
                    return
        finally:
            close = getattr(events, "close", None)
            if close is not None:
                close()


@contextmanager
def _place(engines: Engines, question: Question, run: Run[Event]) -> Iterator[None]:
    run.ticket = engines.line(question.choice.llm).enter()
    try:
        yield
    finally:
        run.ticket.leave()
