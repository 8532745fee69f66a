"""Language models behind one interface: embedded, local servers, hosted."""

from assistant.llm.base import LanguageModel, Message, Piece
from assistant.llm.open import open_model

__all__ = ["LanguageModel", "Message", "Piece", "open_model"]
