"""A question is read once, before anything is searched: what it wants, in which words, about what."""

from __future__ import annotations

from assistant.question.reader import QuestionReader
from assistant.question.spelling import Speller

__all__ = ["QuestionReader", "Speller"]
