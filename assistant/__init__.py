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
    from assistant.desk.briefing import BriefCoverage, Briefing, BriefParagraph, BriefSection, BriefStatement
    from assistant.desk.checking.types import CheckedSentence, CheckedText
    from assistant.desk.document import Block, Document, Table, Words
    from assistant.desk.documents import answer_document, conversation_document
    from assistant.desk.export import export
    from assistant.desk.outlets import OutletColumn, OutletDifference, Outlets, Saying
    from assistant.desk.progress import Progress
    from assistant.desk.records.comparing import Difference, RecordDiff
    from assistant.desk.records.making import Recordable
    from assistant.desk.records.record import Loaded, Record, RecordedArticle, RecordedPassage, load_record
    from assistant.desk.records.replaying import Replay
    from assistant.desk.records.verifying import PassageState, Verification
    from assistant.desk.survey import Cell, Coverage, Grid, GridRow, Mention, Survey, SurveyRow
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
    "BriefCoverage",
    "BriefParagraph",
    "BriefSection",
    "BriefStatement",
    "Briefing",
    "Cell",
    "CheckedSentence",
    "CheckedText",
    "Chosen",
    "Citation",
    "Conversation",
    "Correction",
    "Coverage",
    "Difference",
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
    "Loaded",
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
    "OutletColumn",
    "OutletDifference",
    "Outlets",
    "Passage",
    "PassageState",
    "Period",
    "Progress",
    "QuestionError",
    "QuestionReading",
    "ReadSentence",
    "Record",
    "RecordDiff",
    "Recordable",
    "RecordedArticle",
    "RecordedPassage",
    "Removal",
    "Replay",
    "RetrievedPassage",
    "Revision",
    "Saying",
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
    "Timeline",
    "TimelineCoverage",
    "TimelineEvent",
    "Timings",
    "Traits",
    "Turn",
    "Verification",
    "Words",
    "answer_document",
    "conversation_document",
    "export",
    "load_record",
    "load_settings",
]

#: Where they live; errors are in ``assistant.errors``, all others in ``assistant.types``.
_HOMES = {
    "Assistant": "assistant.assistant",
    "Block": "assistant.desk.document",
    "BriefCoverage": "assistant.desk.briefing",
    "BriefParagraph": "assistant.desk.briefing",
    "BriefSection": "assistant.desk.briefing",
    "BriefStatement": "assistant.desk.briefing",
    "Briefing": "assistant.desk.briefing",
    "Cell": "assistant.desk.survey",
    "CheckedSentence": "assistant.desk.checking.types",
    "CheckedText": "assistant.desk.checking.types",
    "Chosen": "assistant.profiles",
    "Conversation": "assistant.conversation",
    "Correction": "assistant.question_reading",
    "Coverage": "assistant.desk.survey",
    "Difference": "assistant.desk.records.comparing",
    "Document": "assistant.desk.document",
    "Grid": "assistant.desk.survey",
    "GridRow": "assistant.desk.survey",
    "IndexHealth": "assistant.index",
    "Instruction": "assistant.question_reading",
    "LanguageModel": "assistant.llm",
    "Loaded": "assistant.desk.records.record",
    "Mention": "assistant.desk.survey",
    "Message": "assistant.llm",
    "ModelProfile": "assistant.profiles",
    "OutletColumn": "assistant.desk.outlets",
    "OutletDifference": "assistant.desk.outlets",
    "Outlets": "assistant.desk.outlets",
    "PassageState": "assistant.desk.records.verifying",
    "Period": "assistant.question_reading",
    "Progress": "assistant.desk.progress",
    "QuestionReading": "assistant.question_reading",
    "Record": "assistant.desk.records.record",
    "RecordDiff": "assistant.desk.records.comparing",
    "Recordable": "assistant.desk.records.making",
    "RecordedArticle": "assistant.desk.records.record",
    "RecordedPassage": "assistant.desk.records.record",
    "Removal": "assistant.index",
    "Replay": "assistant.desk.records.replaying",
    "Revision": "assistant.desk.timeline",
    "Saying": "assistant.desk.outlets",
    "Settings": "assistant.settings",
    "Survey": "assistant.desk.survey",
    "SurveyRow": "assistant.desk.survey",
    "Table": "assistant.desk.document",
    "Timeline": "assistant.desk.timeline",
    "TimelineCoverage": "assistant.desk.timeline",
    "TimelineEvent": "assistant.desk.timeline",
    "Traits": "assistant.llm",
    "Turn": "assistant.conversation",
    "Verification": "assistant.desk.records.verifying",
    "Words": "assistant.desk.document",
    "answer_document": "assistant.desk.documents",
    "conversation_document": "assistant.desk.documents",
    "export": "assistant.desk.export",
    "load_record": "assistant.desk.records.record",
    "load_settings": "assistant.settings",
}


switch_off(os.environ)  # before any library is imported; see quiet.py


if not TYPE_CHECKING:  # a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module 'assistant' has no attribute {name!r}")
        other = "assistant.errors" if name.endswith("Error") else "assistant.types"
        return getattr(import_module(_HOMES.get(name, other)), name)
