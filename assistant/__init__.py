"""Cited answers about a collection of news articles.

``from assistant import Assistant, AssistantError`` is the public face; see README.md. What ``__all__`` lists is
public, and changes by the rule in CONTRIBUTING.md; everything below is not. Names are loaded at their first use, so
that the command line's ``--help`` does not pay for them.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from assistant.quiet import switch_off

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.conversation import Conversation, Turn
    from assistant.desk.document import Block, Document, Table, Words
    from assistant.desk.progress import Progress
    from assistant.desk.survey import Cell, Coverage, Grid, GridRow, Mention, Survey, SurveyRow
    from assistant.errors import (
        ArticleError,
        AssistantError,
        IndexBusyError,
        IndexDamagedError,
        IndexFormatError,
        IndexReadOnlyError,
        IndexStoreError,
        InputError,
        ModelConfigError,
        ModelError,
        ModelReplyError,
        ModelStoreError,
        ModelUnavailableError,
        NotFoundError,
        QuestionError,
        SettingsError,
    )
    from assistant.index import IndexHealth, Removal
    from assistant.llm import LanguageModel, Message, Traits
    from assistant.profiles import Chosen, ModelProfile
    from assistant.question_reading import Correction, Instruction, Period, QuestionReading
    from assistant.settings import Settings, load_settings
    from assistant.types import (
        Answer,
        Article,
        ArticleFacts,
        ArticleSummary,
        Citation,
        Event,
        Filters,
        IngestItem,
        IngestReport,
        Origin,
        Passage,
        ReadSentence,
        RetrievedPassage,
        Signals,
        SourcesFound,
        StageChanged,
        Statement,
        TextDelta,
        Timings,
    )

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Article",
    "ArticleError",
    "ArticleFacts",
    "ArticleSummary",
    "Assistant",
    "AssistantError",
    "Block",
    "Cell",
    "Chosen",
    "Citation",
    "Conversation",
    "Correction",
    "Coverage",
    "Document",
    "Event",
    "Filters",
    "Grid",
    "GridRow",
    "IndexBusyError",
    "IndexDamagedError",
    "IndexFormatError",
    "IndexHealth",
    "IndexReadOnlyError",
    "IndexStoreError",
    "IngestItem",
    "IngestReport",
    "InputError",
    "Instruction",
    "LanguageModel",
    "Mention",
    "Message",
    "ModelConfigError",
    "ModelError",
    "ModelProfile",
    "ModelReplyError",
    "ModelStoreError",
    "ModelUnavailableError",
    "NotFoundError",
    "Origin",
    "Passage",
    "Period",
    "Progress",
    "QuestionError",
    "QuestionReading",
    "ReadSentence",
    "Removal",
    "RetrievedPassage",
    "Settings",
    "SettingsError",
    "Signals",
    "SourcesFound",
    "StageChanged",
    "Statement",
    "Survey",
    "SurveyRow",
    "Table",
    "TextDelta",
    "Timings",
    "Traits",
    "Turn",
    "Words",
    "load_settings",
]

#: Where they live; errors are in ``assistant.errors``, all others in ``assistant.types``.
_HOMES = {
    "Assistant": "assistant.assistant",
    "Block": "assistant.desk.document",
    "Cell": "assistant.desk.survey",
    "Chosen": "assistant.profiles",
    "Conversation": "assistant.conversation",
    "Correction": "assistant.question_reading",
    "Coverage": "assistant.desk.survey",
    "Document": "assistant.desk.document",
    "Grid": "assistant.desk.survey",
    "GridRow": "assistant.desk.survey",
    "IndexHealth": "assistant.index",
    "Instruction": "assistant.question_reading",
    "LanguageModel": "assistant.llm",
    "Mention": "assistant.desk.survey",
    "Message": "assistant.llm",
    "ModelProfile": "assistant.profiles",
    "Period": "assistant.question_reading",
    "Progress": "assistant.desk.progress",
    "QuestionReading": "assistant.question_reading",
    "Removal": "assistant.index",
    "Settings": "assistant.settings",
    "Survey": "assistant.desk.survey",
    "SurveyRow": "assistant.desk.survey",
    "Table": "assistant.desk.document",
    "Traits": "assistant.llm",
    "Turn": "assistant.conversation",
    "Words": "assistant.desk.document",
    "load_settings": "assistant.settings",
}


switch_off(os.environ)  # before any library is imported; see quiet.py


if not TYPE_CHECKING:  # a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module 'assistant' has no attribute {name!r}")
        other = "assistant.errors" if name.endswith("Error") else "assistant.types"
        return getattr(import_module(_HOMES.get(name, other)), name)
