"""Votes on an answer, and the row in which one may say why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.ui.feedback import Feedback
from assistant.ui.parts import PRIVATE, event_number, event_value
from assistant.ui.records import ConversationRecord, read_conversation
from assistant.ui.rendering import sentence, status_line

Shown = Callable[[ConversationRecord], dict[Any, Any]]


class Votes:
    """Builds the row inside the current Blocks; it appears after a vote.

    Args:
        feedback: where votes go.
        conversation: the JSON component that holds the open conversation.
        status: the component of the status line.
    """

    def __init__(self, feedback: Feedback, conversation: Any, status: Any) -> None:
        self._feedback = feedback
        self._conversation = conversation
        self._status = status
        self._voted = gr.State(-1)
        with gr.Row(visible=False, elem_id="na-comment") as self.row:
            self._comment = gr.Textbox(
                label="What was good or wrong about it? (optional; kept on this machine)", scale=5, max_lines=3
            )
            self._send = gr.Button("Save comment", scale=1, min_width=120)

    def take(self, part: Any, show: list[Any], shown: Shown) -> Any:
        """Record the votes of a part of the page; ``shown`` gives the values of ``show`` for a conversation."""

        def voted(stored: Any, event: gr.EventData) -> dict[Any, Any]:
            return self._vote(stored, event, shown)

        return part.vote(voted, [self._conversation], [*show, self.row, self._voted, self._status], **PRIVATE)

    def wire(self) -> None:
        """Connect the row."""
        gr.on(
            [self._comment.submit, self._send.click],
            self._commented,
            [self._conversation, self._voted, self._comment],
            [self._comment, self.row, self._status],
            **PRIVATE,
        )

    def _vote(self, stored: Any, event: gr.EventData, shown: Shown) -> dict[Any, Any]:
        conversation = read_conversation(stored)
        position, vote = event_number(event, "turn"), event_value(event, "vote")
        if position >= len(conversation.turns) or vote not in ("up", "down"):
            return {self._status: status_line("")}
        turn = conversation.turns[position]
        turn.vote = vote
        try:
            self._feedback.record(turn, vote)
        except AssistantError as error:
            return {self._status: status_line(sentence(error), problem=True)}
        return shown(conversation) | {
            self.row: gr.Row(visible=True),
            self._voted: position,
            self._status: status_line("Thank you; noted on this machine."),
        }

    def _commented(self, stored: Any, position: int, comment: str) -> dict[Any, Any]:
        conversation = read_conversation(stored)
        if not 0 <= position < len(conversation.turns):
            return {self.row: gr.Row(visible=False)}
        turn = conversation.turns[position]
        try:
            self._feedback.record(turn, turn.vote, comment)
        except AssistantError as error:
            return {self._status: status_line(sentence(error), problem=True)}
        return {self._comment: "", self.row: gr.Row(visible=False), self._status: status_line("Comment saved.")}
