"""Language models behind one interface: embedded, local servers, hosted."""

from assistant.llm.base import LanguageModel, Message, Piece, Traits, is_cut
from assistant.llm.open import build_engine, engine_of, open_model, traits_of

__all__ = [
    "LanguageModel",
    "Message",
    "Piece",
    "Traits",
    "build_engine",
    "engine_of",
    "is_cut",
    "open_model",
    "traits_of",
]
