"""The tab in which one asks: layout and wiring."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from assistant import failures
from assistant.answering import checked_question
from assistant.errors import AssistantError, InputError
from assistant.types import Filters
from assistant.ui import examples, sources
from assistant.ui.asking import Asking, Progress, Question
from assistant.ui.conversations import ConversationBar
from assistant.ui.engines import Choice, Engines
from assistant.ui.feedback import Feedback
from assistant.ui.filter_row import FilterRow
from assistant.ui.parts import PRIVATE, event_number, event_value, filters, html
from assistant.ui.records import ConversationRecord, TurnRecord, clean_title, new_id, read_conversation
from assistant.ui.rendering import body, foot, head, history, question, sentence, status_line
from assistant.ui.votes import Votes

#: A conversation takes no more questions from here on: the rest of the limit is room for an answer.
_FULL = 0.75


class ChatTab:
    """Builds the tab inside the current Blocks.

    Args:
        engines: the assistants.
        feedback: where votes go.
        choice: the components of the settings tab: model, passages, strictness.
    """

    def __init__(self, engines: Engines, feedback: Feedback, choice: list[Any]) -> None:
        self._engines = engines
        self._asking = Asking(engines)
        self._feedback = feedback
        self._choice = choice
        self._layout()
        self.bar.wire(self.show, self.opened)
        self._wire()

    # --- layout ---------------------------------------------------------------------------

    def _layout(self) -> None:
        self.conversation = gr.JSON(visible=False)
        with gr.Row(elem_id="na-chat"):
            with gr.Column(scale=3, min_width=320, elem_id="na-main"):
                self.bar = ConversationBar(self.conversation)
                with gr.Column(elem_id="na-log"):
                    self.history = html(elem_id="na-history")
                    self.head = html(elem_id="na-head")
                    self.body = html(elem_id="na-body")
                    self.examples = html(elem_id="na-examples")
                self.status = gr.HTML(status_line(""), elem_id="na-status")
                self._votes = Votes(self._feedback, self.conversation, self.status)
                with gr.Row(elem_id="na-composer"):
                    self.box = gr.Textbox(
                        label="Your question",
                        show_label=False,
                        placeholder="Ask about the articles …",
                        lines=1,
                        max_lines=6,
                        scale=6,
                        autofocus=True,
                        elem_id="na-box",
                        container=False,
                    )
                    self.send = gr.Button("Ask", variant="primary", scale=1, min_width=90, elem_id="na-send")
                    self.stop = gr.Button(
                        "■ Stop", variant="stop", scale=1, min_width=90, visible=False, elem_id="na-stop"
                    )
                self.filter_row = FilterRow()
            with gr.Column(scale=2, min_width=300, elem_id="na-source"):
                self.source = html(sources.EMPTY, elem_id="na-source-html")
        self.editing = gr.State(False)

    # --- wiring ---------------------------------------------------------------------------

    def _wire(self) -> None:
        asked = [*self.filter_row.fields, *self._choice]
        shown = [self.conversation, self.history, self.head, self.body, self.examples, self.status]
        shown += [self.box, self.send, self.stop, self.editing, self._votes.row]
        streaming = {**PRIVATE, "concurrency_limit": None}
        runs = [
            gr.on(
                [self.box.submit, self.send.click],
                self._send,
                [self.box, self.conversation, self.editing, *asked],
                shown,
                **streaming,
            ),
            self.examples.ask(self._example, [self.conversation, *asked], shown, **streaming),
        ]
        for part in (self.history, self.head, self.body):
            runs.append(part.retry(self._retry, [self.conversation, *asked], shown, **streaming))
            part.edit(self._edit, [self.conversation], [self.box, self.status, self.editing], **PRIVATE).then(
                None, js="() => newsAssistant.focus('#na-box textarea')", **PRIVATE
            )
            part.open(self._open, None, [self.source], **PRIVATE).then(
                None, js="() => newsAssistant.reveal()", **PRIVATE
            )
            self.bar.keep(self._votes.take(part, shown[:4], self.shown))
        for run in runs:
            self.bar.keep(run)
        for part in (self.head, self.body):
            part.change(None, js="() => newsAssistant.follow()", **PRIVATE)
        self.stop.click(self._stop, None, None, queue=False, **PRIVATE)
        self._votes.wire()
        self.filter_row.wire()

    def refresh(self) -> dict[Any, Any]:
        """The outlets that one can filter by."""
        outlets = sorted({article.source for article in self._engines.base.articles() if article.source})
        return self.filter_row.offer(outlets)

    def invitation(self, stored: Any) -> dict[Any, Any]:
        """What to ask, while nothing was asked yet."""
        if read_conversation(stored).turns:
            return {self.examples: ""}
        return {self.examples: examples.buttons(self._engines.base.articles())}

    # --- asking ---------------------------------------------------------------------------

    async def _send(
        self, request: gr.Request, text: str, stored: Any, editing: bool, *asked: Any
    ) -> AsyncIterator[dict[Any, Any]]:
        async for state in self._answer(text, read_conversation(stored), request, asked, again=editing):
            yield state

    async def _example(
        self, request: gr.Request, event: gr.EventData, stored: Any, *asked: Any
    ) -> AsyncIterator[dict[Any, Any]]:
        text = event_value(event, "question")
        async for state in self._answer(text, read_conversation(stored), request, asked):
            yield state

    async def _retry(self, request: gr.Request, stored: Any, *asked: Any) -> AsyncIterator[dict[Any, Any]]:
        conversation = read_conversation(stored)
        if conversation.turns:
            text = conversation.turns[-1].question
            async for state in self._answer(text, conversation, request, asked, again=True):
                yield state

    async def _answer(
        self,
        text: str,
        conversation: ConversationRecord,
        request: gr.Request,
        asked: tuple[Any, ...],
        *,
        again: bool = False,
    ) -> AsyncIterator[dict[Any, Any]]:
        """The states of the page from the question to its answer; ``again`` replaces the last turn."""
        session = str(request.session_hash)
        try:
            asked_text = checked_question(text, self._engines.base.settings.max_question_chars)
            restriction, choice = _form(asked)
            most = self._engines.base.settings.max_conversation_mb
            if conversation.size() > most * _FULL * 1e6:
                raise failures.PAGE_CONVERSATION_FULL(limit=f"{most:g}")
        except InputError as error:
            yield {self.status: status_line(sentence(error), problem=True)}
            return
        if self._asking.busy(session):
            yield {self.status: status_line("The last answer is still being written; stop it first.", problem=True)}
            return
        if again and conversation.turns:
            conversation.turns.pop()
        turn = TurnRecord(id=new_id(), question=asked_text)
        wanted = Question(asked_text, tuple(conversation.turns_before()), restriction, choice)
        yield self._begun(conversation, turn)
        async for progress in self._asking.ask(session, turn, wanted):
            yield self._progressed(conversation, progress)

    def _begun(self, conversation: ConversationRecord, turn: TurnRecord) -> dict[Any, Any]:
        return {
            self.history: history(conversation),
            self.head: question(turn),
            self.body: body(turn, writing=True),
            self.examples: "",
            self.status: status_line("Searching the articles …"),
            self.box: "",
            self.send: gr.Button(visible=False),
            self.stop: gr.Button(visible=True),
            self.editing: False,
            self._votes.row: gr.Row(visible=False),
        }

    def _progressed(self, conversation: ConversationRecord, progress: Progress) -> dict[Any, Any]:
        state: dict[Any, Any] = {self.status: status_line(progress.status, busy=not progress.done)}
        turn = progress.turn
        if progress.sources or progress.done:
            state[self.head] = head(turn)
        if progress.changed and not progress.done:
            state[self.body] = body(turn, writing=True)
        if progress.done:
            conversation.turns.append(turn)
            conversation.title = conversation.title or clean_title(turn.question)
            state |= {
                self.conversation: conversation.model_dump(mode="json"),
                self.body: body(turn) + foot(turn, len(conversation.turns) - 1, last=True),
                self.send: gr.Button(visible=True),
                self.stop: gr.Button(visible=False),
            }
        return state

    def _stop(self, request: gr.Request) -> None:
        self._asking.stop(str(request.session_hash))

    def left(self, request: gr.Request) -> None:
        """A visitor has closed the page: nothing is written for nobody."""
        self._asking.stop(str(request.session_hash))

    # --- what is done with an answer ------------------------------------------------------

    def _edit(self, stored: Any) -> tuple[Any, str, bool]:
        conversation = read_conversation(stored)
        if not conversation.turns:
            return gr.skip(), status_line(""), False
        return conversation.turns[-1].question, status_line("Editing: asking replaces the last answer."), True

    def _open(self, event: gr.EventData) -> str:
        try:
            article = self._engines.base.article(event_value(event, "article"))
        except AssistantError as error:
            return sources.missing(sentence(error))
        return sources.panel(article, event_number(event, "start"), event_number(event, "end"))

    # --- showing a conversation -----------------------------------------------------------

    @property
    def show(self) -> list[Any]:
        """The components that :meth:`shown` and :meth:`opened` fill."""
        return [self.conversation, self.history, self.head, self.body, self.examples, self.status, self._votes.row]

    def shown(self, conversation: ConversationRecord) -> dict[Any, Any]:
        """A conversation with its last turn where the next answers are written."""
        last = conversation.turns[-1] if conversation.turns else None
        earlier = ConversationRecord(turns=conversation.turns[:-1])
        return {
            self.conversation: conversation.model_dump(mode="json"),
            self.history: history(earlier),
            self.head: head(last) if last else "",
            self.body: body(last) + foot(last, len(conversation.turns) - 1, last=True) if last else "",
        }

    def opened(self, conversation: ConversationRecord) -> dict[Any, Any]:
        """A conversation that was chosen, or a new one with its invitation."""
        invitation = "" if conversation.turns else examples.buttons(self._engines.base.articles())
        return self.shown(conversation) | {
            self.examples: invitation,
            self.status: status_line(""),
            self._votes.row: gr.Row(visible=False),
        }


def _form(asked: tuple[Any, ...]) -> tuple[Filters, Choice]:
    outlets, date_from, date_to, llm, passages, strictness = asked
    return filters(outlets, date_from, date_to), Choice(llm, int(passages), strictness)
