"""The prefixes that asymmetric embedding models want before questions and passages."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.embedding.base import Kind


def prompt_for(prompts: Mapping[str, str | None], kind: Kind) -> str:
    """The prefix that a model's configuration sets for queries or passages (empty for most).

    The names tried for passages are those of sentence-transformers' ``encode_document``.
    """
    names = ("query",) if kind == "query" else ("document", "passage", "corpus")
    return next((prompt for name in names if (prompt := prompts.get(name))), "")
