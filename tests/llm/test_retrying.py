"""Busy endpoints are asked again as they wish, for a while, and never once words were given out."""

from __future__ import annotations

import email.utils
import threading
import time
from typing import Any

import pytest

from assistant.errors import ModelUnavailableError
from assistant.llm import Message, retrying
from assistant.llm.retrying import MOST_SECONDS, patiently, retry_after

ASK = [Message("user", "Who rejected it?")]
SOON = {"retry-after": "0.01"}


class BusyError(Exception):
    def __init__(self, status: int, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status_code = status
        self.response = type("Response", (), {"headers": headers or {}})()


def reply(model: Any) -> str:
    return "".join(model.stream(ASK, max_tokens=20))


def asked(errors: list[BusyError], *, hosted: bool = True, hopeless: Any = lambda _: False) -> int:
    """How often a request was sent that meets these errors in turn."""
    sent = 0

    def send() -> None:
        nonlocal sent
        sent += 1
        if errors:
            raise errors.pop(0)

    closed = threading.Event()
    try:
        patiently(send, hosted=hosted, closed=closed, lost=ConnectionError, hopeless=hopeless)
    except BusyError:
        return -sent
    return sent


def test_a_busy_endpoint_is_asked_again_as_long_as_it_says(served: Any, opened: Any) -> None:
    url, script = served
    script.busy = [(429, SOON), (503, SOON), (529, SOON), (429, SOON)]
    assert reply(opened(url)) == "Poland and Germany."
    assert len(script.requests) == 5


def test_one_on_this_machine_that_does_not_say_is_not(served: Any, opened: Any) -> None:
    url, script = served
    script.busy = [(503, {})]
    with pytest.raises(ModelUnavailableError, match="status 503"):
        reply(opened(url))
    assert len(script.requests) == 1


def test_an_endpoint_that_wants_too_long_is_told_at_once(served: Any, opened: Any) -> None:
    url, script = served
    script.busy = [(429, {"retry-after": "3600"})]
    with pytest.raises(ModelUnavailableError, match="limits the rate"):
        reply(opened(url))
    assert len(script.requests) == 1 and MOST_SECONDS < 3600


def test_another_machine_is_asked_three_times_even_where_it_does_not_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenacity.wait.wait_random_exponential.__call__", lambda *_: 0.0)
    assert asked([BusyError(500)] * 2) == 3
    assert asked([BusyError(500)] * 9) == -retrying.ATTEMPTS
    assert asked([BusyError(500)], hosted=False) == -1
    assert asked([BusyError(400, SOON)]) == -1
    assert asked([BusyError(429, SOON)], hopeless=lambda _: True) == -1


def test_waiting_ends_when_the_model_is_closed(served: Any, opened: Any) -> None:
    url, script = served
    script.busy = [(429, {"retry-after": "20"})] * 3
    model = opened(url)
    failed = threading.Event()

    def ask() -> None:
        try:
            reply(model)
        except Exception:  # noqa: BLE001 - whichever: it must end
            failed.set()

    thread = threading.Thread(target=ask)
    thread.start()
    while not script.requests:
        time.sleep(0.01)
    model.close()
    assert failed.wait(15)
    thread.join()


def test_nothing_is_asked_again_once_words_were_given_out(served: Any, opened: Any) -> None:
    url, script = served
    model = opened(url)
    assert reply(model)
    script.error_event = True
    with pytest.raises(ModelUnavailableError, match="failed while writing"):
        reply(model)
    assert len(script.requests) == 2


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("7", 7.0), ("0.5", 0.5), ("-3", 0.0), ("soon", None), ("", None), ("inf", None), ("nan", None)],
)
def test_how_long_to_wait(told: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": told}) == seconds
    assert retry_after({}) is None


def test_a_date_to_wait_for() -> None:
    told = retry_after({"retry-after": email.utils.formatdate(time.time() + 100, usegmt=True)})
    assert told is not None and 90 < told <= 100
