"""Long work of the desk that goes on while nobody looks: it is found again by its id, stopped, and gone on with.

A view's stream (``Assistant.survey_stream`` and its like) is read in a thread of its own, one step after the other.
To stop is to read no further, so nothing is lost by it; to go on is to read on. Each step waits for its turn before
the model, so that a question asked meanwhile comes between two steps and not after all of them.

Whoever knows an id may look: it is random, and only the browser that began the work is told.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from assistant import failures
from assistant.desk.document import Document
from assistant.desk.progress import Progress
from assistant.errors import AssistantError, ModelUnavailableError
from assistant.ui.logs import where
from assistant.ui.records import new_id
from assistant.ui.running import POLL, Line
from assistant.ui.stopping import Stopped

_log = logging.getLogger(__name__)

#: Work at one time, and results kept: a result is some hundred kilobytes.
MOST_RUNNING = 8
MOST_KEPT = 40
#: Seconds after which work that nobody looks at is given up: a lunch break.
ALONE = 3600

#: Seconds that the end of the page waits for a step that has begun.
_LAST_STEP = 2.0

State = Literal["running", "stopped", "ended", "failed"]


class Result(Protocol):
    """What a view's stream gives last."""

    def document(self) -> Document:
        """To be read."""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""


Stream = Callable[[threading.Event], Iterator[Any]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A job as it stands."""

    id: str
    view: str
    subject: str
    state: State
    progress: Progress | None = None
    result: Result | None = None
    failure: AssistantError | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes."""
        return self.state in ("ended", "failed")


class Job:
    """One stream, read in a thread.

    Args:
        view: which way of looking it is.
        subject: the question, topic or text.
        stream: starts it, given the event that ends the model's work in this thread.
        line: the waiting line before the model; None where there is none.
    """

    def __init__(self, view: str, subject: str, stream: Stream, line: Line | None = None) -> None:
        self.id = new_id()
        self.given_up = threading.Event()
        self._view = view
        self._subject = subject
        self._line = line
        self._state: State = "running"
        self._progress: Progress | None = None
        self._result: Result | None = None
        self._failure: AssistantError | None = None
        self._may_go_on = threading.Event()
        self._may_go_on.set()
        self._looked = time.monotonic()
        self._thread = threading.Thread(target=self._work, args=(stream,), name="page-job", daemon=True)
        self._thread.start()

    def shown(self) -> Shown:
        """How it stands; whoever asks is looking at it."""
        self._looked = time.monotonic()
        return Shown(self.id, self._view, self._subject, self._state, self._progress, self._result, self._failure)

    @property
    def runs(self) -> bool:
        """Whether it works or may still go on."""
        return self._state in ("running", "stopped")

    def stop(self) -> None:
        """Read no further after this step."""
        if self._state == "running":
            self._may_go_on.clear()
            self._state = "stopped"

    def go_on(self) -> None:
        """Read on."""
        if self._state == "stopped":
            self._state = "running"
            self._may_go_on.set()

    def give_up(self) -> None:
        """End it for good."""
        self.given_up.set()
        self._may_go_on.set()

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end."""
        self._thread.join(timeout)

    def _work(self, start: Stream) -> None:
        try:
            self._read(start(self.given_up))
        except Stopped:
            self._fail(failures.PAGE_JOB_GIVEN_UP())
        except AssistantError as error:
            self._fail(error)
        except Exception as error:  # noqa: BLE001 - the edge: whoever looks is told, the log has where
            _log.error("%s failed: %s", self._view, where(error))
            self._fail(failures.PAGE_UNFORESEEN())

    def _read(self, items: Iterator[Any]) -> None:
        try:
            while self._is_wanted():
                with self._turn():
                    if self.given_up.is_set():
                        continue
                    item = next(items, None)
                if isinstance(item, Progress):
                    self._progress = item
                elif item is None:
                    break
                elif hasattr(
                    item, "document"
                ):  # a part of a result may come before it, as a sentence of a checked text
                    self._result, self._state = item, "ended"
                    break
            if self._result is None:
                self._fail(failures.PAGE_JOB_GIVEN_UP())
        finally:
            close = getattr(items, "close", None)
            if close is not None:
                close()

    def _is_wanted(self) -> bool:
        """Wait while it is stopped; False once nobody has looked for long, or it was given up."""
        while not self.given_up.is_set():
            if time.monotonic() - self._looked > ALONE:
                return False
            if self._may_go_on.wait(1.0):
                return not self.given_up.is_set()
        return False

    def _turn(self) -> Any:
        return _Place(self._line, self.given_up) if self._line is not None else nullcontext()

    def _fail(self, why: AssistantError) -> None:
        self._failure, self._state = why, "failed"


class _Place:
    """A place in the line for one step."""

    def __init__(self, line: Line, stop: threading.Event) -> None:
        self._line = line
        self._stop = stop

    def __enter__(self) -> None:
        while True:
            try:
                self._ticket = self._line.enter()
                break
            except ModelUnavailableError:  # the line is full of people, who come first
                time.sleep(POLL)
        self._ticket.wait(self._stop)

    def __exit__(self, *_: object) -> None:
        self._ticket.leave()


class Jobs:
    """All work of the page, by id; the oldest that is over makes room for new."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, view: str, subject: str, stream: Stream, line: Line | None = None) -> Job:
        """Begin.

        Raises:
            ModelUnavailableError: too much is going on.
        """
        with self._lock:
            if sum(job.runs for job in self._jobs.values()) >= MOST_RUNNING:
                raise failures.PAGE_JOBS_FULL(most=MOST_RUNNING)
            job = Job(view, subject, stream, line)
            self._jobs[job.id] = job
            over = [one.id for one in self._jobs.values() if not one.runs]
            for old in over[: max(0, len(self._jobs) - MOST_KEPT)]:
                del self._jobs[old]
            return job

    def find(self, job_id: Any) -> Job | None:
        """The job of an id; None where there is none, or no more."""
        with self._lock:
            return self._jobs.get(job_id) if isinstance(job_id, str) else None

    def close(self) -> None:
        """Give everything up."""
        for job in list(self._jobs.values()):
            job.give_up()
        for job in list(self._jobs.values()):
            job.join(_LAST_STEP)
