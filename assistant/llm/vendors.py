"""Context windows of vendors' models, whose interfaces do not tell them. One place, to be kept up to date.

A name counts by its beginning, the longest one that fits; what the endpoint tells itself goes before.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Tokens by the beginning of a model's name, as their makers publish them.
_WINDOWS: Mapping[str, int] = {
    "gpt-3.5": 16_385,
    "gpt-4": 8_192,
    "gpt-4-turbo": 128_000,
    "gpt-4o": 128_000,
    "gpt-4.1": 1_047_576,
    "gpt-4.5": 128_000,
    "gpt-5": 400_000,
    "gpt-5-chat": 128_000,
    "chatgpt-4o": 128_000,
    "gpt-oss": 131_072,
    "o1": 200_000,
    "o1-mini": 128_000,
    "o1-preview": 128_000,
    "o3": 200_000,
    "o4": 200_000,
    "claude": 200_000,
}
#: Of a model of OpenAI that has no line above.
_OPENAI = 128_000


def known_window(model: str, *, openai: bool = False) -> int | None:
    """The window of a model by its name, with or without its maker before it (``openai/gpt-4o``).

    Args:
        model: the model's name at the endpoint.
        openai: whether the endpoint is OpenAI's own.
    """
    name = model.rpartition("/")[2].removeprefix("ft:").lower()
    fitting = [
        beginning
        for beginning in _WINDOWS
        if name.startswith(beginning) and not name[len(beginning) : len(beginning) + 1].isalnum()
    ]
    if fitting:
        return _WINDOWS[max(fitting, key=len)]
    return _OPENAI if openai else None
