"""The place where a text is checked: a draft, somebody else's answer, a press release, sentence by sentence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.ui.chat import read_form
from assistant.ui.engines import Engines
from assistant.ui.jobs import Jobs
from assistant.ui.panel import Outputs, Panel, kept_id
from assistant.ui.parts import PRIVATE, STREAMING, session
from assistant.ui.rendering import esc, sentence
from assistant.ui.views import stream_of

NAME = "check"
#: Of a text, what names the work in its panel.
_SUBJECT_CHARS = 80
_ABOUT = (
    '<h1>Check a text</h1><p class="na-muted">Every sentence is judged against the articles: supported, partly, '
    "contradicted, somebody else's words, not found, or no claim; with the nearest words beside it.</p>"
)
_EMPTY = '<p class="na-problem" role="alert">There is no text to check; paste one, or open a file.</p>'
_OPEN = (
    '<label class="na-button" for="na-check-file">Open a file …</label><input type="file" id="na-check-file" '
    'accept=".txt,.md,text/plain,text/markdown" data-into="#na-check-text textarea" class="na-hidden">'
)


class Check:
    """Builds the place inside the current Blocks.

    Args:
        engines: the assistants.
        jobs: where the work is.
    """

    def __init__(self, engines: Engines, jobs: Jobs) -> None:
        self._engines = engines
        self._jobs = jobs
        gr.HTML(_ABOUT)
        self._text = gr.Textbox(
            label="The text", lines=8, max_lines=18, placeholder="Paste a draft here …", elem_id="na-check-text"
        )
        with gr.Row(elem_classes="na-job"):
            self._begin = gr.Button("Check it", variant="primary", min_width=110, scale=0, elem_id="na-check-begin")
            gr.HTML(_OPEN, elem_id="na-check-open")
        self.panel = Panel(NAME, jobs, "Check it again")
        self._kept = gr.JSON(None, visible=False)

    def wire(self, page: gr.Blocks, asked: list[Any]) -> None:
        """Connect it; ``asked`` are the components of filters and settings."""
        panel = self.panel
        panel.wire()
        begun = gr.on(
            [self._begin.click, panel.begin.click], self._check, [self._text, *asked], panel.outputs, **PRIVATE
        )
        keep = "(job) => newsAssistant.keep('check', job)"
        begun.then(None, [panel.job], None, js=keep, **PRIVATE)
        begun.then(self._back, [panel.job], panel.outputs, **STREAMING)
        page.load(self._back, [self._kept], panel.outputs, js="() => [newsAssistant.kept('check')]", **STREAMING)

    def _check(self, text: str, *asked: Any) -> Outputs:
        if not text.strip():
            return self.panel.offer(_EMPTY, can_begin=False)
        try:
            filters, choice = read_form(asked)
            stream = stream_of(self._engines, NAME, text, filters, choice)
            line = self._engines.line(choice.llm)
            subject = " ".join(text.split())
            told = subject if len(subject) <= _SUBJECT_CHARS else f"{subject[:_SUBJECT_CHARS]}…"
            job = self._jobs.start(NAME, told, stream, line)
        except AssistantError as error:
            return self.panel.offer(f'<p class="na-problem" role="alert">{esc(sentence(error))}</p>', can_begin=False)
        return self.panel.begun(job)

    async def _back(self, request: gr.Request, stored: Any) -> AsyncIterator[Outputs]:
        """Look at what was begun, also after a reload."""
        job = self._jobs.find(kept_id(stored))
        if job is None:
            yield {self.panel.told: gr.skip()}
            return
        async for state in self.panel.follow(job, session(request)):
            yield state
