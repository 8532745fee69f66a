"""The read path: question → retrieval → evidence → the model's statements, each checked before it is shown."""

from assistant.answering.answerer import Answerer, checked_question
from assistant.answering.draft import CONFIRMED, CUT_NOTE, DENIAL, NEAREST, REFUSAL, UNANSWERED, WORDING
from assistant.answering.marks import with_marks
from assistant.answering.means import Means

__all__ = [
    "CONFIRMED",
    "CUT_NOTE",
    "DENIAL",
    "NEAREST",
    "REFUSAL",
    "UNANSWERED",
    "WORDING",
    "Answerer",
    "Means",
    "checked_question",
    "with_marks",
]
