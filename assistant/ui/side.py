"""The side bar: the places of the page, the conversations, and what the collection holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import gradio as gr

from assistant.types import ArticleSummary
from assistant.ui.parts import PRIVATE, event_value, html
from assistant.ui.rendering import esc
from assistant.words import counted

#: Outlets that are listed; the rest is in the filter's form.
_OUTLETS = 8
_PLACES = {"ask": "Ask", "collection": "Articles", "check": "Check a text"}
_BELOW = {"settings": "Settings", "quality": "How good is it?"}


class Side:
    """Builds what is the page's own in the side bar inside the current Blocks.

    Args:
        places: names of the places that there are besides the settings.
    """

    def __init__(self, places: Sequence[str]) -> None:
        self.places = _nav("Places", {name: _PLACES[name] for name in places})

    def collection(self) -> None:
        """Build what tells of the articles."""
        self.outlets = html(elem_id="na-holds")

    def below(self) -> None:
        """Build the places at the foot."""
        _nav("About this page", _BELOW)

    def wire(self, outlets: Any) -> None:
        """A press on an outlet asks that outlet alone; ``outlets`` is the filter's component."""
        self.outlets.only(_only, [outlets], [outlets], **PRIVATE).then(
            None, js="() => newsAssistant.go('ask', '#na-box textarea')", **PRIVATE
        )

    def refresh(self, articles: Sequence[ArticleSummary]) -> dict[Any, Any]:
        """What the collection holds now."""
        return {self.outlets: holds(articles)}


def holds(articles: Sequence[ArticleSummary]) -> str:
    """How many articles of which time and outlets."""
    if not articles:
        return '<h2>Articles</h2><p class="na-muted">None yet.</p>'
    dates = sorted(article.date for article in articles if article.date)
    span = f"{dates[0]} to {dates[-1]}" if dates and dates[0] != dates[-1] else dates[0] if dates else "undated"
    outlets = Counter(article.source for article in articles if article.source)
    items = "".join(
        f'<li><button type="button" class="na-line" data-act="only" data-outlet="{esc(name)}" '
        f'aria-label="Ask only {esc(name)}, {counted(number, "article")}"><span>{esc(name)}</span>'
        f'<span class="na-muted">{number:,}</span></button></li>'
        for name, number in outlets.most_common(_OUTLETS)
    )
    more = len(outlets) - _OUTLETS
    rest = f'<p class="na-muted">and {counted(more, "outlet")} more</p>' if more > 0 else ""
    return f'<h2>{counted(len(articles), "article")}</h2><p class="na-muted">{span}</p><ul>{items}</ul>{rest}'


def _only(outlets: list[str] | None, event: gr.EventData) -> list[str]:
    """The outlet joins those that are chosen, or leaves them."""
    name = event_value(event, "outlet")
    chosen = list(outlets or [])
    if not name:
        return chosen
    return [one for one in chosen if one != name] if name in chosen else [*chosen, name]


def _nav(label: str, places: dict[str, str]) -> Any:
    items = "".join(
        f'<li><button type="button" class="na-line" data-go="{name}"{_CURRENT if name == "ask" else ""}>{told}</button>'
        "</li>"
        for name, told in places.items()
    )
    return gr.HTML(f'<nav aria-label="{label}"><ul>{items}</ul></nav>', elem_classes="na-places")


_CURRENT = ' aria-current="page"'
