"""Characters that a reader cannot see, or that mean the same as another, put in order.

Invisible characters matter beyond looks: text hidden in Unicode tag characters or between
zero-width marks reaches a language model although no human ever reads it.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

# Zero-width marks, soft hyphen, bidi controls, byte-order mark, invisible operators, interlinear
# marks, blank fillers that count as letters, variation selectors (a known carrier of hidden
# bytes), the tag block, private use (icon fonts), surrogates and non-characters, and every
# control character but the line feed and the tab.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ufdd0-\ufdef"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)

# Every blank that is not the plain one (no-break, thin, ideographic, Braille blank …).
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000 ]+")


def clean_characters(text: str) -> str:
    r"""Return ``text`` in NFC with ``\n`` line ends, plain single spaces and nothing invisible.

    Lines lose blanks at both ends; blank lines stay, for they separate paragraphs. Typographic
    quotes and dashes stay as they are. The function is idempotent.
    """
    text = _INVISIBLE.sub("", unify_line_breaks(text))
    text = unicodedata.normalize("NFC", text)
    text = _SPACES.sub(" ", text)
    return "\n".join(line.strip(" ") for line in text.split("\n"))


def unify_line_breaks(text: str) -> str:
    r"""Return ``text`` with every line, page and paragraph separator as one ``\n``."""
    return _LINE_BREAKS.sub("\n", text)
