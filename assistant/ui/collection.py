"""The tab with the articles: list, add, view, remove."""

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
from assistant.ui import sources
from assistant.ui.parts import PRIVATE, event_number, event_value, html
from assistant.ui.rendering import esc, sentence
from assistant.ui.running import Idle, Run
from assistant.ui.table import View, table
from assistant.ui.uploads import Uploads, checked_url, largest_upload_mb

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


class CollectionTab:
    """Builds the tab inside the current Blocks.

    Args:
        assistant: reads and writes the index.
        folder: the index folder.
    """

    def __init__(self, assistant: Assistant, folder: Path) -> None:
        self._assistant = assistant
        self._uploads = Uploads(folder, assistant.settings)
        self._layout()
        self.changes = self._wire()

    def _layout(self) -> None:
        limit = self._assistant.settings
        self.view = gr.State(asdict(View()))
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
            self.report = gr.HTML(elem_id="na-report")
        with gr.Row():
            self.search = gr.Textbox(label="Search titles, outlets, authors", scale=3, elem_id="na-search")
            self.outlet = gr.Dropdown([_ALL], value=_ALL, label="Outlet", scale=1, elem_id="na-outlet")
        with gr.Row(visible=False, elem_id="na-confirm") as self.question:
            self.question_text = gr.HTML()
            self.yes = gr.Button("Remove it", variant="stop", min_width=110, elem_id="na-remove-yes")
            self.no = gr.Button("Keep it", min_width=110)
        self.doomed = gr.State("")
        with gr.Row():
            with gr.Column(scale=3, min_width=320):
                self.list = html(elem_id="na-list")
            with gr.Column(scale=2, min_width=300, elem_id="na-article"):
                self.article = html(elem_id="na-article-html")

    def _wire(self) -> list[Any]:
        """Returns the events after which the collection may have changed."""
        looked = [self.view, self.list]
        self.search.change(self._searched, [self.view, self.search, self.outlet], looked, **PRIVATE)
        self.outlet.change(self._searched, [self.view, self.search, self.outlet], looked, **PRIVATE)
        self.list.sort(self._sorted, [self.view], looked, **PRIVATE)
        self.list.turn_page(self._turned, [self.view], looked, **PRIVATE)
        self.list.view(self._viewed, None, [self.article], **PRIVATE).then(
            None, js="() => newsAssistant.show('#na-article')", **PRIVATE
        )
        self.list.remove(self._asked, None, [self.doomed, self.question, self.question_text], **PRIVATE).then(
            None, js="() => newsAssistant.focus('#na-remove-yes')", **PRIVATE
        )
        self.no.click(lambda: ("", gr.Row(visible=False)), None, [self.doomed, self.question], **PRIVATE)
        removed = self.yes.click(
            self._removed, [self.doomed], [self.doomed, self.question, self.report, self.article], **PRIVATE
        )
        added = {**PRIVATE, "concurrency_limit": None}
        uploaded = self.files.upload(self._upload, [self.files], [self.files, self.report], **added)
        fetched = gr.on(
            [self.add_url.click, self.url.submit], self._fetch, [self.url], [self.url, self.report], **added
        )
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

    def _viewed(self, event: gr.EventData) -> str:
        try:
            return sources.panel(self._assistant.article(event_value(event, "article")))
        except AssistantError as error:
            return sources.missing(sentence(error))

    # --- removing -------------------------------------------------------------------------

    def _asked(self, event: gr.EventData) -> tuple[str, Any, str]:
        article_id = event_value(event, "article")
        try:
            title = self._assistant.article(article_id).title
        except AssistantError:
            return "", gr.Row(visible=False), ""
        return article_id, gr.Row(visible=True), f"<p>Remove “{esc(title)}”? Its text leaves the disk.</p>"

    def _removed(self, article_id: str) -> tuple[str, Any, str, str]:
        try:
            article = self._assistant.article(article_id)
            self._assistant.remove(article_id)
        except AssistantError as error:
            return "", gr.Row(visible=False), _problem(error), ""
        return "", gr.Row(visible=False), f'<p role="status">Removed “{esc(article.title)}”.</p>', ""

    # --- adding ---------------------------------------------------------------------------

    async def _upload(self, files: list[str] | None) -> AsyncIterator[tuple[Any, str]]:
        try:
            accepted = self._uploads.take(files or [])
        except InputError as error:
            yield None, _problem(error)
            return
        async for state in self._ingested(accepted.paths, lambda report: self._uploads.tidy(accepted, report)):
            yield None, state

    async def _fetch(self, url: str) -> AsyncIterator[tuple[str, str]]:
        try:
            address = checked_url(url)
        except InputError as error:
            yield url, _problem(error)
            return
        async for state in self._ingested([address], lambda report: report):
            yield "", state

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
