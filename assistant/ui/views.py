"""Other ways of looking at a question than its answer: a table, a timeline, the outlets side by side, a briefing.

Each is a stream of the facade. It is there where the facade has it, and all are run by the same panel.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from threading import Event
from typing import Any

import gradio as gr

from assistant.answering import checked_question
from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.types import Filters
from assistant.ui.engines import Choice, Engines
from assistant.ui.jobs import Job, Jobs, Stream
from assistant.ui.panel import Outputs, Panel
from assistant.ui.parts import PRIVATE, STREAMING, session
from assistant.ui.records import ConversationRecord, TurnRecord, clean_title, new_id, read_conversation
from assistant.ui.rendering import esc, sentence

Form = Callable[[tuple[Any, ...]], tuple[Filters, Choice]]
Put = Callable[[ConversationRecord], Outputs]


@dataclass(frozen=True, slots=True)
class View:
    """One way of looking: ``name`` is the facade's, the others are for people."""

    name: str
    label: str
    begin: str
    does: str


VIEWS = (
    View(
        "survey",
        "Table",
        "Read all and make the table",
        "Reads every passage that may hold a part of the answer, not the best few, and makes a table of what they "
        "state: each row with the words that carry it. A large collection takes minutes.",
    ),
    View(
        "timeline",
        "Timeline",
        "Make the timeline",
        "Puts the dated events that the articles tell of this in order: each with the words that date it, and with all "
        "articles that report it.",
    ),
    View(
        "outlets",
        "Outlets",
        "Compare the outlets",
        "Sets side by side what each outlet says to this, in its own words, and names the differences.",
    ),
    View(
        "brief",
        "Briefing",
        "Write the briefing",
        "Writes several paragraphs on this from all articles that belong to it, each sentence with its words, and says "
        "how much was read.",
    ),
)


def has(assistant: Assistant, name: str) -> bool:
    """Whether the facade has a view."""
    return callable(getattr(assistant, f"{name}_stream", None))


def stream_of(engines: Engines, name: str, subject: str, filters: Filters, choice: Choice) -> Stream:
    """A view's stream for a job: its model's work ends with the job's."""

    def stream(given_up: Event) -> Iterator[Any]:
        assistant = engines.get(choice)
        with engines.until(choice.llm, given_up):
            yield from getattr(assistant, f"{name}_stream")(subject, filters=filters)

    return stream


