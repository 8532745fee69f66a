"""What the tables of several trials share."""

from __future__ import annotations

import re
from collections import Counter
from typing import TypeVar

from rich.console import Console
from rich.text import Text

from eval.suite.statistics import Interval

T = TypeVar("T")

_PARTICULAR = re.compile(
    r"“[^”]*”|\([^)]*\)"
    r"|(?<!\S)\S*\d\S*(?:(?:\s+[a-z%]+){1,2}(?=\s+is not))?"  # a number, with its unit
    r"|(?<![\w’'])[^\W\d_a-zß-öø-ÿ]\S*"
)
_RUN = re.compile(r"…(?:[\s,;:]*(?:of|the|and|de|von)?[\s,;:]*…)+")


def reason_kind(reason: str) -> str:
    """The reason that a check gives in words, an ellipsis for each quotation, bracket, number and name in it.

    "the number 24 is not in the source" and "… 9 …" are of one kind. Works on sentences that nobody has listed, so
    that a check may be renamed or added without this being told.
    """
    return " ".join(_RUN.sub("…", _PARTICULAR.sub("…", reason)).split())


def figure(value: float | None, interval: Interval | None = None, digits: int = 2) -> str:
    """A figure with its interval, where it has one."""
    if value is None:
        return "–"
    return f"{value:.{digits}f}" + (f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else "")


def print_counts(console: Console, title: str, counts: Counter[str], width: int = 4) -> None:
    """The most frequent first."""
    if title:
        console.print(Text(f"\n{title}"))
    for name, count in counts.most_common():
        console.print(Text(f"  {count:{width}} {name}"))
