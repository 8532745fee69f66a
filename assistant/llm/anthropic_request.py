"""A request to Anthropic's interface, less what a model refuses, with marks where its prompt cache may begin anew."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.llm.base import Message
from assistant.llm.endpoint import estimate_tokens
from assistant.llm.habits import Habits
from assistant.llm.request import Thinking, Wanted
from assistant.llm.structure import in_words

#: Shorter beginnings are not kept by Anthropic's cache, whatever is marked (1,024 tokens; 4,096 with some models).
#: Writing one costs a quarter more than reading it, having it again a tenth.
CACHED_FROM_TOKENS = 1024
_MARK = {"type": "ephemeral"}
#: Tokens for thinking; the least that the interface takes is 1,024.
_BUDGETS: Mapping[str, int] = {"low": 1024, "medium": 4096, "high": 8192}


def fields_of(
    model: str,
    wanted: Wanted,
    habits: Habits,
    thinking: Thinking,
    shared: str,
) -> dict[str, Any]:
    """The fields of a request for messages, by name.

    A reply that must obey a schema is asked for as structured output; where that is refused as the input of a tool that
    must be called; where that is, too, in words.

    Args:
        model: the model's name.
        wanted: what is asked.
        habits: what is known of the model.
        thinking: how much it may think.
        shared: of :func:`shared_beginning`.
    """
    from anthropic import transform_schema

    refused = habits.refused
    messages = [one for one in wanted.messages if one.role != "system"]
    optional: dict[str, Any] = {"stream": True, "temperature": 0.0}
    budget = _BUDGETS.get(thinking, 0) if "thinking" not in refused else 0
    if wanted.schema is not None:
        if "output_config" not in refused:
            # without the keywords that the interface does not know
            schema = transform_schema(copy.deepcopy(dict(wanted.schema)))
            optional["output_config"] = {"format": {"type": "json_schema", "schema": schema}}
        elif not {"tools", "tool_choice"} & refused:
            tool = {"name": wanted.name, "description": "Takes the reply.", "input_schema": dict(wanted.schema)}
            optional |= {"tools": [tool], "tool_choice": {"type": "tool", "name": wanted.name}}
            budget = 0  # a tool cannot be forced on a model that thinks
        else:
            messages[-1] = in_words(messages[-1], wanted.schema)
    if budget:
        optional |= {"thinking": {"type": "enabled", "budget_tokens": budget}}
        del optional["temperature"]  # the two exclude each other
    # white space alone is refused as a stop sequence
    if stops := [text for text in wanted.stop if text.strip()]:
        optional["stop_sequences"] = stops
    marking = "cache_control" not in refused
    fields: dict[str, Any] = {"model": model, "max_tokens": wanted.max_tokens + wanted.room + budget}
    if told := _system(wanted.messages):
        fields["system"] = _blocks(told, told if marking else "")
    fields["messages"] = [
        {"role": one.role, "content": _blocks(one.content, shared if marking and place == 0 else "")}
        for place, one in enumerate(messages)
    ]
    return fields | {name: value for name, value in optional.items() if name not in refused}


def shared_beginning(messages: Sequence[Message], before: str) -> str:
    """What the first user's message and those of other requests about the same question begin with: the evidence.

    The cache knows a beginning again only where it is cut at the same place. So the cut of the last request stays as
    long as it fits; a new one is before the last two paragraphs, the question and what is asked about it.

    Args:
        messages: of this request.
        before: what the last request shared.
    """
    text = next((one.content for one in messages if one.role == "user"), "")
    if before and text.startswith(before):
        return before
    paragraphs = text.split("\n\n")
    tail = "\n\n".join(paragraphs[-2:])
    return text[: len(text) - len(tail)] if len(paragraphs) > 2 else ""


def _system(messages: Sequence[Message]) -> str:
    return "\n\n".join(one.content for one in messages if one.role == "system")


def _blocks(text: str, shared: str) -> str | list[dict[str, Any]]:
    """A content; cut and marked behind its shared beginning, where that is long enough to be kept."""
    if not text.startswith(shared) or estimate_tokens([Message("user", shared)]) < CACHED_FROM_TOKENS:
        return text
    blocks: list[dict[str, Any]] = [{"type": "text", "text": shared, "cache_control": _MARK}]
    rest = text[len(shared) :]
    return [*blocks, {"type": "text", "text": rest}] if rest else blocks
