"""Reply schemas that a small model can only fill in rightly: yes/no as 0 or 1, lists and texts that end.

ragas declares verdicts as any integer and lists and texts of any length. A server that obeys the schema then
still lets a small model write 7, or the same statement until the reply is cut off. The pydantic models stay
ragas' own; only the JSON schema that is sent gets its bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

#: Fields that ragas describes as 0 or 1.
BINARY = frozenset({"verdict", "attributed", "noncommittal"})
#: An answer has at most a handful of sentences, and ragas' own examples have four entries.
MOST_ITEMS = 8
#: Characters. A statement is a sentence.
LONGEST_TEXT = 300
#: Characters. Comes before the verdict, so a strong judge thinks in it. What a small one writes after a dozen words
#: says the statement once more, at half of the time of the whole verdict.
LONGEST_REASON = 400
LONGEST_LOCAL_REASON = 60


class HasBounds:
    """Marks models whose schema has its bounds already."""


@lru_cache(maxsize=64)
def bounded(model: type[BaseModel], items: int | None = None, longest_reason: int = LONGEST_REASON) -> type[BaseModel]:
    """``model`` with bounds in its JSON schema; with ``items`` its list has exactly so many entries."""
    if issubclass(model, HasBounds):
        return model

    class Bounded(model, HasBounds):  # type: ignore[misc, valid-type]
        @classmethod
        def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:
            schema: dict[str, Any] = _bound(model.model_json_schema(*args, **options), items, longest_reason)
            return schema

    Bounded.__name__ = Bounded.__qualname__ = model.__name__
    return Bounded


def wrong_verdicts(reply: BaseModel) -> list[str]:
    """Verdicts that are neither 0 nor 1, as ``name = value``: not every endpoint obeys a schema."""
    return [
        f"{name} = {value}" for name, value in _fields(reply.model_dump()) if name in BINARY and value not in (0, 1)
    ]


def _bound(schema: Any, items: int | None, longest_reason: int, name: str = "") -> Any:
    if isinstance(schema, list):
        return [_bound(one, items, longest_reason) for one in schema]
    if not isinstance(schema, dict):
        return schema
    bound = {
        key: {inner: _bound(value[inner], items, longest_reason, inner) for inner in value}
        if key in ("properties", "$defs")
        else _bound(value, items, longest_reason)
        for key, value in schema.items()
    }
    kind = schema.get("type")
    if kind == "integer" and name in BINARY:
        bound["enum"] = [0, 1]
    elif kind == "array":
        bound |= {"minItems": 1 if items is None else items, "maxItems": items or MOST_ITEMS}
    elif kind == "string":
        bound["maxLength"] = longest_reason if name == "reason" else LONGEST_TEXT
    return bound


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name, inner
            yield from _fields(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _fields(inner)
