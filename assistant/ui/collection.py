"""The place with the articles: list, add, read, select, remove."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import AssistantError, InputError
from assistant.types import IngestReport
from assistant.ui.aside import Aside
from assistant.ui.examples import Examples, buttons
from assistant.ui.parts import PRIVATE, STREAMING, event_number, event_value, html, names_in
from assistant.ui.rendering import esc, sentence
from assistant.ui.running import Idle, Run
from assistant.ui.table import View, table
from assistant.ui.uploads import Uploads, checked_url, largest_upload_mb
from assistant.words import counted

_ALL = "All outlets"
_KINDS = {
    "added": "Added",
    "updated": "Updated",
    "unchanged": "Unchanged",
    "skipped": "Skipped",
    "failed": "Failed",
}
_SHOWN = 100

Told = tuple[float, int, str]


class Collection:
    """Builds the place inside the current Blocks.

    Args:
        assistant: reads and writes the index.
        folder: the index folder.
        examples: what to ask about the articles.
    """

    def __init__(self, assistant: Assistant, folder: Path, examples: Examples) -> None:
        self._assistant = assistant
        self._uploads = Uploads(folder, assistant.settings)
        self._examples = examples
        self._layout()

    def _layout(self) -> None:
        limit = self._assistant.settings
        self.view = gr.State(asdict(View()))
        gr.HTML("<h1>Articles</h1>")
        with gr.Accordion("Add articles", open=not self._assistant.articles(), elem_id="na-add"):
            with gr.Row():
                self.files = gr.File(
                    label=f"Drop .txt, .md or .html files here (at most {limit.max_uploads}, "
                    f"{limit.max_article_mb:g} MB each)",
                    file_count="multiple",
                    height=150,
                    scale=1,
                    elem_id="na-files",
                )
                with gr.Column(scale=1):
                    self.url = gr.Textbox(label="Or a web address", placeholder="https://…", elem_id="na-url")
                    self.add_url = gr.Button("Add this page", elem_id="na-add-url")
            gr.HTML(
                f'<p id="na-too-large" role="alert" data-limit-mb="{limit.max_article_mb:g}" '
                f'data-files="{limit.max_uploads}" data-all-mb="{largest_upload_mb(limit):g}"></p>',
                elem_id="na-sieve",
            )
        self.report = html(elem_id="na-report")
        self.next = html(elem_id="na-next")
        with gr.Row(elem_id="na-looking"):
            self.search = gr.Textbox(label="Search titles, outlets, authors", scale=3, elem_id="na-search")
            self.outlet = gr.Dropdown([_ALL], value=_ALL, label="Outlet", scale=1, elem_id="na-outlet")
        with gr.Row(elem_id="na-selection"):
            gr.HTML('<p role="status" id="na-selected"></p>')
            self._ask_these = gr.Button("Ask only these", min_width=120, scale=0, elem_id="na-ask-these")
            self._remove = gr.Button("Remove …", min_width=100, scale=0, elem_id="na-remove")
        with gr.Row(visible=False, elem_id="na-confirm") as self.question:
            self.question_text = gr.HTML()
            self.yes = gr.Button("Remove", variant="stop", min_width=110, scale=0, elem_id="na-remove-yes")
            self.no = gr.Button("Keep", min_width=110, scale=0, elem_id="na-remove-no")
        self._picked = gr.JSON(None, visible=False)
        self.doomed = gr.State([])
        self.list = html(elem_id="na-list")

    def wire(self, aside: Aside, articles: Any) -> list[Any]:
        """Connect it. Returns the events after which the collection may have changed.

        Args:
            aside: where an article is read.
            articles: the component of the filter by articles.
        """
        looked = [self.view, self.list]
        self.search.change(self._searched, [self.view, self.search, self.outlet], looked, **PRIVATE)
        self.outlet.change(self._searched, [self.view, self.search, self.outlet], looked, **PRIVATE)
        self.list.sort(self._sorted, [self.view], looked, **PRIVATE)
        self.list.turn_page(self._turned, [self.view], looked, **PRIVATE)
        self.list.change(None, js="() => newsAssistant.showPicked()", **PRIVATE)
        aside.opens_from(self.list)
        picked = {"js": "() => [newsAssistant.picked()]", **PRIVATE}
        self._remove.click(
            self._asked, [self._picked], [self.doomed, self.question, self.question_text], **picked
        ).then(None, js="() => newsAssistant.focus('#na-remove-yes')", **PRIVATE)
        self._ask_these.click(names_in, [self._picked], [articles], **picked).then(
            None, js="() => newsAssistant.go('ask', '#na-box textarea')", **PRIVATE
        )
        self.no.click(lambda: ([], gr.Row(visible=False)), None, [self.doomed, self.question], **PRIVATE).then(
            None, js="() => newsAssistant.focus('#na-remove')", **PRIVATE
        )
        removed = self.yes.click(
            self._removed, [self.doomed], [self.doomed, self.question, self.report, aside.source], **PRIVATE
        )
        removed.then(None, js="() => newsAssistant.unpick()", **PRIVATE)
        uploaded = self.files.upload(self._upload, [self.files], [self.files, self.report, self.next], **STREAMING)
        fetched = gr.on(
            [self.add_url.click, self.url.submit],
            self._fetch,
            [self.url],
            [self.url, self.report, self.next],
            **STREAMING,
        )
        for added in (uploaded, fetched):
            added.then(self._suggested, None, [self.next], **PRIVATE)
        return [removed, uploaded, fetched]

    def refresh(self, view: dict[str, Any]) -> dict[Any, Any]:
        """The list and the outlets as they are now."""
        articles = self._assistant.articles()
        outlets = [_ALL, *sorted({article.source for article in articles if article.source})]
        return {self.list: table(articles, View(**view)), self.outlet: gr.Dropdown(choices=outlets)}

    # --- looking --------------------------------------------------------------------------

    def _searched(self, view: dict[str, Any], search: str, outlet: str) -> tuple[dict[str, Any], str]:
        return self._show(replace(View(**view), search=search, outlet="" if outlet == _ALL else outlet or "", page=0))

    def _sorted(self, view: dict[str, Any], event: gr.EventData) -> tuple[dict[str, Any], str]:
        return self._show(View(**view).sorted_by(event_value(event, "column")))

    def _turned(self, view: dict[str, Any], event: gr.EventData) -> tuple[dict[str, Any], str]:
        return self._show(replace(View(**view), page=event_number(event, "page")))

    def _show(self, view: View) -> tuple[dict[str, Any], str]:
        return asdict(view), table(self._assistant.articles(), view)

    # --- removing -------------------------------------------------------------------------

    def _asked(self, picked: Any) -> tuple[list[str], Any, str]:
        known = {article.id: article.title for article in self._assistant.articles()}
        doomed = [one for one in names_in(picked, most=len(known)) if one in known]
        if not doomed:
            return [], gr.Row(visible=False), ""
        what = f"“{esc(known[doomed[0]])}”" if len(doomed) == 1 else counted(len(doomed), "article")
        text = "Its text leaves" if len(doomed) == 1 else "Their texts leave"
        return doomed, gr.Row(visible=True), f"<p>Remove {what}? {text} the disk.</p>"

    def _removed(self, doomed: list[str]) -> tuple[list[str], Any, str, str]:
        try:
            self._assistant.remove(doomed)
        except AssistantError as error:
            return [], gr.Row(visible=False), _problem(error), ""
        told = f'<p role="status">Removed {counted(len(doomed), "article")}.</p>' if doomed else ""
        return [], gr.Row(visible=False), told, ""

    # --- adding ---------------------------------------------------------------------------

    async def _upload(self, files: list[str] | None) -> AsyncIterator[tuple[Any, str, str]]:
        try:
            accepted = self._uploads.take(files or [])
        except InputError as error:
            yield None, _problem(error), ""
            return
        async for state in self._ingested(accepted.paths, lambda report: self._uploads.tidy(accepted, report)):
            yield None, state, ""

    async def _fetch(self, url: str) -> AsyncIterator[tuple[str, str, str]]:
        try:
            address = checked_url(url)
        except InputError as error:
            yield url, _problem(error), ""
            return
        async for state in self._ingested([address], lambda report: report):
            yield "", state, ""

    def _suggested(self) -> str:
        """What to ask about the articles, once some were added."""
        found = self._examples.questions()
        return f'<div class="na-examples"><h2>Ask about them</h2>{buttons(found)}</div>' if found else ""

    async def _ingested(
        self, inputs: Sequence[str | Path], finish: Callable[[IngestReport], IngestReport]
    ) -> AsyncIterator[str]:
        """A progress bar while it lasts, then the report. What was begun is finished even if nobody looks on."""
        run: Run[Told | IngestReport] = Run(lambda _: _ingest(self._assistant, inputs, finish))
        try:
            async for told in run.items():
                if isinstance(told, IngestReport):
                    yield report_html(told)
                elif not isinstance(told, Idle):
                    yield _bar(told)
        except AssistantError as error:
            yield _problem(error)


def _ingest(
    assistant: Assistant, inputs: Sequence[str | Path], finish: Callable[[IngestReport], IngestReport]
) -> Iterator[Told | IngestReport]:
    """An ingest as an iterator: its progress, then its report."""
    told: SimpleQueue[Told | IngestReport | Exception] = SimpleQueue()

    def work() -> None:
        try:
            report = IngestReport()
            if inputs:
                report = assistant.ingest(inputs, progress=lambda *progress: told.put(progress))
            told.put(finish(report))
        except Exception as error:  # noqa: BLE001 - raised again below, where the page can show it
            told.put(error)

    Thread(target=work, name="page-ingest", daemon=True).start()
    while True:
        item = told.get()
        if isinstance(item, Exception):
            raise item
        yield item
        if isinstance(item, IngestReport):
            return


def report_html(report: IngestReport) -> str:
    """What became of each input, and why."""
    items = []
    for kind, name in _KINDS.items():
        found = getattr(report, kind)
        for item in found[:_SHOWN]:
            what = esc(item.title or item.location)
            why = f' <span class="na-muted">{esc(sentence(item.reason))}</span>' if item.reason else ""
            items.append(f'<li><strong class="na-kind-{kind}">{name}</strong> {what}{why}</li>')
        if len(found) > _SHOWN:
            items.append(f"<li>… and {len(found) - _SHOWN} more {name.lower()}</li>")
    counts = ", ".join(f"{len(getattr(report, kind))} {kind}" for kind in _KINDS if getattr(report, kind))
    return f'<div class="na-report" role="status"><p>{counts or "Nothing to add."}</p><ul>{"".join(items)}</ul></div>'


def _bar(told: Told) -> str:
    done, total, name = told
    return (
        f'<div class="na-progress"><progress max="{max(total, 1)}" value="{done:.3f}" aria-label="Adding articles">'
        f'</progress><span>{int(done)} of {total} <span class="na-muted">{esc(name)}</span></span></div>'
    )


def _problem(error: Exception) -> str:
    return f'<p class="na-problem" role="alert">{esc(sentence(error))}</p>'
