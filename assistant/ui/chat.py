"""Question and answer in the middle of the page: layout and wiring."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from assistant.answering import checked_question
from assistant.errors import InputError
from assistant.types import Filters
from assistant.ui.aside import Aside
from assistant.ui.asking import Asking, Progress, Question
from assistant.ui.conversations import Conversations
from assistant.ui.engines import Choice, Engines
from assistant.ui.examples import Examples
from assistant.ui.feedback import Feedback
from assistant.ui.filter_row import FilterRow
from assistant.ui.jobs import Jobs
from assistant.ui.parts import PRIVATE, STREAMING, event_value, filters, html, session
from assistant.ui.records import ConversationRecord, TurnRecord, clean_title, new_id, read_conversation
from assistant.ui.rendering import body, esc, foot, found, head, history, passages_of, question, sentence, status_line
from assistant.ui.views import Views
from assistant.ui.votes import Votes

#: Of the open conversation: its title, and what opens the menu of what can be done with it.
_BAR = (
    '<button type="button" id="na-manage-button" class="na-button" data-toggle="manage" aria-expanded="false" '
    'aria-controls="na-manage" aria-label="Rename, export or delete this conversation">⋯</button>'
)


class Chat:
    """Builds the middle inside the current Blocks.

    Args:
        engines: the assistants.
        feedback: where votes go.
        jobs: where long work goes on.
        examples: what to ask to begin with.
    """

    def __init__(self, engines: Engines, feedback: Feedback, jobs: Jobs, examples: Examples) -> None:
        self._engines = engines
        self._asking = Asking(engines)
        self._feedback = feedback
        self._examples = examples
        self.conversation = gr.JSON(visible=False)
        self.bar = Conversations(self.conversation)
        self.views = Views(engines, jobs, self.conversation)
        self._layout()

    # --- layout ---------------------------------------------------------------------------

    def _layout(self) -> None:
        with gr.Row(elem_id="na-bar"):
            self.views.tabs()
            gr.HTML(_BAR, elem_id="na-manage-opener")
        self.bar.menu()
        with gr.Column(elem_id="na-log"):
            self.history = html(elem_id="na-history")
            self.head = html(elem_id="na-head")
            self.body = html(elem_id="na-body")
            self.welcome = html(elem_id="na-examples")
        self.views.build()
        self.status = gr.HTML(status_line(""), elem_id="na-status")
        self._votes = Votes(self._feedback, self.conversation, self.status)
        with gr.Column(elem_id="na-composer"):
            self.filter_row = FilterRow()
            with gr.Row(elem_id="na-writing"):
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
                self.send = gr.Button("Ask", variant="primary", scale=0, min_width=90, elem_id="na-send")
                self.stop = gr.Button("■ Stop", variant="stop", scale=0, min_width=90, visible=False, elem_id="na-stop")
        self.editing = gr.State(False)

    # --- wiring ---------------------------------------------------------------------------

    def wire(self, choice: list[Any], aside: Aside) -> None:
        """Connect everything.

        Args:
            choice: the components of the settings: model, passages, strictness.
            aside: where sources are shown.
        """
        self._aside = aside
        asked = [*self.filter_row.fields, *choice]
        shown = [*self.show, self.box, self.send, self.stop, self.editing]
        self.bar.wire(self.show, self.opened)
        runs = [
            gr.on(
                [self.box.submit, self.send.click],
                self._send,
                [self.views.current, self.box, self.conversation, self.editing, *asked],
                [*shown, *self.views.outputs],
                js="(_, ...rest) => [newsAssistant.view(), ...rest]",
                **STREAMING,
            ),
            self.welcome.ask(self._example, [self.conversation, *asked], shown, **STREAMING),
        ]
        for part in (self.history, self.head, self.body):
            runs.append(part.retry(self._retry, [self.conversation, *asked], shown, **STREAMING))
            runs.append(part.exact(self._exact, [self.conversation, *asked], shown, **STREAMING))
            runs.append(part.ask(self._example, [self.conversation, *asked], shown, **STREAMING))
            part.edit(self._edit, [self.conversation], [self.box, self.status, self.editing], **PRIVATE).then(
                None, js="() => newsAssistant.focus('#na-box textarea')", **PRIVATE
            )
            self.bar.keep(self._votes.take(part, self.show[:5], self.shown))
        aside.opens_from(self.history, self.head, self.body, *(one.document for one in self.views.panels.values()))
        aside.lists_from(self.conversation, self.history, self.head)
        runs += self.views.wire(self.shown, self.show, asked, read_form)
        for run in runs:
            self.bar.keep(run)
        runs[0].then(None, js="() => newsAssistant.look()", **PRIVATE)
        for part in (self.head, self.body):
            part.change(None, js="() => newsAssistant.follow()", **PRIVATE)
        self.stop.click(self._stop, None, None, queue=False, **PRIVATE)
        self._votes.wire()
        self.filter_row.wire()

    def asks_from(self, part: Any, choice: list[Any]) -> None:
        """Questions offered elsewhere on the page are asked here."""
        shown = [*self.show, self.box, self.send, self.stop, self.editing]
        asked = [*self.filter_row.fields, *choice]
        part.ask(None, js="() => newsAssistant.go('ask')", **PRIVATE)
        self.bar.keep(part.ask(self._example, [self.conversation, *asked], shown, **STREAMING))

    def refresh(self) -> dict[Any, Any]:
        """The outlets that one can filter by."""
        outlets = sorted({article.source for article in self._engines.base.articles() if article.source})
        return self.filter_row.offer(outlets)

    def invitation(self, request: gr.Request, stored: Any) -> dict[Any, Any]:
        """What to ask, while nothing was asked yet; waits until the questions are made."""
        invited = self._examples.welcome(wait=True)
        if self._asking.busy(session(request)):  # the first question was quicker
            return {self.welcome: gr.skip()}
        return {self.welcome: "" if read_conversation(stored).turns else invited}

    # --- asking ---------------------------------------------------------------------------

    async def _send(
        self, request: gr.Request, view: Any, text: str, stored: Any, editing: bool, *asked: Any
    ) -> AsyncIterator[dict[Any, Any]]:
        if view in self.views.panels:  # it is looked at in another way than answered
            try:
                begun = self.views.send(view, text, stored, asked, self.shown, read_form)
                yield begun | {self.box: "", self.editing: False}
            except InputError as error:
                yield {self.views.panels[view].told: f'<p class="na-problem" role="alert">{esc(sentence(error))}</p>'}
            return
        async for state in self._answer(text, read_conversation(stored), request, asked, again=editing):
            yield state

    async def _example(
        self, request: gr.Request, event: gr.EventData, stored: Any, *asked: Any
    ) -> AsyncIterator[dict[Any, Any]]:
        text = event_value(event, "question")
        async for state in self._answer(text, read_conversation(stored), request, asked):
            yield state

    async def _retry(self, request: gr.Request, stored: Any, *asked: Any) -> AsyncIterator[dict[Any, Any]]:
        async for state in self._again(request, stored, asked, exact=False):
            yield state

    async def _exact(self, request: gr.Request, stored: Any, *asked: Any) -> AsyncIterator[dict[Any, Any]]:
        async for state in self._again(request, stored, asked, exact=True):
            yield state

    async def _again(
        self, request: gr.Request, stored: Any, asked: tuple[Any, ...], *, exact: bool
    ) -> AsyncIterator[dict[Any, Any]]:
        conversation = read_conversation(stored)
        if conversation.turns:
            text = conversation.turns[-1].question
            async for state in self._answer(text, conversation, request, asked, again=True, exact=exact):
                yield state

    async def _answer(
        self,
        text: str,
        conversation: ConversationRecord,
        request: gr.Request,
        asked: tuple[Any, ...],
        *,
        again: bool = False,
        exact: bool = False,
    ) -> AsyncIterator[dict[Any, Any]]:
        """The states of the page from the question to its answer; ``again`` replaces the last turn."""
        asking = session(request)
        try:
            asked_text = checked_question(text, self._engines.base.settings.max_question_chars)
            restriction, choice = read_form(asked)
            conversation.check_room(self._engines.base.settings.max_conversation_mb)
        except InputError as error:
            yield {self.status: status_line(sentence(error), problem=True)}
            return
        if self._asking.busy(asking):
            yield {self.status: status_line("The last answer is still being written; stop it first.", problem=True)}
            return
        views = conversation.turns.pop().views if again and conversation.turns else {}
        turn = TurnRecord(id=new_id(), question=asked_text, views=views)
        wanted = Question(asked_text, tuple(conversation.turns_before()), restriction, choice, exact)
        yield self._begun(conversation, turn)
        async for progress in self._asking.ask(asking, turn, wanted):
            yield self._progressed(conversation, progress)

    def _begun(self, conversation: ConversationRecord, turn: TurnRecord) -> dict[Any, Any]:
        return {
            self.history: history(conversation),
            self.head: question(turn),
            self.body: body(turn, writing=True),
            self.welcome: "",
            self._aside.found: found([]),
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
            state |= {self.head: head(turn), self._aside.found: found(passages_of(turn))}
        if progress.changed and not progress.done:
            state[self.body] = body(turn, writing=True)
        if progress.done:
            conversation.turns.append(turn)
            conversation.title = conversation.title or clean_title(turn.question)
            state |= {
                self.conversation: conversation.model_dump(mode="json"),
                self.body: body(turn) + foot(turn, len(conversation.turns) - 1, last=True),
                self.welcome: "",
                self.send: gr.Button(visible=True),
                self.stop: gr.Button(visible=False),
            }
        return state

    def _stop(self, request: gr.Request) -> None:
        self._asking.stop(session(request))

    def left(self, request: gr.Request) -> None:
        """A visitor has closed the page: nothing is written for nobody."""
        self._asking.stop(session(request))

    def _edit(self, stored: Any) -> tuple[Any, str, bool]:
        conversation = read_conversation(stored)
        if not conversation.turns:
            return gr.skip(), status_line(""), False
        return conversation.turns[-1].question, status_line("Editing: asking replaces the last answer."), True

    # --- showing a conversation -----------------------------------------------------------

    @property
    def show(self) -> list[Any]:
        """The components that :meth:`shown` and :meth:`opened` fill."""
        shown = [self.conversation, self.history, self.head, self.body, self.welcome, self.status, self._votes.row]
        return [*shown, self._aside.found]

    def shown(self, conversation: ConversationRecord) -> dict[Any, Any]:
        """A conversation with its last turn where the next answers are written."""
        last = conversation.turns[-1] if conversation.turns else None
        earlier = ConversationRecord(turns=conversation.turns[:-1])
        return {
            self.conversation: conversation.model_dump(mode="json"),
            self.history: history(earlier),
            self.head: head(last) if last else "",
            self.body: body(last) + foot(last, len(conversation.turns) - 1, last=True) if last else "",
        } | ({self.welcome: ""} if last else {})

    def opened(self, conversation: ConversationRecord) -> dict[Any, Any]:
        """A conversation that was chosen, or a new one with its invitation."""
        last = conversation.turns[-1] if conversation.turns else None
        return self.shown(conversation) | {
            self.welcome: "" if last else self._examples.welcome(),
            self.status: status_line(""),
            self._votes.row: gr.Row(visible=False),
            self._aside.found: found(passages_of(last) if last else []),
        }


def read_form(asked: tuple[Any, ...]) -> tuple[Filters, Choice]:
    """What is asked for besides the question.

    Raises:
        InputError: a date is none.
    """
    outlets, date_from, date_to, articles, llm, passages, strictness = asked
    return filters(outlets, date_from, date_to, articles), Choice(llm, int(passages), strictness)
