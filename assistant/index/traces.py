"""What of an article lies in the index folder beside catalog and vectors, and goes when it is deleted.

Two things do: the file that a visitor of the page uploaded, under ``uploads/``, and the lines of
``feedback.jsonl`` in which a visitor voted on an answer that quotes the article or was given its passages. The
catalog notes a deleted article in the transaction that deletes it, so that a kill leaves the note, and the next
writer finishes. Files outside the index folder belong to their owner.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import failures
from assistant.errors import IndexStoreError
from assistant.index import private
from assistant.index.locks import feedback_lock

FEEDBACK = "feedback.jsonl"
HALF = ".new"


@dataclass(frozen=True, slots=True)
class Gone:
    """A deleted article, or an earlier text of one: its id, and the files that it was read from alone."""

    article_id: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Removal:
    """What went with removed articles.

    Attributes:
        passages: with their vectors.
        uploads: uploaded files.
        feedback: lines of feedback.
    """

    passages: int = 0
    uploads: int = 0
    feedback: int = 0


def clear(folder: Path, gone: Sequence[Gone], in_use: Collection[str]) -> tuple[int, int]:
    """Delete uploads and feedback lines of deleted articles.

    Args:
        folder: the index folder.
        gone: the articles.
        in_use: places that articles of the index were read from, whose files stay.

    Returns:
        How many files and how many lines went.

    Raises:
        IndexStoreError: something cannot be deleted.
    """
    files = sum(_delete_upload(folder / private.UPLOADS, Path(name)) for one in gone for name in one.files
                if name not in in_use)  # fmt: skip
    return files, _forget_feedback(folder, {one.article_id for one in gone})


def _delete_upload(uploads: Path, file: Path) -> bool:
    """Delete a file below the folder of uploads, with the folder that was made for it; other files stay."""
    # An index that was moved as a whole has it under the same two names at another place.
    for path in (file, uploads / file.parent.name / file.name):
        try:
            if uploads.resolve() not in path.resolve().parents or not path.is_file():
                continue
            path.unlink()
        except OSError as error:
            raise failures.INDEX_TRACE_STAYS(path=path, reason=error.strerror) from error
        with suppress(OSError):  # something else stands in it
            path.parent.rmdir()
        return True
    return False


def _forget_feedback(folder: Path, article_ids: set[str]) -> int:
    """Write the feedback anew without the lines that quote an article, as a whole or not at all."""
    path = folder / FEEDBACK
    if not article_ids or not path.is_file():
        return 0
    half = path.with_name(FEEDBACK + HALF)
    try:
        with feedback_lock(folder):
            lines = path.read_bytes().splitlines(keepends=True)
            kept = [line for line in lines if not _quotes(line, article_ids)]
            half.unlink(missing_ok=True)
            if len(kept) == len(lines):
                return 0
            private.make_file(half)
            with half.open("wb") as stream:
                stream.writelines(kept)
                stream.flush()
                os.fsync(stream.fileno())
            half.replace(path)
    except IndexStoreError as error:
        raise failures.INDEX_TRACE_STAYS(path=path, reason=str(error).rstrip(".")) from error
    except OSError as error:
        raise failures.INDEX_TRACE_STAYS(path=path, reason=error.strerror) from error
    return len(lines) - len(kept)


def _quotes(line: bytes, article_ids: set[str]) -> bool:
    """Whether a line of feedback has anything of one of the articles; a line that is no JSON may have all."""
    try:
        return _names(json.loads(line.decode()), article_ids)
    except (ValueError, RecursionError):
        return any(article_id.encode(errors="replace") in line for article_id in article_ids)


def _names(value: Any, article_ids: set[str]) -> bool:
    if isinstance(value, dict):
        return value.get("article_id") in article_ids or any(_names(one, article_ids) for one in value.values())
    return isinstance(value, list) and any(_names(one, article_ids) for one in value)
