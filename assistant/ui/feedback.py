"""Votes and comments go, with the whole answer, to a file that an evaluation can read as candidate cases."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import IndexStoreError
from assistant.ui.records import TurnRecord

FILE = "feedback.jsonl"
COMMENT_CHARS = 2000


class Feedback:
    """Appends to ``feedback.jsonl``. One line a vote; a later line with the same ``id`` replaces an earlier one.

    Args:
        folder: the index folder.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._lock = threading.Lock()

    def record(self, turn: TurnRecord, vote: str, comment: str = "") -> None:
        """Write one line.

        Raises:
            IndexStoreError: the file cannot be written.
        """
        line = json.dumps(
            {
                "id": turn.id,
                "time": datetime.now(UTC).isoformat(timespec="seconds"),
                "vote": vote,
                "comment": comment[:COMMENT_CHARS],
                "question": turn.question,
                "answer": turn.answer.model_dump(mode="json") if turn.answer is not None else None,
            },
            ensure_ascii=False,
        )
        try:
            with self._lock, self.path.open("a", encoding="utf-8") as stream:
                stream.write(line + "\n")
        except OSError as error:
            raise IndexStoreError(f"The feedback cannot be written to {self.path} ({error.strerror}).") from error
