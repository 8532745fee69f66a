"""The filters of a question: chips above its box, each of which can be taken off, and a form to set them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from assistant.errors import InputError
from assistant.ui.parts import PRIVATE, event_value, filters, html, names_in
from assistant.ui.rendering import esc
from assistant.words import counted

#: Opens the form; pressed while it is open.
_BUTTON = (
    '<button type="button" id="na-filter-button" class="na-chip" data-toggle="filters" aria-expanded="false" '
    'aria-controls="na-filters">+ Filter</button>'
)


class FilterRow:
    """Builds the chips inside the current Blocks; :meth:`form` builds the form."""

    def __init__(self) -> None:
        with gr.Row(elem_id="na-chips"):
            self._active = html(elem_id="na-active")
            gr.HTML(_BUTTON, elem_id="na-filter-opener")
        with gr.Row(elem_id="na-filters"):
            self.outlets = gr.Dropdown([], label="Outlets", multiselect=True, scale=2, elem_id="na-outlets")
            self._from = gr.Textbox(label="From", placeholder="2024-03-01", scale=1, min_width=120, elem_id="na-from")
            self._to = gr.Textbox(label="To", placeholder="2024-03-31", scale=1, min_width=120, elem_id="na-to")
        self.articles = gr.JSON(None, visible=False)

    @property
    def fields(self) -> list[Any]:
        """The components whose values :func:`~assistant.ui.parts.filters` takes, in its order."""
        return [self.outlets, self._from, self._to, self.articles]

    def wire(self) -> None:
        """Say which filters are in force, and take them off."""
        form = self.fields
        # One listener for all: with one each, the answer to an earlier change may come last and stay.
        gr.on([part.change for part in form], _active, form, [self._active], trigger_mode="always_last", **PRIVATE)
        self._active.drop_filter(_without, form, form, **PRIVATE).then(
            None, js="() => newsAssistant.focus('#na-filter-button')", **PRIVATE
        )

    def offer(self, outlets: Sequence[str]) -> dict[Any, Any]:
        """The state of the page in which one can choose among these outlets."""
        return {self.outlets: gr.Dropdown(choices=list(outlets))}


def _without(
    outlets: list[str] | None, date_from: str, date_to: str, articles: Any, event: gr.EventData
) -> tuple[Any, ...]:
    """The form without the filter whose chip was pressed."""
    part, value = event_value(event, "part"), event_value(event, "value")
    kept = [one for one in outlets or [] if not (part == "outlet" and one == value)]
    return (
        kept,
        "" if part == "from" else date_from,
        "" if part == "to" else date_to,
        None if part == "articles" else articles,
    )


def _active(outlets: list[str] | None, date_from: str, date_to: str, articles: Any) -> str:
    """The filters in force as chips."""
    try:
        chosen = filters(outlets, date_from, date_to, articles)
    except InputError as error:
        return f'<p class="na-problem" role="alert">{esc(error)}</p>'
    chips = [_chip("outlet", name, name) for name in chosen.sources]
    chips += [_chip("from", "", f"from {chosen.date_from}")] if chosen.date_from else []
    chips += [_chip("to", "", f"to {chosen.date_to}")] if chosen.date_to else []
    number = len(names_in(articles))
    chips += [_chip("articles", "", f"only {counted(number, 'article')}")] if number else []
    return f'<ul class="na-chips" aria-label="Filters in force">{"".join(chips)}</ul>' if chips else ""


def _chip(part: str, value: str, told: str) -> str:
    return (
        f'<li><button type="button" class="na-chip na-on" data-act="drop_filter" data-part="{part}" '
        f'data-value="{esc(value)}" aria-label="Take off the filter {esc(told)}">{esc(told)} '
        '<span aria-hidden="true">✕</span></button></li>'
    )
