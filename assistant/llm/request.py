"""A chat request in the form that one endpoint takes: what is wanted, less what it refuses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.llm.base import Message
from assistant.llm.endpoint import Endpoint
from assistant.llm.habits import Habits
from assistant.llm.structure import in_words, is_strict

#: How much a model that can think may think: not at all, where it can be switched off, or so much.
Thinking = Literal["off", "low", "medium", "high"]

#: Fixed, so that endpoints that sample nonetheless do it the same way.
_SEED = 7
#: The most that OpenAI's API allows, and the most of several others; “yes” in all spellings is well within 20.
_TOPS = (20, 5)
#: What is tried in turn; the newest models take “none”, some “minimal”, the rest think a little.
_EFFORTS: Mapping[str, tuple[str, ...]] = {
    "off": ("none", "minimal", "low"),
    "low": ("low",),
    "medium": ("medium", "low"),
    "high": ("high", "medium", "low"),
}
#: Tokens of thinking that a reply may have before its text, where it cannot be switched off.
_ROOM: Mapping[str, int] = {"off": 2048, "low": 2048, "medium": 4096, "high": 8192}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a model.

    Attributes:
        messages: the conversation, without chat-template tokens in it.
        max_tokens: longest text.
        stop: texts before which it ends.
        grammar: GBNF, for llama.cpp's server.
        logprobs: whether log-probabilities are wanted: of the tokens written, or of the likeliest ones, too.
        schema: JSON schema that the reply must obey.
        name: what the schema is called.
        room: tokens of thinking beside ``max_tokens``.
        stream: whether the reply is read as it is written.
    """

    messages: Sequence[Message]
    max_tokens: int
    stop: tuple[str, ...] = ()
    grammar: str | None = None
    logprobs: Literal["written", "likeliest"] | None = None
    schema: Mapping[str, Any] | None = None
    name: str = "reply"
    room: int = 0
    stream: bool = True


def parameters(wanted: Wanted, endpoint: Endpoint, habits: Habits, thinking: Thinking) -> dict[str, Any]:
    """The fields of a chat request, by name; ``system`` is there where it has messages of that role.

    They are those of ``chat.completions.create``, and others that :func:`arguments` sorts out.
    """
    refused = habits.refused
    limit = wanted.max_tokens + wanted.room
    fields: dict[str, Any] = {"model": endpoint.model}
    messages = list(wanted.messages)
    if wanted.schema is not None:
        form = next((form for form in ("json_schema", "json_object") if form not in refused), None)
        if form == "json_schema":
            fields["response_format"] = {"type": form, "json_schema": _named(wanted.name, wanted.schema)}
        else:
            messages[-1] = in_words(messages[-1], wanted.schema)
            if form:
                fields["response_format"] = {"type": form}
    fields["messages"] = [{"role": one.role, "content": one.content} for one in _spoken(messages, refused)]
    if any(one["role"] == "system" for one in fields["messages"]):
        fields["system"] = True
    optional: dict[str, Any] = {"temperature": 0.0, "seed": _SEED}
    if wanted.stream:
        optional["stream"] = True
    if wanted.stop and not habits.thinks:  # a thought may have that text in it
        optional["stop"] = list(wanted.stop)
    if wanted.grammar is not None and endpoint.llama_server:
        optional["grammar"] = wanted.grammar
    if wanted.logprobs and habits.logprobs is not False:
        optional["logprobs"] = True
        if wanted.logprobs == "likeliest" and (top := most_likely(refused)):
            optional["top_logprobs"] = top
    optional["max_completion_tokens" if "max_tokens" in refused else "max_tokens"] = limit
    optional |= _about_thinking(endpoint, habits, thinking)
    if "logprobs" in refused:
        optional.pop("top_logprobs", None)
    return fields | {name: value for name, value in optional.items() if name not in refused}


def arguments(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The same as arguments of the openai client: what it does not know goes into ``extra_body``."""
    ours = ("system",)
    others = ("grammar", "chat_template_kwargs")
    told = {name: value for name, value in fields.items() if name not in ours + others}
    if extra := {name: fields[name] for name in others if name in fields}:
        told["extra_body"] = extra
    return told


def most_likely(refused: frozenset[str]) -> int | None:
    """How many of the likeliest tokens to ask for; None where none are given."""
    if "top_logprobs" in refused:
        return None
    return next((top for top in _TOPS if f"top_logprobs={top}" not in refused), None)


def room_for_thoughts(habits: Habits, thinking: Thinking) -> int:
    """Tokens to allow for thinking before any reply was seen to be all thought."""
    reasons = habits.thinks or habits.quieted or thinking != "off"
    if not reasons and "max_tokens" in habits.refused:  # as reasoning models do, which show nothing of it
        reasons = _effort(habits.refused, thinking) != "none"
    return _ROOM[thinking] if reasons else 0


def most_room(thinking: Thinking) -> int:
    """Tokens to allow for thinking where it is known that there is some."""
    return _ROOM[thinking]


def _about_thinking(endpoint: Endpoint, habits: Habits, thinking: Thinking) -> dict[str, Any]:
    """What switches thinking off, or bounds it, at this server.

    llama.cpp's and vLLM's hand ``chat_template_kwargs`` to the model's chat template; Ollama's, OpenAI's and most
    gateways know ``reasoning_effort`` (Ollama's ``think`` is not read behind ``/v1``).
    """
    asked = habits.quieted or thinking != "off"
    fields: dict[str, Any] = {}
    if "enable_thinking" in endpoint.template or (asked and endpoint.server not in ("OpenAI", "Ollama", "llama.cpp")):
        fields["chat_template_kwargs"] = {"enable_thinking": thinking != "off"}
    elif "reasoning_effort" in endpoint.template:  # gpt-oss, which thinks in any case
        fields["chat_template_kwargs"] = {"reasoning_effort": "low" if thinking == "off" else thinking}
    by_effort = endpoint.server not in ("llama.cpp", "vLLM", "SGLang")
    knows = "thinking" in endpoint.template or "max_tokens" in habits.refused
    if by_effort and (asked or knows) and (effort := _effort(habits.refused, thinking)):
        fields["reasoning_effort"] = effort
    return fields


def _effort(refused: frozenset[str], thinking: Thinking) -> str | None:
    if "reasoning_effort" in refused:
        return None
    return next((effort for effort in _EFFORTS[thinking] if f"reasoning_effort={effort}" not in refused), None)


def _named(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"name": name, "schema": json.loads(json.dumps(schema))}
    return told | {"strict": True} if is_strict(schema) else told


def _spoken(messages: Sequence[Message], refused: frozenset[str]) -> list[Message]:
    """The messages; where there may be none of the system's, they stand before the first one of the user."""
    if "system" not in refused:
        return list(messages)
    told = "\n\n".join(one.content for one in messages if one.role == "system")
    spoken = [one for one in messages if one.role != "system"]
    for place, one in enumerate(spoken):
        if one.role == "user" and told:
            spoken[place] = Message("user", f"{told}\n\n{one.content}")
            break
    return spoken
