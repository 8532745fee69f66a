"""Cited answers about a collection of news articles.

``from assistant import Assistant, AssistantError`` is the public face; see README.md. Names are loaded at
their first use, so that the command line's ``--help`` does not pay for them.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from assistant.quiet import switch_off

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.errors import AssistantError
    from assistant.settings import Settings, load_settings
    from assistant.types import Answer, Article, Citation, Filters, IngestReport, Statement

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Article",
    "Assistant",
    "AssistantError",
    "Citation",
    "Filters",
    "IngestReport",
    "Settings",
    "Statement",
    "load_settings",
]

_HOMES = {
    "Assistant": "assistant.assistant",
    "AssistantError": "assistant.errors",
    "Settings": "assistant.settings",
    "load_settings": "assistant.settings",
}


switch_off(os.environ)  # before any library is imported; see quiet.py


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'assistant' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "assistant.types")), name)
