"""At the right, what belongs to an answer: the passages found, and the article that was opened."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.ui import sources
from assistant.ui.parts import PRIVATE, event_number, event_value, html
from assistant.ui.records import read_conversation
from assistant.ui.rendering import found, passages_of, sentence


class Aside:
    """Builds the column inside the current Blocks.

    Args:
        assistant: has the articles.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.found = html(found([]), elem_id="na-found")
        self.source = html(elem_id="na-source")

    def opens_from(self, *parts: Any) -> None:
        """Whatever has a citation's number or a passage opens the article at its words."""
        for part in parts:
            part.open(self._open, None, [self.source], **PRIVATE).then(
                None, js="() => newsAssistant.reveal()", **PRIVATE
            )

    def lists_from(self, conversation: Any, *parts: Any) -> None:
        """A line about passages opens the list of them; that of an earlier turn lists its own."""
        for part in parts:
            part.sources(self._listed, [conversation], [self.found], **PRIVATE).then(
                None, js="() => newsAssistant.sources()", **PRIVATE
            )

    def wire(self) -> None:
        """Connect the list itself."""
        self.opens_from(self.found)

    def _open(self, event: gr.EventData) -> str:
        try:
            article = self._assistant.article(event_value(event, "article"))
        except AssistantError as error:
            return sources.missing(sentence(error))
        return sources.panel(article, event_number(event, "start"), event_number(event, "end"))

    def _listed(self, stored: Any, event: gr.EventData) -> Any:
        turns = read_conversation(stored).turns
        position = event_number(event, "turn")
        if not event_value(event, "turn") or position >= len(turns):
            return gr.skip()
        return found(passages_of(turns[position]))
