"""Long work off the page's event loop: it can be stopped, and it waits for its turn where it must."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant import failures
from assistant.ui.stopping import Stopped

T = TypeVar("T")

#: Seconds between two looks at what the worker has done. Short enough to feel immediate, long enough that
#: ten waiting visitors cost nothing.
POLL = 0.05

#: More people than this in the line wait longer than anyone will: at some 6 s an answer, three minutes.
LONGEST_LINE = 30


class Line:
    """A waiting line before something that serves only a few at a time, first come first served.

    Args:
        slots: how many are served at once.
        longest: how many may wait; more are turned away.
    """

    def __init__(self, slots: int = 1, longest: int = LONGEST_LINE) -> None:
        self._slots = slots
        self._longest = longest
        self._tickets: list[Ticket] = []
        self._moved = threading.Condition()

    def enter(self) -> Ticket:
        """Take a place at the end.

        Raises:
            ModelUnavailableError: the line is full.
        """
        with self._moved:
            if len(self._tickets) >= self._slots + self._longest:
                raise failures.PAGE_LINE_FULL(waiting=self._longest)
            ticket = Ticket(self)
            self._tickets.append(ticket)
            return ticket

    def ahead_of(self, ticket: Ticket) -> int:
        """How many must be done before this one is served; 0 when it is served now."""
        with self._moved:
            return max(0, self._tickets.index(ticket) - self._slots + 1) if ticket in self._tickets else 0

    def wait(self, ticket: Ticket, stop: threading.Event) -> bool:
        """Block until the ticket is served; False when ``stop`` was set before."""
        with self._moved:
            while not stop.is_set():
                if ticket not in self._tickets or self._tickets.index(ticket) < self._slots:
                    return True
                self._moved.wait(timeout=POLL)
        return False

    def leave(self, ticket: Ticket) -> None:
        """Give the place up. Harmless when repeated."""
        with self._moved:
            if ticket in self._tickets:
                self._tickets.remove(ticket)
                self._moved.notify_all()


class Ticket:
    """One place in a :class:`Line`."""

    def __init__(self, line: Line) -> None:
        self._line = line

    @property
    def ahead(self) -> int:
        """How many are served first."""
        return self._line.ahead_of(self)

    def wait(self, stop: threading.Event) -> bool:
        """See :meth:`Line.wait`."""
        return self._line.wait(self, stop)

    def leave(self) -> None:
        """See :meth:`Line.leave`."""
        self._line.leave(self)


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing new for a moment; a chance to look at the clock."""


class Run(Generic[T]):
    """An iterator that is read in a thread of its own.

    Closing the iterator is what stops the work behind it, so :meth:`stop` asks the thread to do that at the
    next item; the reader is let go at once. Work that looks at :attr:`stopping` itself may end earlier, with
    :class:`~assistant.ui.stopping.Stopped`.

    Args:
        start: makes the iterator; called in the thread, so it may take its time.
    """

    def __init__(self, start: Callable[[Run[T]], Iterator[T]]) -> None:
        self.stopping = threading.Event()
        self.ticket: Ticket | None = None
        self._items: list[T] = []
        self._lock = threading.Lock()
        self._done: Future[None] = Future()
        self._thread = threading.Thread(target=self._work, args=(start,), name="page-work", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask the work to end."""
        self.stopping.set()

    @property
    def ended(self) -> bool:
        """Whether the work behind has really come to its end."""
        return self._done.done()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end of the work."""
        self._thread.join(timeout)

    async def items(self) -> AsyncIterator[T | Idle]:
        """What the iterator gives, with :class:`Idle` in between; ends early once stopped.

        Leaving it (also by cancellation, when a visitor closes the tab) stops the work.

        Raises:
            Exception: what the iterator raised.
        """
        try:
            while not self.stopping.is_set():
                done = self._done.done()
                for item in self._taken():
                    yield item
                if done:
                    self._done.result()
                    return
                yield Idle()
                await asyncio.sleep(POLL)
        finally:
            self.stop()

    def _taken(self) -> list[T]:
        with self._lock:
            taken, self._items = self._items, []
        return taken

    def _work(self, start: Callable[[Run[T]], Iterator[T]]) -> None:
        try:
            items = start(self)
            try:
                for item in items:
                    if self.stopping.is_set():
                        break
                    with self._lock:
                        self._items.append(item)
            finally:
                close = getattr(items, "close", None)
                if close is not None:
                    close()
        except Stopped:
            self._done.set_result(None)
        except Exception as error:  # noqa: BLE001 - handed to the reader, who raises it
            self._done.set_exception(error)
        else:
            self._done.set_result(None)
