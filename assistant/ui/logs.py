"""What the page writes to its log: lines of bounded length, whatever a caller sends."""

from __future__ import annotations

import logging
import traceback
from typing import Any

#: A line is read by a person. What is longer is some caller's data.
LINE_CHARS = 400
_FRAMES = 3
_LOGGERS = ("assistant.ui", "uvicorn", "mcp", "gradio", "asyncio", "sse_starlette")


class BoundedFormatter(logging.Formatter):
    """One line of at most :data:`LINE_CHARS` a record; a traceback is told by its innermost places."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        error = record.exc_info[1] if record.exc_info else None
        told = f"{record.getMessage()} {where(error) if error is not None else ''}"
        when = self.formatTime(record, "%Y-%m-%d %H:%M:%S")
        return clipped(f"{when} {record.levelname.lower()}: {told}".rstrip())


def clipped(text: str) -> str:
    """Text on one line, without control characters, not longer than a line of the log."""
    head = text[: LINE_CHARS + 1]
    plain = "".join(char if char.isprintable() else " " for char in head)
    return plain if len(text) <= LINE_CHARS else f"{plain[: LINE_CHARS - 1]}…"


def where(error: BaseException) -> str:
    """An error in a few words, with the innermost places that it came through."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = " < ".join(f"{frame.name} ({frame.filename.rsplit('/', 1)[-1]}:{frame.lineno})" for frame in frames[::-1])
    return f"{type(error).__name__}: {str(error)[: LINE_CHARS // 2]}{f' in {places}' if places else ''}"


def configuration() -> dict[str, Any]:
    """Of the loggers that write while the page is served, for ``logging.config``; other loggers stay as they are."""
    named = {"handlers": ["page"], "level": "WARNING", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"page": {"()": f"{__name__}.{BoundedFormatter.__name__}"}},
        "handlers": {"page": {"class": "logging.StreamHandler", "formatter": "page", "stream": "ext://sys.stderr"}},
        "loggers": {
            name: dict(named) for name in ("assistant.ui", "uvicorn", "mcp", "gradio", "asyncio", "sse_starlette")
        },
    }
