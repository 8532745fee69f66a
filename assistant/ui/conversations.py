"""Conversations: the list in the side bar, and what can be done with the open one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.ui.parts import PRIVATE, html
from assistant.ui.records import (
    ConversationRecord,
    as_json,
    as_markdown,
    clean_title,
    read_conversation,
    read_list,
)
from assistant.ui.rendering import esc

Opened = Callable[[ConversationRecord], dict[Any, Any]]

_SAVE = "(stored, conversation) => { newsAssistant.save(conversation); return [newsAssistant.list(), conversation]; }"
_CURRENT = ' aria-current="true"'
#: More conversations than this are searched rather than looked through.
_MANY = 8


class Conversations:
    """Conversations live in the browser (see ``page.js``).

    Args:
        conversation: the JSON component that holds the open conversation.
    """

    def __init__(self, conversation: Any) -> None:
        self._conversation = conversation
        self._stored = gr.JSON(visible=False)
        self._file = gr.JSON(visible=False)

    def begin(self) -> None:
        """Build what begins a new one inside the current Blocks."""
        self._new = gr.Button("+ New question", variant="primary", elem_id="na-new")

    def side(self) -> None:
        """Build the list inside the current Blocks."""
        self.list = html(listed(None, None), elem_id="na-conversations")

    def menu(self) -> None:
        """Build what can be done with the open conversation inside the current Blocks; it is opened by a button."""
        with gr.Column(elem_id="na-manage"):
            with gr.Row():
                self._title = gr.Textbox(label="Title", scale=3, min_width=160, elem_id="na-title")
                self._rename = gr.Button("Rename", scale=1, min_width=100)
            with gr.Row():
                self._markdown = gr.Button("Export Markdown", min_width=130)
                self._json = gr.Button("Export JSON", min_width=110)
                self._delete = gr.Button("Delete …", min_width=100)
            with gr.Row(visible=False) as self._question:
                gr.HTML("<p>Delete this conversation from this browser?</p>")
                self._yes = gr.Button("Delete it", variant="stop", min_width=100)
                self._no = gr.Button("Keep it", min_width=100)
            gr.HTML('<p class="na-muted">Conversations are kept in this browser only.</p>')
        gr.HTML('<p id="na-storage-note" role="alert"></p>', elem_id="na-storage")

    def wire(self, show: list[Any], opened: Opened) -> None:
        """Connect both; ``opened`` gives the values of ``show`` for a conversation."""
        everything = [*show, self.list, self._title, self._question]

        def open_stored(stored: Any, among: Any) -> dict[Any, Any]:
            conversation = read_conversation(stored)
            return opened(conversation) | {
                self.list: listed(among, conversation),
                self._title: conversation.title,
                self._question: gr.Row(visible=False),
            }

        self.list.choose(
            open_stored,
            [self._stored, self._conversation],
            everything,
            js="() => [newsAssistant.openChosen(), newsAssistant.list()]",
            **PRIVATE,
        ).then(None, js="() => newsAssistant.go('ask')", **PRIVATE)
        self._new.click(
            lambda among: open_stored(None, among),
            [self._stored],
            everything,
            js="() => { newsAssistant.leave(); return [newsAssistant.list()]; }",
            **PRIVATE,
        ).then(None, js="() => newsAssistant.go('ask', '#na-box textarea')", **PRIVATE)
        self._delete.click(lambda: gr.Row(visible=True), None, self._question, **PRIVATE).then(
            None, js="() => newsAssistant.focusLast('#na-manage button', 'Delete it')", **PRIVATE
        )
        self._no.click(lambda: gr.Row(visible=False), None, self._question, **PRIVATE)
        self._yes.click(
            lambda among, _: open_stored(None, among),
            [self._stored, self._conversation],
            everything,
            js="(stored, c) => { if (c) newsAssistant.forget(c.id); return [newsAssistant.list(), c]; }",
            **PRIVATE,
        ).then(None, js="() => newsAssistant.shut(true)", **PRIVATE)
        renamed = gr.on(
            [self._rename.click, self._title.submit],
            _renamed,
            [self._conversation, self._title],
            [self._conversation],
            **PRIVATE,
        )
        self.keep(renamed)
        for button, export in ((self._markdown, _markdown_file), (self._json, _json_file)):
            button.click(export, [self._conversation], [self._file], **PRIVATE).then(
                None, [self._file], None, js="(file) => newsAssistant.download(file)", **PRIVATE
            )

    def keep(self, event: Any) -> None:
        """After an event, store the open conversation in the browser and list it."""

        def kept(stored: Any, conversation: Any) -> dict[Any, Any]:
            record = read_conversation(conversation)
            return {self.list: listed(stored, record), self._title: record.title}

        event.then(kept, [self._stored, self._conversation], [self.list, self._title], js=_SAVE, **PRIVATE)

    def boot(self, demo: gr.Blocks, show: list[Any], opened: Opened) -> Any:
        """On loading the page, open what this tab had open before. Returns the event."""

        def booted(stored: Any) -> dict[Any, Any]:
            found = stored if isinstance(stored, dict) else {}
            conversation = read_conversation(found.get("conversation"))
            return opened(conversation) | {
                self.list: listed(found.get("list"), conversation),
                self._title: conversation.title,
            }

        return demo.load(
            booted,
            [self._stored],
            [*show, self.list, self._title],
            js="() => [newsAssistant.boot()]",
            **PRIVATE,
        )


def listed(stored: Any, conversation: ConversationRecord | None) -> str:
    """The browser's conversations as a list of buttons, newest first; the open one is marked."""
    found = read_list(stored)
    if not found:
        return '<h2>Conversations</h2><p class="na-muted">What you ask is kept here, in this browser only.</p>'
    open_id = conversation.id if conversation is not None else None
    items = "".join(
        f'<li><button type="button" class="na-line" data-act="choose" data-conversation="{esc(key)}"'
        f'{_CURRENT if key == open_id else ""} title="{esc(title)}">{esc(title)}</button></li>'
        for title, key in found
    )
    search = ""
    if len(found) > _MANY:
        search = (
            '<input type="search" data-narrow="#na-conversations li" aria-label="Search conversations" '
            'placeholder="Search …">'
        )
    return f"<h2>Conversations</h2>{search}<ul>{items}</ul>"


def _renamed(stored: Any, title: str) -> Any:
    conversation = read_conversation(stored)
    if not conversation.turns or not clean_title(title):
        return gr.skip()
    conversation.title = clean_title(title)
    return conversation.model_dump(mode="json")


def _markdown_file(stored: Any) -> dict[str, str]:
    return {"name": "conversation.md", "type": "text/markdown", "text": as_markdown(read_conversation(stored))}


def _json_file(stored: Any) -> dict[str, str]:
    return {"name": "conversation.json", "type": "application/json", "text": as_json(read_conversation(stored))}
