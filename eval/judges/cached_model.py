"""A language model whose one-token verdicts are kept on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.llm import LanguageModel, Message
from eval.judges.cache import ReplyCache, content_key


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
