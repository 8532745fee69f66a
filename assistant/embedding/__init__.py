"""Texts → vectors, by one of two backends behind one protocol."""

from assistant.embedding.base import Embedder, Kind
from assistant.embedding.load import load_embedder
from assistant.embedding.remembered import RememberingEmbedder

__all__ = ["Embedder", "Kind", "RememberingEmbedder", "load_embedder"]
