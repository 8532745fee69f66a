"""Ctrl-C and its like at many moments of every command, in real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.test_commands import MAIN, TROOPS
from tests.conftest import SEEDS

pytestmark = pytest.mark.models

ROOT = Path(__file__).resolve().parents[2]
#: Seconds after the handlers are in place: imports, opening, loading, retrieval, reading, writing. More moments, and
#: what each took, by `python -m benchmarks.interrupts`.
MOMENTS = (0.0, 0.5, 2.0)
#: A hang is what is looked for; 1.2 s is what an orderly end is given (signals.GRACE).
PATIENCE = 60
COMMANDS = {
    "ask": ["ask", TROOPS],
    "chat": ["chat"],
    "search": ["search", TROOPS],
    "ingest": ["ingest", str(SEEDS)],
    "serve": ["serve", "--port", "0"],
}


@contextmanager
def running(index: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command whose handlers are in place."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ASSISTANT_INDEX": str(index)}
    environment["ASSISTANT_LLM"] = "qwen2.5-coder-0.5b"
    # a job in the background of a script, or under nohup, as a test run may be, hands its children ignored signals
    usual = "signal.signal(signal.SIGINT, signal.default_int_handler); signal.signal(signal.SIGHUP, signal.SIG_DFL)"
    code = f"import signal; {usual}; {MAIN}"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    try:
        while process.poll() is None and not _caught(process.pid) >> (signal.SIGTERM - 1) & 1:
            time.sleep(0.002)
        yield process
    finally:
        process.kill()
        process.communicate()


def _caught(pid: int) -> int:
    """The signals that a process catches; Python by itself catches SIGINT, never SIGTERM."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("SigCgt:"):
            return int(line.split()[1], 16)
    return 0


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("command", COMMANDS)
def test_ctrl_c_ends_a_command_with_a_sentence(seeds_index: Path, tmp_path: Path, command: str, moment: float) -> None:
    index = tmp_path / "index" if command == "ingest" else seeds_index
    arguments = [word.replace("0", _free_port()) if word == "0" else word for word in COMMANDS[command]]
    with running(index, *arguments) as process:
        time.sleep(moment)
        if process.poll() is not None:  # it was faster than that
            assert process.returncode == 0
            return
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=PATIENCE)[1].decode()
        assert process.returncode in (130, 0)
        assert ("Interrupted." in said) == (process.returncode == 130), said
        assert "Traceback" not in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_have_their_codes(seeds_index: Path, number: signal.Signals) -> None:
    with running(seeds_index, "chat") as process:
        time.sleep(1)
        process.send_signal(number)
        said = process.communicate(timeout=PATIENCE)[1].decode()
    assert process.returncode == 128 + number
    assert said == "assistant: Interrupted.\n"


def test_what_a_signal_breaks_off_is_not_told_as_an_error() -> None:
    """An import that is broken off fails as an ImportError of its own."""
    code = (
        "import os, signal\nfrom assistant.cli.edge import run\n"
        "def command():\n    try:\n        os.kill(os.getpid(), signal.SIGTERM)\n"
        "    except BaseException:\n        raise ImportError('initialization failed') from None\n"
        "run(command, 'assistant')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    assert (ended.returncode, ended.stderr) == (143, b"assistant: Interrupted.\n")


def test_a_signal_within_a_finalizer_is_not_swallowed() -> None:
    """Python prints what a finalizer or a weak reference's callback raises, and goes on."""
    code = (
        "import os, signal, sys, time\nfrom assistant.cli.edge import run\n"
        "class Dying:\n    def __del__(self):\n        os.kill(os.getpid(), signal.SIGTERM)\n        time.sleep(1)\n"
        "def command():\n    del [Dying()][0]\n    print('went on', file=sys.stderr)\n"
        "run(command, 'assistant')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    assert (ended.returncode, ended.stderr) == (143, b"assistant: Interrupted.\n")


def test_a_reader_that_goes_ends_the_command_quietly(seeds_index: Path) -> None:
    with running(seeds_index, "chat") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(PATIENCE) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


@pytest.mark.parametrize("arguments", [("articles",), ("search", "troops"), ("doctor",), ("articles", "--json")])
def test_head_is_no_failure(seeds_index: Path, arguments: tuple[str, ...]) -> None:
    """The reader has gone before the first line is written."""
    with running(seeds_index, *arguments) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(PATIENCE) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_a_job_that_ignores_signals_goes_on_ignoring_them(seeds_index: Path) -> None:
    """As under nohup, or in the background of a script."""
    code = f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); {MAIN}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ASSISTANT_INDEX": str(seeds_index)}
    process = subprocess.Popen([sys.executable, "-c", code, "search", TROOPS], stdout=subprocess.PIPE, env=environment)
    while process.poll() is None and not _caught(process.pid) >> (signal.SIGTERM - 1) & 1:
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    assert b"NATO" in process.communicate(timeout=PATIENCE)[0]
    assert process.returncode == 0


def test_the_model_ends_with_its_command_even_when_that_is_killed(seeds_index: Path) -> None:
    with running(seeds_index, "chat") as process:
        while not (children := _children(process.pid)):
            assert process.poll() is None
            time.sleep(0.05)
        process.kill()
        process.wait()
        deadline = time.monotonic() + PATIENCE
        while any(_is_alive(child) for child in children):
            assert time.monotonic() < deadline, "llama.cpp outlives its command"
            time.sleep(0.05)


def test_what_cannot_be_written_is_told(seeds_index: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ASSISTANT_INDEX": str(seeds_index)}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", MAIN, "articles"], stdout=full, stderr=subprocess.PIPE, env=environment, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"assistant: The output cannot be written (No space left on device);")


def _free_port() -> str:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


def _children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        if f"PPid:\t{pid}\n" in text:
            found.append(int(status.parent.name))
    return found


def _is_alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