class Views:
    """Builds the tabs and panels inside the current Blocks; empty where the facade has no view.

    Args:
        engines: the assistants.
        jobs: where the work is.
        conversation: the JSON component that holds the open conversation.
    """

    def __init__(self, engines: Engines, jobs: Jobs, conversation: Any) -> None:
        self._engines = engines
        self._jobs = jobs
        self._conversation = conversation
        self._offered = [view for view in VIEWS if has(engines.base, view.name)]
        self.current = gr.JSON(None, visible=False)
        self.panels: dict[str, Panel] = {}

    def tabs(self) -> None:
        """Build the tabs."""
        tabs = "".join(_tab(name, label) for name, label in [("answer", "Answer"), *self._labels()])
        shown = (
            f'<div role="tablist" aria-label="Ways of looking at the question">{tabs}</div>' if self._offered else ""
        )
        gr.HTML(shown, elem_id="na-views", visible=bool(shown))

    def build(self) -> None:
        """Build the panels."""
        for view in self._offered:
            with gr.Column(elem_id=f"na-view-{view.name}", elem_classes="na-view"):
                self.panels[view.name] = Panel(view.name, self._jobs, view.begin)

    def wire(self, put: Put, show: list[Any], asked: list[Any], form: Form) -> list[Any]:
        """Connect the panels. Returns the events after which the conversation is another.

        Args:
            put: the values of ``show`` for a conversation.
            show: the components of the open conversation.
            asked: those of filters and settings.
            form: reads ``asked``.
        """
        events = []
        for view in self._offered:
            panel = self.panels[view.name]
            panel.wire()
            look, begin = self._looking(view), self._beginning(view, put, form)
            gr.Button(visible="hidden", elem_id=f"na-look-{view.name}").click(
                look, [self._conversation], panel.outputs, trigger_mode="multiple", **STREAMING
            )
            begun = panel.begin.click(begin, [self._conversation, *asked], [*show, *panel.outputs], **PRIVATE)
            begun.then(None, js="() => newsAssistant.look()", **PRIVATE)
            events.append(begun)
            panel.begin.click(None, js=f"() => newsAssistant.focus('#na-stop-{view.name}')", **PRIVATE)
        return events

    @property
    def outputs(self) -> list[Any]:
        """What :meth:`send` fills besides the open conversation."""
        return [part for panel in self.panels.values() for part in panel.outputs]

    def _labels(self) -> list[tuple[str, str]]:
        return [(view.name, view.label) for view in self._offered]

    # --- looking and beginning ----------------------------------------------------------------

    def _looking(self, view: View) -> Callable[[gr.Request, Any], AsyncIterator[Outputs]]:
        async def look(request: gr.Request, stored: Any) -> AsyncIterator[Outputs]:
            panel = self.panels[view.name]
            turn = _last(read_conversation(stored))
            kept = turn.views.get(view.name) if turn is not None else None
            job = self._jobs.find(kept)
            if job is None:
                yield panel.offer(_offer(view, turn, gone=bool(kept)), can_begin=turn is not None)
                return
            async for state in panel.follow(job, session(request)):
                yield state

        look.__name__ = f"_look_{view.name}"
        return look

    def _beginning(self, view: View, put: Put, form: Form) -> Callable[..., Outputs]:
        def begin(stored: Any, *asked: Any) -> Outputs:
            conversation = read_conversation(stored)
            turn = _last(conversation)
            if turn is None:
                return self.panels[view.name].offer(_offer(view, None), can_begin=False)
            subject = turn.answer.standalone_question if turn.answer is not None else ""
            return self._run(view, turn, subject or turn.question, form, asked) | put(conversation)

        begin.__name__ = f"_begin_{view.name}"
        return begin

    def send(self, name: str, text: str, stored: Any, asked: tuple[Any, ...], put: Put, form: Form) -> Outputs:
        """A question that is typed while a view is open is looked at in that way.

        Raises:
            InputError: the question is none, or the conversation is full.
        """
        view = next(one for one in self._offered if one.name == name)
        question = checked_question(text, self._engines.base.settings.max_question_chars)
        conversation = read_conversation(stored)
        conversation.check_room(self._engines.base.settings.max_conversation_mb)
        turn = TurnRecord(id=new_id(), question=question)
        conversation.turns.append(turn)
        conversation.title = conversation.title or clean_title(question)
        return self._run(view, turn, question, form, asked) | put(conversation)

    def _run(
        self,
        view: View,
        turn: TurnRecord,
        subject: str,
        form: Form,
        asked: tuple[Any, ...],
    ) -> Outputs:
        """Begin, and note in the turn what was begun; it is followed by looking at it."""
        panel = self.panels[view.name]
        try:
            filters, choice = form(asked)
            job = self._start(view, subject, filters, choice)
        except AssistantError as error:
            return panel.offer(f'<p class="na-error"><strong>That did not work.</strong> {esc(sentence(error))}</p>')
        turn.views[view.name] = job.id
        return panel.begun(job)

    def _start(self, view: View, subject: str, filters: Filters, choice: Choice) -> Job:
        stream = stream_of(self._engines, view.name, subject, filters, choice)
        return self._jobs.start(view.name, subject, stream, self._engines.line(choice.llm))


def _last(conversation: ConversationRecord) -> TurnRecord | None:
    return conversation.turns[-1] if conversation.turns else None


def _tab(name: str, label: str) -> str:
    first = name == "answer"
    return (
        f'<button type="button" role="tab" id="na-tab-{name}" data-look="{name}" '
        f'aria-selected="{"true" if first else "false"}" tabindex="{0 if first else -1}" '
        f'aria-controls="{"na-log" if first else f"na-view-{name}"}">{label}</button>'
    )


def _offer(view: View, turn: TurnRecord | None, *, gone: bool = False) -> str:
    """What a view would do for the question, or that one is wanted."""
    if turn is None:
        return (
            f'<div class="na-offer"><h2>{view.label}</h2><p>{view.does}</p><p>Ask a question below to begin.</p></div>'
        )
    lost = "<p>What was made of it before is no longer kept here.</p>" if gone else ""
    return f'<div class="na-offer"><h2 class="na-question">{esc(turn.question)}</h2><p>{view.does}</p>{lost}</div>'
