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
    from assistant.desk.outlets import Difference, OutletColumn, Outlets, Saying
    from assistant.desk.progress import Progress
    from assistant.desk.timeline import Revision, Timeline, TimelineCoverage, TimelineEvent
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
    "Chosen",
    "Citation",
    "Conversation",
    "Correction",
    "Difference",
    "Document",
    "Event",
    "Filters",
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
    "Message",
    "ModelConfigError",
    "ModelError",
    "ModelProfile",
    "ModelReplyError",
    "ModelStoreError",
    "ModelUnavailableError",
    "NotFoundError",
    "Origin",
    "OutletColumn",
    "Outlets",
    "Passage",
    "Period",
    "Progress",
    "QuestionError",
    "QuestionReading",
    "ReadSentence",
    "Removal",
    "RetrievedPassage",
    "Revision",
    "Saying",
    "Settings",
    "SettingsError",
    "Signals",
    "SourcesFound",
    "StageChanged",
    "Statement",
    "Table",
    "TextDelta",
    "Timeline",
    "TimelineCoverage",
    "TimelineEvent",
    "Timings",
    "Traits",
    "Turn",
    "Words",
    "load_settings",
]

#: Where they live; errors are in ``assistant.errors``, all others in ``assistant.types``.
_HOMES = {
    "Assistant": "assistant.assistant",
    "Chosen": "assistant.profiles",
    "Conversation": "assistant.conversation",
    "IndexHealth": "assistant.index",
    "LanguageModel": "assistant.llm",
    "Message": "assistant.llm",
    "ModelProfile": "assistant.profiles",
    "Correction": "assistant.question_reading",
    "Instruction": "assistant.question_reading",
    "Period": "assistant.question_reading",
    "QuestionReading": "assistant.question_reading",
    "Removal": "assistant.index",
    "Settings": "assistant.settings",
    "Traits": "assistant.llm",
    "Turn": "assistant.conversation",
    "load_settings": "assistant.settings",
    "Block": "assistant.desk.document",
    "Difference": "assistant.desk.outlets",
    "Document": "assistant.desk.document",
    "OutletColumn": "assistant.desk.outlets",
    "Outlets": "assistant.desk.outlets",
    "Progress": "assistant.desk.progress",
    "Revision": "assistant.desk.timeline",
    "Saying": "assistant.desk.outlets",
    "Table": "assistant.desk.document",
    "Timeline": "assistant.desk.timeline",
    "TimelineCoverage": "assistant.desk.timeline",
    "TimelineEvent": "assistant.desk.timeline",
    "Words": "assistant.desk.document",
}


switch_off(os.environ)  # before any library is imported; see quiet.py


if not TYPE_CHECKING:  # a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module 'assistant' has no attribute {name!r}")
        other = "assistant.errors" if name.endswith("Error") else "assistant.types"
        return getattr(import_module(_HOMES.get(name, other)), name)
