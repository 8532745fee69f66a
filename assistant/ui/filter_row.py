"""The row under the question in which one chooses outlets and dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from assistant.errors import InputError
from assistant.ui.parts import PRIVATE, filters, html
from assistant.ui.rendering import esc


class FilterRow:
    """Builds the row inside the current Blocks; above it stand the filters in force."""

    def __init__(self) -> None:
        self._active = html(elem_id="na-active")
        with gr.Accordion("Filter by outlet and date", open=False, elem_id="na-filters"), gr.Row():
            self.outlets = gr.Dropdown([], label="Outlets", multiselect=True, scale=2, elem_id="na-outlets")
            self._from = gr.Textbox(label="From", placeholder="2024-03-01", scale=1, min_width=120, elem_id="na-from")
            self._to = gr.Textbox(label="To", placeholder="2024-03-31", scale=1, min_width=120, elem_id="na-to")

    @property
    def fields(self) -> list[Any]:
        """The components whose values :func:`~assistant.ui.parts.filters` takes, in its order."""
        return [self.outlets, self._from, self._to]

    def wire(self) -> None:
        """Say which filters are in force, and clear them."""
        form = self.fields
        # One listener for all: with one each, the answer to an earlier change may come last and stay.
        gr.on([part.change for part in form], _active, form, [self._active], trigger_mode="always_last", **PRIVATE)
        self._active.clear_filters(lambda: ([], "", ""), None, form, **PRIVATE)

    def offer(self, outlets: Sequence[str]) -> dict[Any, Any]:
        """The state of the page in which one can choose among these outlets."""
        return {self.outlets: gr.Dropdown(choices=list(outlets))}


def _active(outlets: list[str] | None, date_from: str, date_to: str) -> str:
    """The filters in force, in words, with a way out."""
    try:
        chosen = filters(outlets, date_from, date_to)
    except InputError as error:
        return f'<p class="na-active na-problem" role="alert">{esc(error)}</p>'
    if not chosen:
        return ""
    parts = [", ".join(chosen.sources)] if chosen.sources else []
    parts += [f"from {chosen.date_from}"] if chosen.date_from else []
    parts += [f"to {chosen.date_to}"] if chosen.date_to else []
    return (
        f'<p class="na-active"><span>Only: <strong>{esc(" · ".join(parts))}</strong></span>'
        '<button type="button" data-act="clear_filters">Clear filters</button></p>'
    )
