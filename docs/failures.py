"""Writes docs/failures.md, the table of failures as a page: ``python docs/failures.py``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assistant import failures

PAGE = Path(__file__).with_name("failures.md")
_STATION = re.compile(r"^# === (.+?) =+$", re.MULTILINE)
_HEAD = """\
# What can fail, and what to do

Every error is one sentence: what is wrong, and what to do. The command line prints it after the command's name and
ends with the exit code; Python raises it as the class named here (all are `AssistantError`); the page and the API show
the same sentence. Words in braces stand for the facts of the case. "Something unforeseen went wrong" is a bug: please
report it with what `--debug` prints.

Exit code 0: answered, or refused because the articles do not say it. 2: the input, a setting or a file is at fault.
1: anything else. 130, 143, 129: ended by Ctrl-C, SIGTERM, SIGHUP.

This page is written from `assistant/failures.py` by `python docs/failures.py`.
"""


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(_sections())


def _sections() -> Iterator[str]:
    source = Path(failures.__file__).read_text(encoding="utf-8")
    places = list(_STATION.finditer(source))
    rows = failures.table()
    for number, place in enumerate(places):
        end = places[number + 1].start() if number + 1 < len(places) else len(source)
        names = re.findall(r"^([A-Z][A-Z0-9_]+) = Failure\(", source[place.end() : end], re.MULTILINE)
        if names:
            yield f"\n## {place[1][0].upper()}{place[1][1:]}\n\n| what is said | exit code | class |\n|---|---|---|\n"
            for name in names:
                yield f"| {_cell(rows[name].sentence)} | {rows[name].kind.exit_code} | `{rows[name].kind.__name__}` |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("{{", "{").replace("}}", "}")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
