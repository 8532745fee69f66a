"""Puts the page together and starts the server."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.ui import check, report
from assistant.ui.access import password_for
from assistant.ui.access.hosts import is_any
from assistant.ui.api import register
from assistant.ui.aside import Aside
from assistant.ui.blocks import Page
from assistant.ui.chat import Chat
from assistant.ui.collection import Collection
from assistant.ui.engines import Engines
from assistant.ui.examples import Examples
from assistant.ui.feedback import Feedback
from assistant.ui.jobs import Jobs
from assistant.ui.parts import PRIVATE
from assistant.ui.preferences import LOOK, Preferences, model_state
from assistant.ui.serving import Look, Place, Server, checked_root_path, serving
from assistant.ui.side import Side
from assistant.ui.temporary import Temporary
from assistant.ui.uploads import Uploads
from assistant.ui.views import has

TITLE = "News assistant"
#: The first stop of the Tab key.
_SKIP = '<a href="#na-box" data-skip="#na-box textarea">Skip to the question</a>'
#: On a narrow screen the side bar is opened by this.
_TOP = (
    '<button type="button" class="na-button" data-toggle="side" aria-expanded="false" aria-controls="na-side" '
    'aria-label="Conversations and places">☰</button><h1>News assistant</h1>'
)
#: Calls that wait for their turn before another is refused. Waiting ones are kept in memory.
_MOST_WAITING = 500
#: Of what one event may carry, a conversation; the rest is the list of all of them.
_ROOM = 0.9
#: Seconds after which temporary files of uploads are deleted, and how often that is looked at.
_TEMPORARY = (3600, 3600)


def build(engines: Engines, folder: Path, jobs: Jobs) -> gr.Blocks:
    """The page: a side bar, the place that is open in the middle, and at the right what belongs to it.

    All places are there at once; which one is seen is the browser's business (``page.js``, ``style.css``).

    Args:
        engines: the assistants behind it.
        folder: the index folder, for feedback and uploads.
        jobs: where long work goes on.
    """
    examples = Examples(engines.base)
    checks = has(engines.base, check.NAME)
    with Page(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=_TEMPORARY) as page:
        timer = gr.Timer(LOOK)
        gr.HTML(_SKIP, elem_id="na-skip")
        with gr.Row(elem_id="na-desk"):
            side_bar = gr.Column(elem_id="na-side", scale=0)
            with gr.Column(elem_id="na-middle"):
                gr.HTML(_TOP, elem_id="na-top")
                with gr.Column(elem_id="na-ask", elem_classes="na-place"):
                    chat = Chat(engines, Feedback(folder), jobs, examples)
                with gr.Column(elem_id="na-collection", elem_classes="na-place"):
                    collection = Collection(engines.base, folder, examples)
                if checks:
                    with gr.Column(elem_id="na-check", elem_classes="na-place"):
                        checking = check.Check(engines, jobs)
                with gr.Column(elem_id="na-settings", elem_classes="na-place"):
                    preferences = Preferences(engines, timer)
                with gr.Column(elem_id="na-quality-place", elem_classes="na-place"):
                    quality = gr.HTML(elem_id="na-quality")
            with gr.Column(elem_id="na-right", scale=0):
                aside = Aside(engines.base)
        with side_bar:
            gr.HTML(f"<h1>{TITLE}</h1>", elem_id="na-name")
            chat.bar.begin()
            side = Side(["ask", "collection", *(["check"] if checks else [])])
            chat.bar.side()
            side.collection()
            side.below()
            state = gr.HTML(model_state(engines.status(engines.default.llm)), elem_id="na-model")
        chat.wire(preferences.choice, aside)
        aside.wire()
        preferences.wire(state)
        side.wire(chat.filter_row.outlets)
        if checks:
            checking.wire(page, [*chat.filter_row.fields, *preferences.choice])
            aside.opens_from(checking.panel.document)
        chat.asks_from(collection.next, preferences.choice)
        _follow_the_collection(page, engines.base, collection, chat, side, aside)
        gr.Button(visible="hidden", elem_id="na-measure").click(report.page, None, [quality], **PRIVATE)
        page.unload(chat.left)
        register(engines, jobs)
    page.queue(default_concurrency_limit=16, max_size=_MOST_WAITING)
    demo: gr.Blocks = page
    return demo


def _follow_the_collection(
    page: gr.Blocks, assistant: Assistant, collection: Collection, chat: Chat, side: Side, aside: Aside
) -> None:
    """Show what the collection holds when the page is loaded, and whenever it is another."""

    def refreshed(view: dict[str, Any]) -> dict[Any, Any]:
        return collection.refresh(view) | chat.refresh() | side.refresh(assistant.articles())

    shown = [collection.list, collection.outlet, chat.filter_row.outlets, side.outlets]
    booted = chat.bar.boot(page, chat.show, chat.opened)
    booted.then(None, js="() => newsAssistant.look()", **PRIVATE)
    booted.then(chat.invitation, [chat.conversation], [chat.welcome], **PRIVATE)
    page.load(refreshed, [collection.view], shown, **PRIVATE)
    for change in collection.wire(aside, chat.filter_row.articles):
        changed = change.then(refreshed, [collection.view], shown, **PRIVATE)
        changed.then(chat.invitation, [chat.conversation], [chat.welcome], **PRIVATE)


def launch(index: Path, settings: Settings, *, host: str = "127.0.0.1", port: int = 7860, root_path: str = "") -> None:
    """Start the page and serve it until it is interrupted.

    Args:
        index: the index folder.
        settings: of the page and its assistants.
        host: the address to bind to.
        port: the port.
        root_path: the path under which a proxy publishes the page, as "/news".

    Raises:
        SettingsError: it would be open to other machines without a password, or the port is taken.
        AssistantError: the index cannot be opened.
    """
    password = password_for(settings, host)
    with running(index, settings, host=host, port=port, root_path=root_path, password=password) as (server, _):
        print(f"The page is at {server.url} (Ctrl-C ends it).", file=sys.stderr, flush=True)
        if is_any(host):
            told = ", ".join(settings.host_names) or "none"
            print(
                "It is bound to every address of this machine and answers to those and to localhost; names that "
                f"browsers call it by are set with ASSISTANT_HOSTS=name,name (now: {told}).",
                file=sys.stderr,
                flush=True,
            )
        server.wait()


@contextmanager
def running(
    index: Path,
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    root_path: str = "",
    password: tuple[str, str] | None = None,
) -> Iterator[tuple[Server, Engines]]:
    """The page, served until the block ends, and the assistants behind it; their model loads in the background.

    Args:
        index: the index folder.
        settings: of the page and its assistants.
        host: the address to bind to.
        port: None for any free one.
        root_path: the path under which a proxy publishes the page.
        password: user and password that are asked for.

    Raises:
        SettingsError: the port is taken.
        AssistantError: the index cannot be opened.
    """
    place = Place(host, port, checked_root_path(root_path), password)
    engines = Engines(Assistant.open(index, settings=settings))
    try:
        engines.warm_up()
        with served(engines, index, settings, place) as server:
            yield server, engines
    finally:
        engines.close()


@contextmanager
def served(engines: Engines, index: Path, settings: Settings, place: Place) -> Iterator[Server]:
    """The page for some assistants, served until the block ends; see :func:`running`."""
    folder = index.expanduser()
    with Temporary().folder(folder) as (temporary, is_alone):
        if is_alone:  # another page may be about to index what it has just taken
            Uploads(folder, settings).sweep(engines.base.articles())
        look = Look(theme(), _resource("style.css"), _script(index, settings))
        jobs = Jobs()
        try:
            with serving(build(engines, folder, jobs), look, settings, place, temporary) as server:
                yield server
        finally:
            jobs.close()


def theme() -> gr.themes.Base:
    """Gradio's default theme with the system's own fonts and contrasts of at least 4.5:1."""
    sans = ["ui-sans-serif", "system-ui", "sans-serif"]
    mono = ["ui-monospace", "Consolas", "monospace"]
    return gr.themes.Default(
        primary_hue="blue", secondary_hue="blue", neutral_hue="slate", font=sans, font_mono=mono
    ).set(
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_600",
        button_cancel_background_fill="#b91c1c",
        button_cancel_background_fill_hover="#991b1b",
        button_cancel_background_fill_dark="#b91c1c",
        button_cancel_background_fill_hover_dark="#991b1b",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_300",
        block_label_text_color="*neutral_700",
        block_label_text_color_dark="*neutral_200",
        block_title_text_color="*neutral_700",
        block_title_text_color_dark="*neutral_200",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
    )


def _script(index: Path, settings: Settings) -> str:
    """The page's script; conversations about one collection do not mix with those about another."""
    collection = hashlib.sha256(str(index.expanduser().resolve()).encode()).hexdigest()[:12]
    most = str(int(settings.max_conversation_mb * 1e6 * _ROOM))
    return _resource("page.js").replace("COLLECTION", collection).replace("CONVERSATION_BYTES", most)


def _resource(name: str) -> str:
    return (files("assistant.ui") / name).read_text(encoding="utf-8")
