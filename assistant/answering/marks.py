"""The marks that citations leave in a text."""

from __future__ import annotations

import re

_END = re.compile(r"([.!?…]*[\"'”’)\]]*)$")


def with_marks(text: str, numbers: tuple[int, ...]) -> str:
    """Turn "… the idea." with (1, 2) → "… the idea [1][2].": before the full stop, but never inside a quotation."""
    if not numbers:
        return text
    marks = "".join(f"[{number}]" for number in numbers)
    end = _END.search(text)
    tail = end.group(1) if end else ""
    if any(mark in tail for mark in "\"'”’"):
        return f"{text} {marks}"
    return f"{text[: len(text) - len(tail)].rstrip()} {marks}{tail}"
