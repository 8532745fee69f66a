"""The bar above the chat: choose, begin, rename, delete and export conversations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.ui.parts import PRIVATE
from assistant.ui.records import (
    ConversationRecord,
    as_json,
    as_markdown,
    clean_title,
    read_conversation,
    read_list,
)

Opened = Callable[[ConversationRecord], dict[Any, Any]]

_SAVE = "(stored, conversation) => { newsAssistant.save(conversation); return [newsAssistant.list(), conversation]; }"


class ConversationBar:
    """Builds the bar; conversations live in the browser (see ``page.js``).

    Args:
        conversation: the JSON component that holds the open conversation.
    """

    def __init__(self, conversation: Any) -> None:
        self._conversation = conversation
        self._stored = gr.JSON(visible=False)
        self._file = gr.JSON(visible=False)
        with gr.Row(elem_id="na-bar"):
            self.picker = gr.Dropdown(
                [], label="Conversation", scale=5, min_width=160, filterable=True, elem_id="na-picker"
            )
            self._new = gr.Button("+ New", scale=1, min_width=80, elem_id="na-new")
        with gr.Accordion("Rename, export or delete this conversation", open=False, elem_id="na-manage"):
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
        """Connect the bar; ``opened`` gives the values of ``show`` for a conversation."""
        everything = [*show, self.picker, self._title, self._question]

        def open_stored(stored: Any) -> dict[Any, Any]:
            conversation = read_conversation(stored)
            return opened(conversation) | {self._title: conversation.title, self._question: gr.Row(visible=False)}

        def begin() -> dict[Any, Any]:
            return open_stored(None) | {self.picker: gr.Dropdown(value=None)}

        def forgotten(stored: Any) -> dict[Any, Any]:
            return open_stored(None) | {self.picker: _choices(stored, None)}

        self.picker.input(
            lambda stored, _: open_stored(stored),
            [self._stored, self.picker],
            everything,
            js="(stored, id) => [newsAssistant.open(id), id]",
            **PRIVATE,
        )
        self._new.click(begin, None, everything, js="() => { newsAssistant.leave(); return []; }", **PRIVATE).then(
            None, js="() => newsAssistant.focus('#na-box textarea')", **PRIVATE
        )
        self._delete.click(lambda: gr.Row(visible=True), None, self._question, **PRIVATE)
        self._no.click(lambda: gr.Row(visible=False), None, self._question, **PRIVATE)
        self._yes.click(
            lambda stored, _: forgotten(stored),
            [self._stored, self._conversation],
            everything,
            js="(stored, c) => { if (c) newsAssistant.forget(c.id); return [newsAssistant.list(), c]; }",
            **PRIVATE,
        )
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

        def listed(stored: Any, conversation: Any) -> dict[Any, Any]:
            record = read_conversation(conversation)
            return {self.picker: _choices(stored, record), self._title: record.title}

        event.then(listed, [self._stored, self._conversation], [self.picker, self._title], js=_SAVE, **PRIVATE)

    def boot(self, demo: gr.Blocks, show: list[Any], opened: Opened) -> None:
        """On loading the page, open what this tab had open before."""

        def booted(stored: Any) -> dict[Any, Any]:
            found = stored if isinstance(stored, dict) else {}
            conversation = read_conversation(found.get("conversation"))
            return opened(conversation) | {
                self.picker: _choices(found.get("list"), conversation),
                self._title: conversation.title,
            }

        demo.load(
            booted,
            [self._stored],
            [*show, self.picker, self._title],
            js="() => [newsAssistant.boot()]",
            **PRIVATE,
        )


def _choices(stored: Any, conversation: ConversationRecord | None) -> Any:
    """The picker with the browser's conversations; the open one is chosen once it is among them."""
    listed = read_list(stored)
    open_id = conversation.id if conversation is not None else None
    return gr.Dropdown(choices=listed, value=open_id if open_id in {key for _, key in listed} else None)


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
