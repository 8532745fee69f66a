"""Requests that are repeated because an endpoint is busy, as long as nothing of a reply was given out.

How long to wait says the endpoint (``Retry-After``); one on another machine is also asked again where it does not.
"""

from __future__ import annotations

import email.utils
import math
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")

#: Seconds to wait in all.
MOST_SECONDS = 30.0
#: Repeats of a request to another machine, where nobody says how long to wait.
ATTEMPTS = 3
#: Too many requests, and failures of servers and of those before them that pass.
_BUSY = frozenset((408, 409, 429, 500, 502, 503, 504, 529))


def patiently(
    ask: Callable[[], T],
    *,
    hosted: bool,
    closed: threading.Event,
    lost: type[Exception],
    hopeless: Callable[[Any], bool],
) -> T:
    """The result of a request, repeated while the endpoint is busy.

    Args:
        ask: sends the request.
        hosted: whether the endpoint is on another machine.
        closed: ends the waiting.
        lost: what the client raises where no connection was had.
        hopeless: whether an error will stay, however long one waits.
    """
    from tenacity import Retrying, retry_if_exception, stop_before_delay, wait_random_exponential
    from tenacity.nap import sleep_using_event

    backing_off = wait_random_exponential(multiplier=0.5, max=8.0)

    def waits(state: Any) -> float:
        told = retry_after(_headers(state.outcome.exception()))
        return backing_off(state) if told is None else told

    def passes(error: BaseException) -> bool:
        if closed.is_set():
            return False
        if isinstance(error, lost):
            return hosted
        if getattr(error, "status_code", None) not in _BUSY or hopeless(error):
            return False
        return hosted or retry_after(_headers(error)) is not None

    def enough(state: Any) -> bool:
        return bool(stop_before_delay(MOST_SECONDS)(state)) or (
            state.attempt_number >= ATTEMPTS and retry_after(_headers(state.outcome.exception())) is None
        )

    retrying = Retrying(
        retry=retry_if_exception(passes), wait=waits, stop=enough, sleep=sleep_using_event(closed), reraise=True
    )
    return retrying(ask)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a reply asks to wait, None where it does not; a date counts from now."""
    told = headers.get("retry-after", "").strip()
    try:
        seconds = float(told)
    except ValueError:
        parsed = email.utils.parsedate_tz(told)
        if parsed is None:
            return None
        seconds = email.utils.mktime_tz(parsed) - time.time()
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _headers(error: BaseException | None) -> Mapping[str, str]:
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", None) or {}
    return headers
