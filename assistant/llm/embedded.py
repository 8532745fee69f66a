"""llama.cpp beside this process: its server in a child, on a loopback port with a random key."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant import failures
from assistant.cores import usable_cores
from assistant.errors import ModelError
from assistant.llm import engines, llama_process, native_process
from assistant.llm.base import Message
from assistant.llm.connecting import connect
from assistant.llm.endpoint import Endpoint
from assistant.llm.engines import PORTABLE, Choice, Engine, Trial, Trials, tried, version_of, version_of_file
from assistant.llm.kept_prefix import FOLDER, KeptPrefix
from assistant.llm.openai_like import OpenAILikeModel
from assistant.llm.request import Thinking

_MAGIC = b"GGUF"


def open_embedded(
    name: str,
    path: Path,
    *,
    context_tokens: int,
    timeout: float,
    threads: int | None = None,
    cache: Path | None = None,
    engine: str = "auto",
    beginning: Sequence[Message] = (),
    thinking: Thinking = "off",
) -> OpenAILikeModel:
    """Start loading a GGUF file; returns at once.

    Args:
        name: what an answer reports as its model.
        path: the GGUF file.
        context_tokens: context window; memory grows with it (28 kB a token for the 1.5B).
        timeout: seconds to wait for the next piece of a reply.
        threads: threads of llama.cpp; default: physical cores, at most 8.
        cache: the model cache, which keeps trials of engines and what every prompt begins with; without one nothing is
            tried nor kept.
        engine: see :func:`assistant.llm.engines.named`.
        beginning: what every prompt begins with, read once a machine.
        thinking: how much a model that can think may think.

    Raises:
        ModelConfigError: the file is no GGUF file, or there is no such engine. What only loading can tell is raised at
            first use.
    """
    check_magic(path)
    chosen = engines.named(engine, cache)
    server = EmbeddedServer(path, context_tokens, threads or usable_cores(), chosen, cache, beginning)
    return OpenAILikeModel(name, server.start, hosted=False, timeout=timeout, release=server.stop, thinking=thinking)


class EmbeddedServer:
    """Owns the process of an engine (:mod:`assistant.llm.llama_process`, or one of its kind), which ends with this one.

    Args:
        path: the GGUF file.
        context_tokens: context window.
        threads: threads of the engine.
        engine: None takes the fastest one.
        cache: the model cache.
        beginning: what every prompt begins with.
        draft: look-up decoding (Saxena 2023), for ``benchmarks/engines.py``: where the last so many tokens stand in the
            prompt, so many that follow there are read at once, and kept as far as the model would have written them.
    """

    def __init__(
        self,
        path: Path,
        context_tokens: int,
        threads: int,
        engine: Engine | None = PORTABLE,
        cache: Path | None = None,
        beginning: Sequence[Message] = (),
        draft: tuple[int, int] | None = None,
    ) -> None:
        self._path = path
        self._draft = draft
        self._context_tokens = context_tokens
        self._threads = threads
        self._cache = cache
        self._engine = engine
        self._beginning = beginning
        self._lock = threading.Lock()
        self._stopped = False
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> Endpoint:
        """Load the model and listen.

        Raises:
            ModelConfigError: the file is damaged or of an unknown architecture, or the engine cannot be loaded.
            ModelError: it was stopped meanwhile.
        """
        if self._engine is not None:
            return self._ready(self._engine)
        native = engines.found(self._cache)
        if native is None or self._cache is None:
            return self._ready(PORTABLE)
        trials = Trials(self._cache, self._path, self._threads)
        choice = trials.choice(native) or self._tried(native, trials)
        try:
            return self._ready(choice.engine)
        except ModelError as error:
            if choice.engine == PORTABLE or self._stopped:
                raise
            trials.keep(native, Trial(None, str(error)))
            return self._ready(PORTABLE)

    def stop(self) -> None:
        """Stop the server and free the model, also while it loads. Harmless when repeated."""
        with self._lock:
            self._stopped = True
        self._end()

    def _end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # a llama-server is another process of the same session
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):  # it died before it had read what was written to it
                        pipe.close()

    def _tried(self, native: Engine, trials: Trials) -> Choice:
        """The choice after a trial of both engines."""
        for engine in (native, PORTABLE):
            if trials.known(engine) is None:
                trials.keep(engine, self._trial(engine))
            if choice := trials.choice(native):
                return choice
        return Choice(PORTABLE, "no trial could be kept")

    def _trial(self, engine: Engine) -> Trial:
        import httpx

        try:
            return tried(self._started(engine, None))
        except (ModelError, httpx.HTTPError) as error:
            if self._stopped:
                raise
            return Trial(None, str(error))
        finally:
            self._end()

    def _ready(self, engine: Engine) -> Endpoint:
        prefix = self._prefix(engine)
        endpoint = self._started(engine, prefix)
        if prefix is not None:
            prefix.take_up(endpoint)
        return endpoint

    def _prefix(self, engine: Engine) -> KeptPrefix | None:
        """None where nothing is kept, or no folder for it can be had."""
        if self._cache is None or not self._beginning:
            return None
        folder = self._cache / FOLDER
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return None
        told = f"{version_of(engine)} {version_of_file(self._path)} {self._context_tokens}"
        return KeptPrefix(folder, told, self._beginning)

    def _started(self, engine: Engine, prefix: KeptPrefix | None) -> Endpoint:
        key = secrets.token_urlsafe(32)
        told = self._told(engine, key, prefix)
        if "address" not in told:
            raise self._failure(engine, told)
        # asked rather than assumed: llama.cpp caps the window at what the model was trained for
        return connect("the embedded model", f"{told['address']}/v1", key, self._path.stem, self._context_tokens)

    def _told(self, engine: Engine, key: str, prefix: KeptPrefix | None) -> dict[str, Any]:
        """What the new process says: its address, or what went wrong; nothing where it died."""
        order = {
            "path": str(self._path),
            "alias": self._path.stem,
            "context_tokens": self._context_tokens,
            "threads": self._threads,
            "key": key,
            "states": str(prefix.folder) if prefix else "",
            "draft": self._draft,
        }
        if engine.program:
            order["program"] = engine.program
        script = str((native_process if engine.program else llama_process).__file__)
        with self._lock:
            if self._stopped:
                return {}
            process = self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                [sys.executable, "-P", script],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                start_new_session=True,  # Ctrl-C is for this process, which then stops that one
            )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
            said = process.stdout.readline()
        except (OSError, ValueError):  # it died, or was stopped
            said = ""
        told: dict[str, Any] = json.loads(said) if said.endswith("\n") else {}
        return told

    def _failure(self, engine: Engine, told: dict[str, Any]) -> ModelError:
        with self._lock:
            process = self._process
        if process is None:
            return failures.MODEL_CLOSED()
        match told.get("failed"):
            case "gomp":
                return failures.MODEL_NEEDS_GOMP()
            case "library":
                return failures.MODEL_LIBRARY(reason=told["reason"])
            case "model":
                return failures.MODEL_UNLOADABLE(path=self._path)
            case "program":
                reason = told.get("reason") or f"it ended with {_ending(told['code'])}"
                return failures.ENGINE_UNUSABLE(program=engine.program, path=self._path, reason=reason)
        code = process.wait()
        if code == -signal.SIGILL:
            return failures.MODEL_INSTRUCTION()
        return failures.MODEL_DIED_LOADING(path=self._path, how=_ending(code))


def _ending(code: int) -> str:
    """How a process ended, in words."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def check_magic(path: Path) -> None:
    """Refuse what is plainly no GGUF file before anything is loaded.

    Raises:
        ModelConfigError: it is none, or cannot be read.
    """
    try:
        with path.open("rb") as stream:
            magic = stream.read(len(_MAGIC))
    except OSError as error:
        raise failures.MODEL_FILE_UNREADABLE(path=path, reason=error.strerror) from error
    if magic != _MAGIC:
        raise failures.MODEL_NO_GGUF(path=path)
