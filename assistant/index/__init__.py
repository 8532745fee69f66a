"""The index on disk: a SQLite catalog that is the truth, and Chroma with the vectors, which follows it."""

from assistant.index.catalog import StoredArticle
from assistant.index.changes import hash_text
from assistant.index.health import IndexHealth
from assistant.index.index import Index
from assistant.index.traces import Removal
from assistant.index.writer import Writer

__all__ = ["Index", "IndexHealth", "Removal", "StoredArticle", "Writer", "hash_text"]
