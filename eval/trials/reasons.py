"""Kinds of the reasons that checks give in words: what is particular to a statement is taken out."""

from __future__ import annotations

import re

_PARTICULAR = re.compile(
    r"“[^”]*”|\([^)]*\)"
    r"|(?<!\S)\S*\d\S*(?:(?:\s+[a-z%]+){1,2}(?=\s+is not))?"  # a number, with its unit
    r"|(?<![\w’'])[^\W\d_a-zß-öø-ÿ]\S*"
)
_RUN = re.compile(r"…(?:[\s,;:]*(?:of|the|and|de|von)?[\s,;:]*…)+")


def reason_kind(reason: str) -> str:
    """The reason with an ellipsis for each quotation, bracket, number with its unit and name in it.

    "the number 24 is not in the source" and "… 9 …" are of one kind. Works on sentences that nobody has listed, so
    that a check may be renamed or added without this being told.
    """
    return " ".join(_RUN.sub("…", _PARTICULAR.sub("…", reason)).split())
