"""Puts the tabs together and starts the server."""

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
from assistant.ui import report
from assistant.ui.access import password_for
from assistant.ui.access.hosts import is_any
from assistant.ui.api import register
from assistant.ui.blocks import Page
from assistant.ui.chat import ChatTab
from assistant.ui.collection import CollectionTab
from assistant.ui.engines import Engines
from assistant.ui.feedback import Feedback
from assistant.ui.parts import PRIVATE
from assistant.ui.preferences import LOOK, PreferencesTab, model_state
from assistant.ui.serving import Look, Place, Server, checked_root_path, serving
from assistant.ui.temporary import Temporary
from assistant.ui.uploads import Uploads

TITLE = "News assistant"
#: Calls that wait for their turn before another is refused. Waiting ones are kept in memory.
_MOST_WAITING = 500
#: Of what one event may carry, a conversation; the rest is the list of all of them.
_ROOM = 0.9
#: Seconds after which temporary files of uploads are deleted, and how often that is looked at.
_TEMPORARY = (3600, 3600)


def build(engines: Engines, folder: Path) -> gr.Blocks:
    """The page.

    Args:
        engines: the assistants behind it.
        folder: the index folder, for feedback and uploads.
    """
    with Page(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=_TEMPORARY) as page:
        with gr.Row(elem_id="na-top"):
            gr.HTML(f"<h1>{TITLE}</h1>", elem_id="na-name")
            state = gr.HTML(model_state(engines.status(engines.default.llm)), elem_id="na-model")
        timer = gr.Timer(LOOK)
        with gr.Tabs(elem_id="na-tabs"):
            chat_tab = gr.Tab("Ask", id="ask")
            with gr.Tab("Collection", id="collection"):
                collection = CollectionTab(engines.base, folder)
            with gr.Tab("Settings", id="settings"):
                preferences = PreferencesTab(engines, state, timer)
            with gr.Tab("How good is it?", id="quality") as quality:
                quality_page = gr.HTML(elem_id="na-quality")
            with chat_tab:
                chat = ChatTab(engines, Feedback(folder), preferences.choice)
        chat.bar.boot(page, chat.show, chat.opened)
        shared = [collection.list, collection.outlet, chat.filter_row.outlets]
        page.load(lambda view: _refreshed(collection, chat, view), [collection.view], shared, **PRIVATE)
        for change in collection.changes:
            change.then(
                lambda view, conversation: _refreshed(collection, chat, view) | chat.invitation(conversation),
                [collection.view, chat.conversation],
                [*shared, chat.examples],
                **PRIVATE,
            )
        quality.select(report.page, None, [quality_page], **PRIVATE)
        page.unload(chat.left)
        register(engines)
    page.queue(default_concurrency_limit=16, max_size=_MOST_WAITING)
    demo: gr.Blocks = page
    return demo


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
        with serving(build(engines, folder), look, settings, place, temporary) as server:
            yield server


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


def _refreshed(collection: CollectionTab, chat: ChatTab, view: dict[str, Any]) -> dict[Any, Any]:
    return collection.refresh(view) | chat.refresh()


def _script(index: Path, settings: Settings) -> str:
    """The page's script; conversations about one collection do not mix with those about another."""
    collection = hashlib.sha256(str(index.expanduser().resolve()).encode()).hexdigest()[:12]
    most = str(int(settings.max_conversation_mb * 1e6 * _ROOM))
    return _resource("page.js").replace("COLLECTION", collection).replace("CONVERSATION_BYTES", most)


def _resource(name: str) -> str:
    return (files("assistant.ui") / name).read_text(encoding="utf-8")
