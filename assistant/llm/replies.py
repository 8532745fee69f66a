"""Replies under way, so that giving one up really ends it.

Closing LlamaIndex's generator leaves the HTTP response open (the openai client's stream is held by a cycle
until the garbage collector comes by), and the server goes on writing for nobody. So the response itself is
remembered when its headers arrive, and closed when its reader leaves; on that the server stops.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Replies:
    """The HTTP responses that are being read, by the thread that asked for them."""

    def __init__(self) -> None:
        self._here = threading.local()
        self._lock = threading.Lock()
        self._open: set[Any] = set()

    def arrived(self, response: Any) -> None:
        """A response hook of ``httpx.Client``; it runs in the thread that sent the request."""
        into: list[Any] | None = getattr(self._here, "into", None)
        if into is not None:
            into.append(response)
            with self._lock:
                self._open.add(response)

    @contextmanager
    def catching(self) -> Iterator[list[Any]]:
        """Collects the responses that arrive for this thread meanwhile; an exception gives them up."""
        caught: list[Any] = []
        self._here.into = caught
        try:
            yield caught
        except BaseException:
            self.give_up(caught)
            raise
        finally:
            self._here.into = None

    def give_up(self, responses: list[Any]) -> None:
        """Close responses; harmless for those read to their end."""
        for response in responses:
            response.close()
        with self._lock:
            self._open.difference_update(responses)

    def close_all(self) -> None:
        """Give up every reply."""
        with self._lock:
            still_open = list(self._open)
        self.give_up(still_open)
