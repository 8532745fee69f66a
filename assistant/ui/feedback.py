"""Votes and comments go, with the whole answer, to a file that an evaluation can read as candidate cases."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant import failures
from assistant.index.locks import feedback_lock
from assistant.ui.records import TurnRecord

FILE = "feedback.jsonl"
COMMENT_CHARS = 2000
#: What is kept of each text and of each list of an answer. The longest of ours are far shorter: the passages found
#: (at most 100, some 1,500 characters each). A browser may send whatever it likes.
_TEXT_CHARS = 4000
_ITEMS = 100
#: One line and the whole file; 10,000 votes of the usual 20 kB fill it.
_LINE_BYTES = 500_000
_FILE_MB = 200


class Feedback:
    """Appends to ``feedback.jsonl``. One line a vote; a later line with the same ``id`` replaces an earlier one.

    Args:
        folder: the index folder.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def record(self, turn: TurnRecord, vote: str, comment: str = "") -> None:
        """Write one line.

        Raises:
            IndexStoreError: the file cannot be written.
        """
        line = _line(turn, vote, comment)
        try:
            # a removal rewrites the file (index/traces.py), in whatever process
            with feedback_lock(self.path.parent), open(self.path, "ab", opener=_private) as stream:
                if stream.tell() + len(line) > _FILE_MB * 1_000_000:
                    raise failures.PAGE_FEEDBACK_FULL(path=self.path, limit=_FILE_MB)
                stream.write(line + b"\n")
        except OSError as error:
            raise failures.PAGE_FEEDBACK(path=self.path, why=error.strerror) from error


def _line(turn: TurnRecord, vote: str, comment: str) -> bytes:
    """The record; where it is too long, without the passages, which are in the index, or but for the text."""
    whole = _bounded(turn.answer.known()) if turn.answer is not None else {}
    for left_out in ((), ("passages",), tuple(name for name in whole if name not in ("text", "model"))):
        record = {
            "id": turn.id[:64],
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "vote": vote[:10],
            "comment": comment[:COMMENT_CHARS],
            "question": turn.question[:_TEXT_CHARS],
            "answer": {name: value for name, value in whole.items() if name not in left_out} or None,
        }
        line = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
        if len(line) <= _LINE_BYTES:
            break
    return line


def _private(path: str, flags: int) -> int:
    """For nobody else to read: it quotes what was asked."""
    descriptor = os.open(path, flags, mode=0o600)
    os.fchmod(descriptor, 0o600)  # an earlier version left it readable
    return descriptor


def _bounded(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_TEXT_CHARS]
    if isinstance(value, list):
        return [_bounded(item) for item in value[:_ITEMS]]
    if isinstance(value, dict):
        return {key[:100]: _bounded(item) for key, item in list(value.items())[:_ITEMS]}
    return value
