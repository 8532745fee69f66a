"""Text of articles and file names on a terminal: what would move its cursor or colour it is shown, not done."""

from __future__ import annotations

import re

_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    r"""``text`` with every control character but the line feed as an escape like ``\x1b``."""
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def one_line(text: str) -> str:
    r"""``text`` with every control character as an escape, the line feed as ``\n``: for names."""
    return visible(text).replace("\n", "\\n")


def has_controls(name: str) -> bool:
    """Whether a name holds what a terminal would obey, or what makes it show as another."""
    return one_line(name) != name


def in_json(encoded: str) -> str:
    """JSON with the control characters that JSON allows raw (DEL, C1, marks of direction) escaped, too."""
    return _CONTROLS.sub(lambda found: found[0] if found[0] == "\t" else f"\\u{ord(found[0]):04x}", encoded)
