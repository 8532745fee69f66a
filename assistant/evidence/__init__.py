"""Ranked passages → what the model is given to read."""

from assistant.evidence.nearest import ALMOST, nearest
from assistant.evidence.sentences import SentenceSelector
from assistant.evidence.types import Evidence, EvidenceSentence, Span
from assistant.evidence.whole import PassageSelector

__all__ = ["ALMOST", "Evidence", "EvidenceSentence", "PassageSelector", "SentenceSelector", "Span", "nearest"]
