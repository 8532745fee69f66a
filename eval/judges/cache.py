"""Replies of a judge on disk, by content: a second run pays only for what changed."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.llm import LanguageModel, Message

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
            from diskcache import Cache

            with self._or_without():
                self._store = Cache(str(folder), size_limit=_LIMIT, eviction_policy="least-recently-stored")

    def get(self, key: str) -> str | None:
        """The text, or None."""
        found = None
        if self._store is not None:
            with self._or_without():
                found = self._store.get(key)
        return found if isinstance(found, str) else None

    def set(self, key: str, text: str) -> None:
        """Keep a text."""
        if self._store is not None:
            with self._or_without():
                self._store.set(key, text)

    def close(self) -> None:
        """Let go of the files."""
        if self._store is not None:
            self._store.close()
            self._store = None

    @contextmanager
    def _or_without(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            logger.warning("The judge's replies cannot be cached (%s); the run goes on without.", error)
            self._store = None


def content_key(**parts: Any) -> str:
    """SHA-256 over everything that decides a reply: the model's identity, prompt, schema and parameters."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass
class CachedVerdicts:
    """A :class:`~assistant.llm.LanguageModel` that asks for each probability once.

    Args:
        model: who is asked.
        cache: where verdicts are kept.
        identity: what tells this model from another.
    """

    model: LanguageModel
    cache: ReplyCache
    identity: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)

    def probability(self, messages: Sequence[Message], *, yes: str = "yes", no: str = "no") -> float | None:
        """See :class:`~assistant.llm.LanguageModel`."""
        asked = [asdict(message) for message in messages]
        key = content_key(model=self.identity, messages=asked, yes=yes, no=no)
        kept = self.cache.get(key)
        if kept is not None:
            return float(kept)
        value = self.model.probability(messages, yes=yes, no=no)
        if value is not None:
            self.cache.set(key, repr(value))
        return value
