"""Replies of a judge on disk, by content: a second run pays only for what changed."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

#: Bytes; then the oldest replies go. One reply is about 1 kB.
_LIMIT = 2**30


class ReplyCache:
    """Texts by key. A disk that is full or broken costs the cache, with one warning, never the run.

    Only text is stored, so that nothing in the folder is ever unpickled.

    Args:
        folder: made when needed; None keeps nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._store: Any = None
        if folder is not None:
            import diskcache

            try:
                self._store = diskcache.Cache(str(folder), size_limit=_LIMIT, eviction_policy="least-recently-stored")
            except (OSError, sqlite3.Error) as error:
                self._give_up(error)

    def get(self, key: str) -> str | None:
        """The text, or None."""
        if self._store is None:
            return None
        try:
            found = self._store.get(key)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)
            return None
        return found if isinstance(found, str) else None

    def set(self, key: str, text: str) -> None:
        """Keep a text."""
        if self._store is None:
            return
        try:
            self._store.set(key, text)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def close(self) -> None:
        """Let go of the files."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def _give_up(self, error: Exception) -> None:
        logger.warning("The judge's replies cannot be cached (%s); the run goes on without.", error)
        self._store = None


def content_key(**parts: Any) -> str:
    """SHA-256 over everything that decides a reply: the model's identity, prompt, schema and parameters."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
