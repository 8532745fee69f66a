"""No reply is endless: what arrives of one is bounded in bytes and in seconds, whatever the endpoint does.

The timeouts of an HTTP client are for each read, so that a server which sends a byte now and then, or goes on and on,
holds its reader for ever.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from assistant import failures

#: Bytes of one reply. A token with its log-probability is some 300 bytes of JSON, and 4,096 may be asked for; the
#: longest list of models in use has half a megabyte.
MOST_BYTES = 16_000_000
#: A whole reply may take so many times what is allowed for one piece of it.
PATIENCE = 10


class OverrunError(Exception):
    """A reply went on beyond its bounds; whoever reads it decides whether what came will do."""


def bounding(seconds: float) -> Callable[[Any], None]:
    """A response hook of ``httpx.Client`` that bounds each reply; ``seconds`` are those allowed for a read."""

    def bound(response: Any) -> None:
        if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            # a few kilobytes may unpack to gigabytes, inside the client where nobody counts
            raise failures.MODEL_COMPRESSED(host=response.request.url.host)
        response.stream = _bounded(response.stream, time.monotonic() + PATIENCE * seconds)

    return bound


#: To be sent along, so that an endpoint that keeps to the rules does not compress.
HEADERS = {"accept-encoding": "identity"}


def _bounded(stream: Any, until: float) -> Any:
    import httpx

    class Bounded(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            left = MOST_BYTES
            for block in stream:
                left -= len(block)
                if left < 0 or time.monotonic() > until:
                    raise OverrunError
                yield block

        def close(self) -> None:
            stream.close()

    return Bounded()
