"""Work that goes on by itself: stopped without loss, gone on with, given up when nobody looks."""

from __future__ import annotations

import threading
import time

import pytest

from assistant import failures
from assistant.desk.document import Document
from assistant.desk.progress import Progress
from assistant.errors import ModelUnavailableError
from assistant.ui import jobs as module
from assistant.ui.jobs import Job, Jobs
from assistant.ui.running import Line
from tests.ui.scripted_desk import Scripted

RESULT = Scripted(Document("T", ()))


class Stepwise:
    """A stream of which each step waits until it is let go."""

    def __init__(self, steps: int = 3) -> None:
        self.gates = [threading.Semaphore(0) for _ in range(steps)]
        self.taken = 0
        self.closed = threading.Event()

    def __call__(self, _):
        try:
            for number, gate in enumerate(self.gates):
                gate.acquire()
                self.taken = number + 1
                yield Progress(number + 1, len(self.gates), "steps")
                yield "a part"
            yield RESULT
        finally:
            self.closed.set()

    def let(self, number: int) -> None:
        self.gates[number].release()


def until(condition, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_it_is_read_step_by_step_to_its_result():
    stream = Stepwise()
    job = Job("survey", "Who?", stream)
    assert (job.shown().state, job.shown().progress) == ("running", None)
    stream.let(0)
    until(lambda: job.shown().progress == Progress(1, 3, "steps"))
    stream.let(1), stream.let(2)
    until(lambda: job.shown().is_over)
    assert job.shown().result is RESULT
    assert stream.closed.is_set()


def test_stopped_it_reads_no_further_and_goes_on_where_it_was():
    stream = Stepwise()
    job = Job("survey", "Who?", stream)
    job.stop()
    for number in range(3):
        stream.let(number)
    until(lambda: stream.taken == 1)  # the step that had begun
    time.sleep(0.3)
    assert (stream.taken, job.shown().state) == (1, "stopped")
    job.go_on()
    until(lambda: job.shown().state == "ended")
    assert stream.taken == 3


def test_given_up_it_closes_the_stream_also_while_it_is_stopped():
    stream = Stepwise()
    job = Job("survey", "Who?", stream)
    job.stop()
    stream.let(0)
    job.give_up()
    assert stream.closed.wait(20)
    until(lambda: job.shown().state == "failed")


def test_what_nobody_looks_at_is_given_up(monkeypatch):
    monkeypatch.setattr(module, "ALONE", -1)
    stream = Stepwise()
    stream.let(0)
    job = Job("survey", "Who?", stream)
    job.join(20)
    assert job.shown().state == "failed"
    assert "given up" in str(job.shown().failure)


def test_failures_are_told_and_what_is_unforeseen_says_nothing_of_itself(caplog):
    def known(_):
        yield Progress(1, 2, "steps")
        raise failures.PAGE_NO_URL()

    def unforeseen(_):
        raise KeyError("secret")
        yield

    for stream, told in ((known, "no web address"), (unforeseen, "")):
        job = Job("survey", "Who?", stream)
        until(lambda job=job: job.shown().is_over)
        assert told in str(job.shown().failure)
        assert "secret" not in str(job.shown().failure)


def test_a_question_comes_between_two_steps():
    line, stream = Line(), Stepwise()
    job = Job("survey", "Who?", stream, line)
    until(lambda: line.enter().ahead == 1)  # the job's own step is served; this place is the next
    (question,) = line._tickets[1:]
    stream.let(0), stream.let(1)
    until(lambda: stream.taken == 1 and question.ahead == 0)
    time.sleep(0.2)
    assert stream.taken == 1  # the second step waits for the question
    question.leave()
    until(lambda: stream.taken == 2)
    job.give_up()
    stream.let(2)


def test_only_so_much_goes_on_and_is_kept(monkeypatch):
    monkeypatch.setattr(module, "MOST_RUNNING", 2)
    monkeypatch.setattr(module, "MOST_KEPT", 3)
    jobs = Jobs()
    streams = [Stepwise(1) for _ in range(2)]
    running = [jobs.start("survey", "Who?", stream) for stream in streams]
    with pytest.raises(ModelUnavailableError, match="going on already"):
        jobs.start("survey", "Who?", Stepwise())
    for stream in streams:
        stream.let(0)
    until(lambda: all(job.shown().is_over for job in running))
    later = []
    for _ in range(3):
        later.append(jobs.start("survey", "Who?", lambda _: iter([RESULT])))
        until(lambda: later[-1].shown().is_over)
    assert [jobs.find(job.id) for job in running] == [None, None]
    assert [jobs.find(job.id) for job in later] == later
    assert jobs.find(None) is None and jobs.find(["x"]) is None
