"""One piece of long work on the page: what it would do, how far it is, what came of it, and its files.

The same panel serves every view of the desk; it knows nothing of surveys or timelines, only of progress and
documents.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from assistant import failures
from assistant.desk.progress import Progress
from assistant.errors import AssistantError
from assistant.ui import downloads
from assistant.ui.document import document_html
from assistant.ui.jobs import Job, Jobs, Shown
from assistant.ui.parts import PRIVATE, STREAMING, event_value, html, session
from assistant.ui.rendering import esc, sentence
from assistant.ui.timeline_picture import picture

#: Seconds between two looks at how far it is.
_LOOK = 0.3

Outputs = dict[Any, Any]


class Panel:
    """Builds the panel inside the current Blocks.

    Args:
        name: of the view; ids on the page end in it.
        jobs: where the work is.
        begin: what the button that begins says.
    """

    def __init__(self, name: str, jobs: Jobs, begin: str) -> None:
        self.name = name
        self._jobs = jobs
        self._looking: dict[str, object] = {}
        self.job = gr.JSON(None, visible=False)
        self._file = gr.JSON(None, visible=False)
        self.told = html(elem_id=f"na-told-{name}", elem_classes="na-told")
        with gr.Row(elem_classes="na-job", elem_id=f"na-job-{name}"):
            self.begin = gr.Button(begin, variant="primary", min_width=90, visible=False, elem_id=f"na-begin-{name}")
            self._stop = gr.Button("■ Stop", variant="stop", min_width=90, visible=False, elem_id=f"na-stop-{name}")
            self._go_on = gr.Button("▶ Go on", variant="primary", min_width=90, visible=False, elem_id=f"na-on-{name}")
        self.document = html(elem_id=f"na-document-{name}")
        self._files = html(elem_id=f"na-files-{name}")

    @property
    def outputs(self) -> list[Any]:
        """What :meth:`offer` and :meth:`follow` fill."""
        return [self.job, self.told, self.begin, self._stop, self._go_on, self.document, self._files]

    def wire(self) -> None:
        """Connect what can be done with the work; beginning it is up to whoever knows what it is about."""
        stopped = self._stop.click(self._stopped, [self.job], [self.told, self._stop, self._go_on], **PRIVATE)
        stopped.then(None, js=f"() => newsAssistant.focus('#na-on-{self.name}')", **PRIVATE)
        self._go_on.click(self._gone_on, [self.job], self.outputs, **STREAMING)
        self._go_on.click(None, js=f"() => newsAssistant.focus('#na-stop-{self.name}')", **PRIVATE)
        self._files.export(self._exported, [self.job], [self._file, self.told], **PRIVATE).then(
            None, [self._file], None, js="(file) => newsAssistant.download(file)", **PRIVATE
        )

    # --- states -------------------------------------------------------------------------------

    def offer(self, told: str, *, can_begin: bool = True) -> Outputs:
        """Nothing was begun: what it would do."""
        return self._state(told, None) | {self.job: None, self.begin: gr.Button(visible=can_begin)}

    def begun(self, job: Job) -> Outputs:
        """The work has just begun; :meth:`follow` tells how it goes on."""
        shown = job.shown()
        return self._state(progress_html(shown), shown)

    async def follow(self, job: Job, looking: str) -> AsyncIterator[Outputs]:
        """The states of the work until it ends or is stopped; the work goes on without it.

        Args:
            job: the work.
            looking: the page that looks; a later call for the same page ends this one.
        """
        own = self._looking[looking] = object()
        told = ""
        try:
            while self._looking.get(looking) is own:
                shown = job.shown()
                if shown.state != "running":
                    yield await asyncio.to_thread(self._over, shown)
                    return
                if (now := progress_html(shown)) != told:
                    first, told = not told, now
                    yield self._state(told, shown) if first else {self.told: told}
                await asyncio.sleep(_LOOK)
        finally:
            if self._looking.get(looking) is own:
                del self._looking[looking]

    def _over(self, shown: Shown) -> Outputs:
        if shown.state == "stopped":
            return self._state(progress_html(shown), shown)
        if shown.result is None:
            problem = f'<p class="na-error"><strong>That did not work.</strong> {esc(sentence(shown.failure))}</p>'
            return self._state(problem, shown) | {self.begin: gr.Button(visible=True)}
        document = shown.result.document()
        drawn = picture(document, shown.result.to_dict()) if shown.view == "timeline" else ""
        return self._state("", shown) | {
            self.document: document_html(document, drawn),
            self._files: downloads.buttons(document),
        }

    def _state(self, told: str, shown: Shown | None) -> Outputs:
        state = shown.state if shown is not None else ""
        return {
            self.job: {"id": shown.id} if shown is not None else None,
            self.told: told,
            self.begin: gr.Button(visible=False),
            self._stop: gr.Button(visible=state == "running"),
            self._go_on: gr.Button(visible=state == "stopped"),
            self.document: "",
            self._files: "",
        }

    # --- what is done with it -------------------------------------------------------------------

    def _stopped(self, stored: Any) -> Outputs:
        job = self._jobs.find(kept_id(stored))
        if job is None:
            return {self.told: _GONE, self._stop: gr.Button(visible=False), self._go_on: gr.Button(visible=False)}
        job.stop()
        shown = job.shown()
        return {
            self.told: progress_html(shown),
            self._stop: gr.Button(visible=False),
            self._go_on: gr.Button(visible=shown.state == "stopped"),
        }

    async def _gone_on(self, request: gr.Request, stored: Any) -> AsyncIterator[Outputs]:
        job = self._jobs.find(kept_id(stored))
        if job is None:
            yield self.offer(_GONE)
            return
        job.go_on()
        async for state in self.follow(job, session(request)):
            yield state

    def _exported(self, stored: Any, event: gr.EventData) -> Outputs:
        job = self._jobs.find(kept_id(stored))
        result = job.shown().result if job is not None else None
        if result is None:
            return {self.told: _GONE}
        try:
            return {self._file: downloads.file(result.document(), event_value(event, "suffix"))}
        except AssistantError as error:
            return {self.told: f'<p class="na-problem" role="alert">{esc(sentence(error))}</p>'}


_GONE = f'<p class="na-problem" role="alert">{failures.PAGE_JOB_GONE()}</p>'


def kept_id(stored: Any) -> Any:
    """The id of the work in what a browser keeps of it."""
    return stored.get("id") if isinstance(stored, dict) else None


def progress_html(shown: Shown) -> str:
    """How far a piece of work is: a bar, what is done of all, and how long it will take."""
    progress = shown.progress
    stopped = shown.state == "stopped"
    line = _line(progress) if progress is not None else "Beginning …"
    told = f"Stopped. {line}" if stopped else line
    now = f' <span class="na-muted">{esc(progress.what)}</span>' if progress and progress.what and not stopped else ""
    bar = (
        f'<progress max="{max(progress.total, 1)}" value="{min(progress.done, progress.total)}" '
        'aria-label="How far it is"></progress>'
        if progress is not None and progress.total
        else '<progress aria-label="How far it is"></progress>'
    )
    return (
        f'<h2 class="na-question">{esc(shown.subject[:300])}</h2><div class="na-progress">{bar}'
        f"<p>{esc(told)}{now}</p></div>"
    )


def _line(progress: Progress) -> str:
    done = f"{progress.done:,} of {progress.total:,} {progress.unit}" if progress.total else progress.unit
    left = f", about {duration(progress.seconds_left)} left" if progress.seconds_left is not None else ""
    return f"{done}{left}"


def duration(seconds: float) -> str:
    """A time as one would say it: "20 s", "3 min", "2 h"."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{round(minutes / 60)} h"
