"""Puts the tabs together and starts the server."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

# read by gradio when it is imported: no analytics, no look-up of newer versions
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# its table of all events, made anew with pandas after each one, for a monitoring page that is off
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.ui import report
from assistant.ui.access import PasswordGate, basic, password_for
from assistant.ui.api import mcp_content, register
from assistant.ui.chat import ChatTab
from assistant.ui.collection import CollectionTab
from assistant.ui.engines import Engines
from assistant.ui.feedback import Feedback
from assistant.ui.parts import PRIVATE
from assistant.ui.preferences import LOOK, PreferencesTab, model_state

TITLE = "News assistant"
#: Uploads and form posts beyond the largest article are cut off by the server before they fill the disk.
_UPLOAD_MARGIN = 1.05
#: Seconds after which temporary files of uploads are deleted, and how often that is looked at.
_TEMPORARY = (3600, 3600)


def build(engines: Engines, folder: Path) -> gr.Blocks:
    """The page.

    Args:
        engines: the assistants behind it.
        folder: the index folder, for feedback and uploads.
    """
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=_TEMPORARY) as page:
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
        shared = [collection.list, collection.outlet, chat.outlets]
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
    page.queue(default_concurrency_limit=16)
    demo: gr.Blocks = page
    return demo


def launch(index: Path, settings: Settings, *, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Start the page and serve it until Ctrl-C.

    Raises:
        SettingsError: it would be open to other machines without a password, or the port is taken.
        AssistantError: the index cannot be opened.
    """
    password = password_for(settings, host)
    with running(index, settings, host=host, port=port, password=password) as (demo, _):
        print(f"The page is at {demo.local_url} (Ctrl-C ends it).", file=sys.stderr, flush=True)
        demo.block_thread()


@contextmanager
def running(
    index: Path,
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    password: tuple[str, str] | None = None,
) -> Iterator[tuple[gr.Blocks, Engines]]:
    """The page, served until the block ends, and the assistants behind it; their model loads in the background.

    Args:
        index: the index folder.
        settings: of the page and its assistants.
        host: the address to bind to.
        port: None for any free one.
        password: user and password that are asked for.

    Raises:
        SettingsError: the port is taken.
        AssistantError: the index cannot be opened.
    """
    engines = Engines(Assistant.open(index, settings=settings))
    try:
        engines.warm_up()
        demo = build(engines, index.expanduser())
        serve(demo, settings, index, host=host, port=port, password=password)
        try:
            yield demo, engines
        finally:
            demo.close(verbose=False)
    finally:
        engines.close()


def serve(
    demo: gr.Blocks,
    settings: Settings,
    index: Path,
    *,
    host: str,
    port: int | None,
    password: tuple[str, str] | None = None,
) -> None:
    """Start the server and return.

    Raises:
        SettingsError: the port is taken.
    """
    from gradio_client import Client  # type: ignore[import-untyped]
    from starlette.middleware import Middleware

    guard: dict[str, Any] = {}
    if password is not None:
        guard = {"middleware": [Middleware(PasswordGate, user=password[0], password=password[1])]}
    try:
        demo.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            pwa=False,
            mcp_server=True,
            max_file_size=int(settings.max_article_mb * 1e6 * _UPLOAD_MARGIN),
            show_error=False,
            footer_links=["api"],
            enable_monitoring=False,
            app_kwargs=guard,
            theme=theme(),
            css=_resource("style.css"),
            head=f"<script>{_script(index)}</script>",
        )
        # Gradio would give a tool's result as Python's repr (True, None, single quotes), which no program reads
        server: Any = demo.mcp_server_obj
        server.postprocess_output_data = mcp_content
        if password is not None:
            # its tools call the API of this very server, which asks them for the password, too
            server._client_instance = Client(
                demo.local_url,
                download_files=False,
                verbose=False,
                analytics_enabled=False,
                headers={"x-gradio-user": "mcp", "Authorization": basic(*password)},
            )
    except ValueError as error:  # Gradio has asked itself whether its page is there, and got no answer
        demo.close(verbose=False)
        raise SettingsError(
            f"The page on {host} does not answer this machine itself; the machine is too busy (try again), "
            "or a proxy stands between (set NO_PROXY=127.0.0.1,localhost)."
        ) from error
    except OSError as error:
        raise SettingsError(f"Port {port or 7860} of {host} cannot be used; choose another with --port.") from error


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


def _script(index: Path) -> str:
    """The page's script; conversations about one collection do not mix with those about another."""
    collection = hashlib.sha256(str(index.expanduser().resolve()).encode()).hexdigest()[:12]
    return _resource("page.js").replace("COLLECTION", collection)


def _resource(name: str) -> str:
    return (files("assistant.ui") / name).read_text(encoding="utf-8")
