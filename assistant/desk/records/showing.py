"""A record as lines for a reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.desk.records.record import Loaded

_NAMES = {"answer": "an answer", "checked": "a checked text"}


def lines_of(loaded: Loaded) -> Iterator[str]:
    """What a record holds, in the order in which one wants to know it."""
    record = loaded.record
    yield f"Record of {_NAMES.get(record.kind, record.kind)}, made {record.made} by version {record.version}"
    yield "It is as it was sealed." if loaded.intact else "It has been changed since it was sealed."
    yield f"\nGiven: {record.given.strip()}"
    yield from _set("Filters", {name: value for name, value in record.filters.items() if value})
    text = record.result.get("summary") or record.result.get("text")
    if isinstance(text, str):
        yield f"\nResult: {text}"
    for row in record.result.get("sentences") or record.result.get("statements") or ():
        if isinstance(row, Mapping):
            yield f"  {row.get('verdict') or row.get('support')}: {row.get('text')}"
    titles = {one.id: one for one in record.articles}
    if record.passages:
        yield "\nCited:"
    for passage in record.passages:
        article = titles.get(passage.article_id)
        told = ", ".join(one for one in (article.title, article.source, article.date) if one) if article else ""
        yield f"  [{passage.number}] {told or passage.article_id} ({passage.start}-{passage.end}): “{passage.quote}”"
    yield ""
    yield from _set("Index", record.index)
    yield from _set("Model", record.model)
    yield from _set("Settings", record.settings)
    yield f"Prompts: {len(record.prompts)}, by their SHA-256 in the file"
    yield f"Seal: {loaded.seal}"


def _set(name: str, values: Mapping[str, Any]) -> Iterator[str]:
    told = ", ".join(f"{key} {value}" for key, value in values.items() if value is not None)
    if told:
        yield f"{name}: {told}"
