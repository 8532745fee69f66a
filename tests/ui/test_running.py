from __future__ import annotations

import asyncio
import threading

import pytest

from assistant.errors import ModelUnavailableError
from assistant.ui.running import Idle, Line, Run
from tests.ui.loops import run_apart


async def _collect(run: Run[int], most: int | None = None) -> list[int]:
    found: list[int] = []
    async for item in run.items():
        if not isinstance(item, Idle):
            found.append(item)
            if most is not None and len(found) >= most:
                break
    return found


def test_all_items_arrive_in_order():
    assert run_apart(_collect(Run(lambda _: iter(range(500))))) == list(range(500))


def test_an_error_of_the_work_is_raised_to_the_reader():
    def work():
        yield 1
        raise ModelUnavailableError("gone")

    with pytest.raises(ModelUnavailableError, match="gone"):
        run_apart(_collect(Run(lambda _: work())))


def test_stopping_closes_the_iterator_and_lets_the_reader_go():
    closed = threading.Event()
    go_on = threading.Event()

    def work():
        try:
            number = 0
            while True:
                yield number
                number += 1
                go_on.wait(0.01)
        finally:
            closed.set()

    run = Run(lambda _: work())

    async def stop_later():
        reader = asyncio.create_task(_collect(run))
        await asyncio.sleep(0.2)
        run.stop()
        await reader

    run_apart(stop_later())
    assert closed.wait(10)
    run.join(10)
    assert run.ended


def test_a_cancelled_reader_stops_the_work():
    closed = threading.Event()

    def work():
        try:
            while True:
                yield 1
        finally:
            closed.set()

    async def cancelled():
        reader = asyncio.create_task(_collect(Run(lambda _: work())))
        await asyncio.sleep(0.1)
        reader.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reader

    run_apart(cancelled())
    assert closed.wait(10)


def test_the_line_serves_in_order_and_tells_the_place():
    line = Line(slots=1)
    first, second, third = line.enter(), line.enter(), line.enter()
    assert [ticket.ahead for ticket in (first, second, third)] == [0, 1, 2]
    first.leave()
    first.leave()
    assert [ticket.ahead for ticket in (second, third)] == [0, 1]
    assert second.wait(threading.Event())


def test_waiting_in_the_line_ends_when_stopped():
    line = Line()
    line.enter()
    stop = threading.Event()
    stop.set()
    assert line.enter().wait(stop) is False


def test_a_full_line_turns_away_with_one_sentence():
    line = Line(slots=1, longest=1)
    line.enter(), line.enter()
    with pytest.raises(ModelUnavailableError, match="waiting already"):
        line.enter()
