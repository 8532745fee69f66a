"""The portable engine and a `llama-server` of the machine: which is taken, and what is told of it."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.errors import ModelConfigError
from assistant.llm import Message
from assistant.llm.embedded import EmbeddedServer
from assistant.llm.endpoint import Endpoint
from assistant.llm.engines import PORTABLE, Engine, Trial, Trials, described, found, named
from assistant.llm.native_process import environment
from tests.cli.test_signals import _is_alive
from tests.llm.native_server import program

BEGINNING = [Message("system", "You answer questions about news articles. Be brief. " * 4), Message("user", "Sources:")]


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that comes first on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return folder


@pytest.fixture
def native(bin_folder: Path) -> Engine:
    return Engine(str(program(bin_folder)))


@pytest.fixture
def trials(small: Path, tmp_path: Path) -> Trials:
    return Trials(tmp_path, small, 1)


@pytest.fixture
def server(small: Path, tmp_path: Path) -> Iterator[Callable[..., EmbeddedServer]]:
    made: list[EmbeddedServer] = []

    def make(engine: Engine | None = None, beginning: list[Message] | None = None) -> EmbeddedServer:
        made.append(EmbeddedServer(small, 1024, 1, engine, tmp_path, beginning or []))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def read_tokens(endpoint: Endpoint, text: str) -> int:
    """How many tokens of this prompt had to be read, the common beginning before it."""
    messages = [BEGINNING[0], Message("user", f"{BEGINNING[1].content}{text}")]
    with endpoint.http() as http:
        read: int = endpoint.complete(http, messages, 1)["timings"]["prompt_n"]
    return read


def test_the_setting_names_an_engine(bin_folder: Path) -> None:
    assert named("portable") == PORTABLE
    assert named("auto") is None
    own = program(bin_folder)
    assert named("llama-server") == named(str(own)) == found(None) == Engine(str(own))
    with pytest.raises(ModelConfigError, match=r"names no-such-engine, and there is no program"):
        named("no-such-engine")


def test_a_native_server_is_told_our_settings_and_nobody_elses() -> None:
    order = {"path": "/m.gguf", "alias": "m", "context_tokens": 512, "threads": 3, "key": "k", "program": "x"}
    told = environment(order, 8123, {"HOME": "/h", "LLAMA_ARG_HOST": "0.0.0.0", "LLAMA_ARG_TOOLS": "all"})
    assert told["HOME"] == "/h"
    assert "LLAMA_ARG_TOOLS" not in told
    assert (told["LLAMA_ARG_HOST"], told["LLAMA_ARG_PORT"], told["LLAMA_API_KEY"]) == ("127.0.0.1", "8123", "k")


@pytest.mark.parametrize("written", ["", "no JSON", "[]", "{}", '{"KEY": 3}', '{"KEY": {"seconds": "x"}}'])
def test_a_file_of_trials_that_is_broken_counts_as_none(tmp_path: Path, written: str) -> None:
    trials = Trials(tmp_path, tmp_path / "model.gguf", 2)
    trials.keep(PORTABLE, Trial(2.0))
    assert trials.known(PORTABLE) == Trial(2.0)
    (key,) = json.loads((tmp_path / "engines.json").read_text())
    (tmp_path / "engines.json").write_text(written.replace("KEY", key))
    assert trials.known(PORTABLE) is None
    trials.keep(PORTABLE, Trial(None, "why"))
    assert trials.known(PORTABLE) == Trial(None, "why")


@pytest.mark.models
def test_the_faster_one_is_taken_and_the_trial_kept(
    native: Engine,
    trials: Trials,
    tmp_path: Path,
    server: Callable[..., EmbeddedServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = {native: 1.0, PORTABLE: 2.0}
    order = iter((native, PORTABLE))
    monkeypatch.setattr("assistant.llm.embedded.tried", lambda endpoint: Trial(seconds[next(order)]))
    running = server()
    running.start()
    pid, address = (tmp_path / "native.pid").read_text().split()
    assert Path(f"/proc/{pid}").exists()
    assert trials.known(native) == Trial(1.0)
    choice = trials.choice(native)
    assert choice is not None
    assert (choice.engine, choice.reason) == (native, "2.0 times as fast here as the portable engine")
    running.stop()
    assert _gone(int(pid)), "the server outlives what started it"

    again = server().start()  # no trial: the iterator is spent
    assert read_tokens(again, "x") > 0
    assert address != (tmp_path / "native.pid").read_text().split()[1]


@pytest.mark.models
def test_one_that_is_no_faster_is_left(
    native: Engine,
    trials: Trials,
    tmp_path: Path,
    server: Callable[..., EmbeddedServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.llm.embedded.tried", lambda endpoint: Trial(1.0))
    endpoint = server().start()
    assert endpoint.url.split("/v1")[0] != (tmp_path / "native.pid").read_text().split()[1]
    choice = trials.choice(native)
    assert choice is not None
    assert choice.engine == PORTABLE
    assert "takes 1.00 times as long" in choice.reason


@pytest.mark.models
def test_one_that_dies_of_an_instruction_is_told_and_left(
    bin_folder: Path, trials: Trials, server: Callable[..., EmbeddedServer]
) -> None:
    native = Engine(str(program(bin_folder, dies_of=signal.SIGILL)))
    endpoint = server().start()
    assert read_tokens(endpoint, "x") > 0
    choice = trials.choice(native)
    assert choice is not None
    assert choice.engine == PORTABLE
    assert "SIGILL" in choice.detail
    with pytest.raises(
        ModelConfigError, match=r"The engine .*llama-server cannot be used for .*: it ended with signal SIGILL"
    ):
        server(native).start()


@pytest.mark.models
def test_where_the_portable_one_cannot_run_the_other_does(
    native: Engine,
    trials: Trials,
    tmp_path: Path,
    server: Callable[..., EmbeddedServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dying = tmp_path / "dying.py"
    dying.write_text(f"import os\nos.kill(os.getpid(), {int(signal.SIGILL)})\n")
    monkeypatch.setattr("assistant.llm.llama_process.__file__", str(dying))
    assert read_tokens(server().start(), "x") > 0
    choice = trials.choice(native)
    assert choice is not None
    assert (choice.engine, choice.reason) == (native, "the portable engine was tried and cannot be used")
    assert "this processor" in choice.detail


@pytest.mark.models
def test_a_server_that_was_told_to_run_is_ended_when_its_keeper_is_killed(
    native: Engine, tmp_path: Path, server: Callable[..., EmbeddedServer]
) -> None:
    running = server(native)
    running.start()
    pid = int((tmp_path / "native.pid").read_text().split()[0])
    assert running._process is not None
    os.kill(running._process.pid, signal.SIGKILL)
    assert _gone(pid)


@pytest.mark.models
def test_what_every_prompt_begins_with_is_read_once_a_machine(
    tmp_path: Path, server: Callable[..., EmbeddedServer]
) -> None:
    plain = read_tokens(server(PORTABLE).start(), " A")
    first = server(PORTABLE, BEGINNING)
    assert plain - read_tokens(first.start(), " A") > 40
    first.stop()
    (state,) = (tmp_path / "prefixes").iterdir()
    second = server(PORTABLE, BEGINNING)
    written = state.stat().st_mtime_ns
    assert plain - read_tokens(second.start(), " B") > 40
    assert state.stat().st_mtime_ns == written
    second.stop()

    state.write_bytes(state.read_bytes()[:-1000])
    third = server(PORTABLE, BEGINNING)
    assert plain - read_tokens(third.start(), " C") > 40
    (anew,) = (tmp_path / "prefixes").iterdir()
    assert anew.stat().st_mtime_ns != written


def _gone(pid: int) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if not _is_alive(pid):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        (Trial(1.0), "llama-server: 2.0 times as fast"),
        (Trial(4.0), "the portable engine: the llama-server was tried and takes 2.00 times as long"),
        (Trial(None, "/srv/bin/llama-server ended"), "the portable engine: the llama-server was tried and cannot"),
        (None, "llama-server or the portable engine: the next start"),
    ],
)
def test_a_page_is_told_what_runs_but_not_where_it_lies(
    native: Engine, tmp_path: Path, theirs: Trial | None, told: str
) -> None:
    model = tmp_path / "model.gguf"
    model.write_bytes(b"GGUF")
    trials = Trials(tmp_path, model, 1)
    if theirs is not None:
        trials.keep(native, theirs)
        trials.keep(PORTABLE, Trial(2.0))
    assert described("auto", tmp_path, model, 1, places=False).startswith(told)
    assert "/" not in described("auto", tmp_path, model, 1, places=False)
    assert "/" not in described(str(native.program), tmp_path, model, 1, places=False)
    whole = described("auto", tmp_path, model, 1)
    assert ("/" in whole) == (theirs is None or theirs.seconds in (1.0, None))
