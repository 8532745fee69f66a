"""JSON that obeys a schema, out of what models write.

Endpoints that decode under a schema write nothing else; others put the object between fences, or prose around it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.llm.base import Message


def in_words(message: Message, schema: Mapping[str, Any]) -> Message:
    """A message that says at its end what the reply must look like, for an endpoint that takes no schema."""
    told = json.dumps(schema, ensure_ascii=False)
    asked = f"Reply with one JSON object and nothing else. It must obey this JSON schema:\n{told}"
    return Message(message.role, f"{message.content}\n\n{asked}")


def obeying(text: str, schema: Mapping[str, Any]) -> Any | None:
    """The JSON object of a text that obeys the schema: the text itself, or the last one in it.

    None where there is none; an object that breaks off counts as none, and so does whatever lies within it.
    """
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(schema)
    fitting = [value for value in objects(text) if validator.is_valid(value)]
    return fitting[-1] if fitting else None


def objects(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects of a text that lie in no other one, up to one that does not end."""
    decoder = json.JSONDecoder(parse_constant=_refuse)
    start = text.find("{")
    while start >= 0:
        try:
            value, end = decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            if not text[error.pos :].strip() or error.msg.startswith("Unterminated string"):
                return
            end = start + 1
        except (ValueError, RecursionError):
            end = start + 1
        else:
            yield value
        start = text.find("{", end)


def is_strict(schema: Any) -> bool:
    """Whether OpenAI's strict mode takes the schema: every object closed, and all of its properties required."""
    if isinstance(schema, Mapping):
        if "properties" in schema or schema.get("type") == "object":
            properties = schema.get("properties", {})
            if schema.get("additionalProperties") is not False or set(schema.get("required", ())) != set(properties):
                return False
        return all(is_strict(value) for value in schema.values())
    if isinstance(schema, list | tuple):
        return all(is_strict(value) for value in schema)
    return True


def _refuse(constant: str) -> None:
    """NaN and Infinity are no JSON.

    Raises:
        ValueError: always.
    """
    raise ValueError(constant)
