"""The agency that a text itself says it comes from: in the dateline, in a credit at the end, or as its author.

Where a credit stands tells it, not a list of agencies: between a place and a dash before the first sentence, in
brackets or behind a dash after the last one, or in a line by itself.
"""

from __future__ import annotations

import re

_NAME = r"[^\W\d_][\w.&'’/-]*(?: (?:&|[^\W\d_][\w.&'’/-]*)){0,5}"
_BRACKETED = rf"[(\[](?P<name>{_NAME})[)\]]"
_DASH = r"[-–—]{1,2}"
#: "TOLLAND, March 11 (Reuters) - ": a place of up to eight words, so that no clause of a sentence is taken for one.
_DATELINE = re.compile(rf"(?:[^\W\d_a-z][\w.,'’/-]*(?: [\w.,'’/-]+){{0,7}} ?)?{_BRACKETED} ?(?:{_DASH} |: )")
#: "(CNN)Famed cosmologist": capitals at the very beginning need no dash.
_FIRST = re.compile(r"\((?P<name>[A-Z]{2,8})\)(?=[^\W\d_]| [A-Z])")
#: The last words: "… on Monday. (Reuters)", "… every spring. - National Press Service".
_LAST = re.compile(rf"[.!?][\"'”’»]* ?(?:{_BRACKETED}|{_DASH} (?P<bare>{_NAME}))[.]?$")
_ALONE = re.compile(rf"{_BRACKETED}[.]?|{_DASH} ?(?P<bare>{_NAME})")
_STAFF = re.compile(
    r"(?:by )?(?:our |[A-Z][\w.'’ -]{1,40}? )?(?:staff|news ?desk|newsroom|editors?|correspondents?|reporters?)"
    r"(?: writers?| reporters?)? (?:&|and|with) (?:news |wire )?(?:agenc(?:y|ies)|services?|wires?)",
    re.IGNORECASE,
)
_LONGEST = 60  # characters of a line that is a credit
_SMALL = re.compile(r"&|and|of|the|for|de|du|da|der|für")  # in a name, beside words with a capital
_ALL_SMALL = re.compile(r"[a-z]{2,4}")  # as "dpa" and "ots" write themselves


def stated_agency(text: str, author: str | None = None) -> str | None:
    """The agency (or "Staff and agencies") that the text gives as its origin; None where it gives none.

    Args:
        text: an article's text.
        author: as it was read off the article's head.
    """
    if author and _STAFF.fullmatch(author.strip()):
        return author.strip()
    paragraphs = [line.strip() for line in text.strip().split("\n") if line.strip()]
    if not paragraphs:
        return None
    first, last = paragraphs[0], paragraphs[-1]
    for match in (_DATELINE.match(first), _FIRST.match(first)):
        if match and _is_name(match["name"]):
            return match["name"]
    if len(last) <= _LONGEST:
        if _STAFF.fullmatch(last.strip("()[].-–— ")):
            return last.strip("()[].-–— ")
        alone = _ALONE.fullmatch(last)
        if alone and len(paragraphs) > 1:
            return _named(alone)
    tail = _LAST.search(last[-2 * _LONGEST :])
    return _named(tail) if tail else None


def _named(match: re.Match[str]) -> str | None:
    name = match["name"] or match["bare"]
    return name if _is_name(name) else None


def _is_name(name: str) -> bool:
    """Every word of it has a capital, apart from the small ones between them."""
    if _ALL_SMALL.fullmatch(name):
        return True
    return name[0].isupper() and all(_SMALL.fullmatch(word) or word[0].isupper() for word in name.split())
