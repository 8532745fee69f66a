"""The lines of a JSONL text."""

from __future__ import annotations

from collections.abc import Iterator


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """(number from 1, line) of every line that is not blank.

    Not ``splitlines()``: a line separator inside a JSON text is no line of the file.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line
