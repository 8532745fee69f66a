"""Quotation marks survive only around text that stands verbatim in a source."""

from __future__ import annotations

import re
from collections.abc import Sequence

_OPEN, _CLOSE = '“„«"', '”“»"'
_QUOTED = re.compile(r"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|\"([^\"]+)\"")
#: Single marks count where a word begins and ends with them, as British papers quote.
_ANY_QUOTED = re.compile(
    r"“[^“”]*(?:”|$)|\"[^\"]*(?:\"|$)|«[^«»]*(?:»|$)|„[^„“”]*(?:[“”]|$)"
    r"|(?<!\w)['‘](?=\w)(?:[^'’]|['’](?=\w))*(?:['’]|$)"
)
#: Quoted words this short are a term or a title ("so-called"), and stand in too many places to mean anything.
MIN_QUOTED_CHARS = 2
_ELLIPSIS = re.compile(r"\s*(?:\[?…\]?|\[?\.\.\.\]?)\s*")
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


def quotations(text: str) -> list[str]:
    """The words between quotation marks, in order, without the marks."""
    spans = (next(group for group in match.groups() if group is not None) for match in _QUOTED.finditer(text))
    return [span.strip() for span in spans if len(span.strip()) >= MIN_QUOTED_CHARS]


def unquoted(text: str) -> str:
    """The text without what stands in quotation marks, to the end of the paragraph where they are not closed."""
    return "\n\n".join(_ANY_QUOTED.sub(" ", paragraph) for paragraph in text.split("\n\n"))


def is_verbatim(quotation: str, sources: Sequence[str]) -> bool:
    """True when the words stand in one source, in order.

    Typographic marks, dashes, white space, case of the first letter, and the punctuation that house styles
    move in and out of a quotation do not count. Brackets count as inserted by the source's editor: both
    "the inevitability" and "the inevitability of conflict" match "the inevitability [of conflict]".
    An ellipsis may leave out words.
    """
    parts = [part for part in (_normal(piece) for piece in _ELLIPSIS.split(quotation)) if part]
    if not parts:
        return False
    return any(_in_order(parts, form) for source in sources for form in _forms(source))


def without_false_quotes(text: str, sources: Sequence[str]) -> tuple[str, list[str]]:
    """The text with the marks taken off every quotation that is not verbatim, and those quotations."""
    false: list[str] = []

    def keep_or_strip(match: re.Match[str]) -> str:
        words = next(group for group in match.groups() if group is not None)
        if len(words.strip()) < MIN_QUOTED_CHARS or is_verbatim(words, sources):
            return match.group()
        false.append(words.strip())
        return words

    return _QUOTED.sub(keep_or_strip, text), false


def _in_order(parts: Sequence[str], text: str) -> bool:
    cursor = 0
    for part in parts:
        # a quotation starts and ends where words do: "art" is not a quotation of "party"
        found = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)").search(text, cursor)
        if found is None:
            return False
        cursor = found.end()
    return True


def _forms(source: str) -> tuple[str, str]:
    """The source with its editor's bracketed words read, and left out."""
    return _normal(source), _normal(re.sub(r"\s*\[[^\]]*\]", "", source))


def _normal(text: str) -> str:
    plain = text.translate(_PLAIN).replace("[", "").replace("]", "")
    return re.sub(r"\s+", " ", plain).strip(" \t\n,.;:!?\"'").casefold()
