"""Which parameter an endpoint refuses, read off its words.

Endpoints differ in what they take, and say so in a status of 400, 403, 404 or 422 with a sentence. A wrong guess does
no harm: the request is repeated once, and remembered only where the repeat is accepted.

Beside the names of parameters there are names of their forms, of which the next one is tried:

- ``max_tokens`` gives way to ``max_completion_tokens``, then to no limit (the reader of a reply has one of his own);
- ``json_schema`` gives way to ``json_object``, then to words (both stand for ``response_format``);
- ``reasoning_effort=none`` to ``=minimal``, to ``=low``, then to nothing;
- ``top_logprobs=20`` to ``=5``, then to nothing;
- ``system`` (messages of that role) to a beginning of the user's message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: Statuses of a request that is understood and not accepted.
STATUSES = frozenset((400, 403, 404, 422))
#: What the endpoint may do without; the rest of a request is its content.
_CONTENT = frozenset(("model", "messages", "stream", "response_format", "system"))

#: How a parameter is called where its name does not stand in the sentence.
_ALIASES = {
    "logprobs": r"log[ -]?prob(?:abilitie)?s",
    "stream": r"streaming",
    "response_format": r"json[_ -](?:schema|object|mode)|structured outputs?|output[_ ]format",
    "output_config": r"output[_ ](?:format|config)|json[_ -]schema|structured outputs?",
    "chat_template_kwargs": r"enable_thinking",
    "stop_sequences": r"stop sequences?",
    "tools": r"tool[_ ]choice|tool use|function calling",
    "system": r"system (?:role|message|prompt)s?|role '?\"?system",
}
#: Names that are words of everyday language count in quotation marks or beside one of these only.
_EVERYDAY = frozenset("stop seed stream temperature grammar system thinking tools".split())
_BESIDE = r"parameter|argument|field|property|option|input|unsupported|unknown|unrecogni[sz]ed|unexpected|invalid|role"
_AFTER = r"(?:is|are|does|do|must|may|can|cannot|not|only)\b"
_LENGTH = re.compile(
    r"context[ _-]?(?:length|window|size)|maximum context"
    r"|(?:prompt|input|request|messages?) (?:is|are) too (?:long|large)|reduce the length"
    r"|too many (?:input |prompt )?tokens",
    re.IGNORECASE,
)
_WINDOW = re.compile(r"context[ _-]?(?:length|window|size)\D{0,40}?(\d[\d,]{2,})", re.IGNORECASE)
_QUOTA = re.compile(
    r"insufficient[_ ](?:quota|credit|funds|balance)|exceeded your current quota"
    r"|quota (?:is |was |has been )?(?:exceeded|exhausted|used up)|credit balance|out of credits?|billing"
    r"|payment required|spending limit",
    re.IGNORECASE,
)


def is_length(told: str) -> bool:
    """Whether a refusal is about a prompt that is too long."""
    return bool(_LENGTH.search(told))


def is_quota(told: str) -> bool:
    """Whether a refusal is about a quota that is used up, which no waiting helps."""
    return bool(_QUOTA.search(told))


def window_in(told: str) -> int | None:
    """The context window that a refusal names, in tokens."""
    match = _WINDOW.search(told)
    return int(match[1].replace(",", "")) if match else None


def refused_forms(status: int, body: Any, sent: Mapping[str, Any]) -> frozenset[str]:
    """What the endpoint does not take of a request, as names for :attr:`Habits.refused`.

    Args:
        status: the HTTP status.
        body: of the reply, parsed where it is JSON.
        sent: the parameters of the request by name.

    Returns:
        Nothing where the refusal is about something else: the key, the model's name, the quota, the length.
    """
    told = _told(body)
    if status not in STATUSES or is_length(told) or is_quota(told):
        return frozenset()
    named = _named(body, told, sent)
    if named is None:
        vague = re.search(r"\bparameters?\b|\bextra (?:inputs|fields)\b", told, re.IGNORECASE)
        return frozenset(name for name in sent if name not in _CONTENT) if vague else frozenset()
    return frozenset((_form(named, sent, told),))


def _told(body: Any) -> str:
    """All texts of an error's body; where it is an object, its codes as well."""
    if isinstance(body, Mapping):
        return " ".join(_told(value) for value in body.values())
    if isinstance(body, list):
        return " ".join(_told(value) for value in body)
    return body if isinstance(body, str) else ""


def _named(body: Any, told: str, sent: Mapping[str, Any]) -> str | None:
    # the field for it, then the place of a validator, then the words
    for place in _places(body):
        first = re.split(r"[.\[\s]", place)[0]
        if first in sent and first not in ("model", "messages"):
            return first
    names = sorted((name for name in sent if name not in ("model", "messages")), key=len, reverse=True)
    found = [(match.start(), name) for name in names if (match := re.search(_pattern(name), told, re.IGNORECASE))]
    return min(found)[1] if found else None


def _places(body: Any) -> list[str]:
    """``param`` of OpenAI's errors, ``loc`` of FastAPI's."""
    if isinstance(body, list):
        return [place for one in body for place in _places(one)]
    if not isinstance(body, Mapping):
        return []
    places = [body["param"]] if isinstance(body.get("param"), str) else []
    if isinstance(loc := body.get("loc"), list):
        places += [part for part in loc if isinstance(part, str)]
    return places + [place for key in ("error", "detail") for place in _places(body.get(key))]


def _pattern(name: str) -> str:
    plain = rf"(?<![\w]){re.escape(name)}(?![\w])"
    if name in _EVERYDAY:
        quoted = rf"[\"'`“‘]{re.escape(name)}[\"'`”’]"
        plain = rf"{quoted}|(?:{_BESIDE})s?\W{{1,3}}{plain}|{plain}\W+{_AFTER}"
    return f"{plain}|{_ALIASES[name]}" if name in _ALIASES else plain


def _form(name: str, sent: Mapping[str, Any], told: str) -> str:
    """The form in which a parameter was sent, where there is another one of it."""
    value = sent[name]
    if name == "response_format":
        return str(value["type"])
    if name == "top_logprobs":
        return f"{name}={value}"
    # another value may do where the refusal speaks of values
    if name == "reasoning_effort" and re.search(rf"\b(?:low|{re.escape(value)})\b|\bvalue", told, re.IGNORECASE):
        return f"{name}={value}"
    return name
