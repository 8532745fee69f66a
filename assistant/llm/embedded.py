"""llama.cpp beside this process: xllamacpp's server in a child, on a loopback port with a random key."""

from __future__ import annotations

import json
import secrets
import signal
import subprocess
import sys
import threading
from pathlib import Path

from assistant import failures
from assistant.cores import usable_cores
from assistant.errors import ModelError
from assistant.llm import llama_process
from assistant.llm.endpoint import Endpoint, connect
from assistant.llm.openai_like import OpenAILikeModel

_MAGIC = b"GGUF"


def open_embedded(
    name: str, path: Path, *, context_tokens: int, timeout: float, threads: int | None = None
) -> OpenAILikeModel:
    """Start loading a GGUF file; returns at once.

    Args:
        name: what an answer reports as its model.
        path: the GGUF file.
        context_tokens: context window; memory grows with it (28 kB a token for the 1.5B).
        timeout: seconds to wait for the next piece of a reply.
        threads: threads of llama.cpp; default: physical cores, at most 8.

    Raises:
        ModelConfigError: the file is no GGUF file. What only loading can tell is raised at first use.
    """
    check_magic(path)
    server = EmbeddedServer(path, context_tokens, threads or usable_cores())
    return OpenAILikeModel(name, server.start, hosted=False, timeout=timeout, release=server.stop)


class EmbeddedServer:
    """Owns the process of llama.cpp (see :mod:`assistant.llm.llama_process`), which ends with this one."""

    def __init__(self, path: Path, context_tokens: int, threads: int) -> None:
        self._path = path
        self._context_tokens = context_tokens
        self._threads = threads
        self._lock = threading.Lock()
        self._stopped = False
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> Endpoint:
        """Load the model and listen.

        Raises:
            ModelConfigError: the file is damaged or of an unknown architecture, or llama.cpp cannot be loaded.
            ModelError: it was stopped meanwhile.
        """
        key = secrets.token_urlsafe(32)
        told = self._told(key)
        if "address" not in told:
            raise self._failure(told)
        # asked rather than assumed: llama.cpp caps the window at what the model was trained for
        return connect("the embedded model", f"{told['address']}/v1", key, self._path.stem, self._context_tokens)

    def stop(self) -> None:
        """Stop the server and free the model, also while it loads. Harmless when repeated."""
        with self._lock:
            self._stopped = True
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def _told(self, key: str) -> dict[str, str]:
        """What the new process says: its address, or what went wrong; nothing where it died."""
        order = {
            "path": str(self._path),
            "alias": self._path.stem,
            "context_tokens": self._context_tokens,
            "threads": self._threads,
            "key": key,
        }
        with self._lock:
            if self._stopped:
                return {}
            process = self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                [sys.executable, "-P", llama_process.__file__],
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
        told: dict[str, str] = json.loads(said) if said.endswith("\n") else {}
        return told

    def _failure(self, told: dict[str, str]) -> ModelError:
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
        return failures.MODEL_DIED_LOADING(path=self._path, how=_ending(process.wait()))


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
