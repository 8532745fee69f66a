"""Small things that every part of the page uses."""

from __future__ import annotations

from datetime import date
from typing import Any

import gradio as gr

from assistant import failures
from assistant.types import Filters

#: The page's own events: not part of the HTTP API, and without Gradio's spinner over what is being read.
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
#: The same for one that lasts: as many visitors as there are may be within it.
STREAMING: dict[str, Any] = {**PRIVATE, "concurrency_limit": None}

#: A click on anything with ``data-act`` becomes an event of that name, with all data attributes.
_ACTIONS = """
const names = ['open', 'vote', 'retry', 'edit', 'exact', 'ask', 'sort', 'view', 'turn_page', 'choose', 'sources',
  'look', 'export', 'drop_filter', 'only'];
element.addEventListener('click', (event) => {
  const source = event.target.closest('[data-act]');
  if (source && names.includes(source.dataset.act)) trigger(source.dataset.act, { ...source.dataset });
});
"""


def html(value: str = "", **options: Any) -> Any:
    """An HTML component whose ``data-act`` elements trigger events."""
    return gr.HTML(value, js_on_load=_ACTIONS, **options)


def event_value(event: gr.EventData, name: str) -> str:
    """A data attribute of what was clicked, empty where it has none (anybody can send events)."""
    data = event._data if isinstance(event._data, dict) else {}
    value = data.get(name, "")
    return value if isinstance(value, str) else ""


def event_number(event: gr.EventData, name: str) -> int:
    """The same as a number, 0 where it is none."""
    value = event_value(event, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 12 else 0


def session(request: gr.Request) -> str:
    """Which open page an event comes from."""
    return str(request.session_hash)


def names_in(value: Any, most: int = 1000) -> list[str]:
    """The texts in a list that a browser sent; nothing where it is none."""
    return [one for one in value[:most] if isinstance(one, str)] if isinstance(value, list) else []


def filters(outlets: list[str] | None, date_from: str | None, date_to: str | None, articles: Any = None) -> Filters:
    """The filters that a form holds.

    Raises:
        InputError: a date is none.
    """
    sources = (outlets,) if isinstance(outlets, str) else tuple(outlets or ())
    return Filters(_date(date_from), _date(date_to), sources, tuple(names_in(articles)))


def _date(value: str | None) -> str | None:
    text = (value or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise failures.PAGE_NO_DATE(text=text[:40]) from error
