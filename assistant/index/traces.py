"""What of an article lies in the index folder beside catalog and vectors, and goes when it is deleted.

Three things do: the file that a visitor of the page uploaded, under ``uploads/``, the lines of
``feedback.jsonl`` in which a visitor voted on an answer that quotes the article or was given its passages, and those
of ``surveys/`` in which a survey keeps what it has read of the article (:mod:`assistant.index.kept`). The catalog
notes a deleted article in the transaction that deletes it, so that a kill leaves the note, and the next writer
finishes. Files outside the index folder belong to their owner.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import failures
from assistant.errors import IndexStoreError
from assistant.index import kept, private
from assistant.index.locks import feedback_lock, kept_lock

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
        surveys: passages that a survey had read.
    """

    passages: int = 0
    uploads: int = 0
    feedback: int = 0
    surveys: int = 0


def clear(folder: Path, gone: Sequence[Gone], in_use: Collection[str]) -> tuple[int, int, int]:
    """Delete uploads, feedback lines and what surveys keep of deleted articles.

    Args:
        folder: the index folder.
        gone: the articles.
        in_use: places that articles of the index were read from, whose files stay.

    Returns:
        How many files, lines of feedback and lines of surveys went.

    Raises:
        IndexStoreError: something cannot be deleted.
    """
    files = sum(_delete_upload(folder / private.UPLOADS, Path(name)) for one in gone for name in one.files
                if name not in in_use)  # fmt: skip
    article_ids = {one.article_id for one in gone}
    feedback = _forget(folder / FEEDBACK, feedback_lock, folder, article_ids)
    surveys = sum(_forget(path, kept_lock, folder, article_ids) for path in kept.files(folder))
    return files, feedback, surveys


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


def _forget(
    path: Path, lock: Callable[[Path], AbstractContextManager[None]], folder: Path, article_ids: set[str]
) -> int:
    """Write a file of JSON lines anew without those that quote an article, as a whole or not at all."""
    if not article_ids or not path.is_file():
        return 0
    half = path.with_name(path.name + HALF)
    try:
        with lock(folder):
            lines = path.read_bytes().splitlines(keepends=True)
            left = [line for line in lines if not _quotes(line, article_ids)]
            half.unlink(missing_ok=True)
            if len(left) == len(lines):
                return 0
            private.make_file(half)
            with half.open("wb") as stream:
                stream.writelines(left)
                stream.flush()
                os.fsync(stream.fileno())
            half.replace(path)
    except IndexStoreError as error:
        raise failures.INDEX_TRACE_STAYS(path=path, reason=str(error).rstrip(".")) from error
    except OSError as error:
        raise failures.INDEX_TRACE_STAYS(path=path, reason=error.strerror) from error
    return len(lines) - len(left)


def _quotes(line: bytes, article_ids: set[str]) -> bool:
    """Whether a line has anything of one of the articles; a line that is no JSON may have all."""
    try:
        return _names(json.loads(line.decode()), article_ids)
    except (ValueError, RecursionError):
        return any(article_id.encode(errors="replace") in line for article_id in article_ids)


def _names(value: Any, article_ids: set[str]) -> bool:
    if isinstance(value, dict):
        return value.get("article_id") in article_ids or any(_names(one, article_ids) for one in value.values())
    return isinstance(value, list) and any(_names(one, article_ids) for one in value)
