"""llama.cpp in this process: xllamacpp's server on a loopback port with a random key."""

from __future__ import annotations

import ctypes
import importlib.util
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant import failures
from assistant.cores import usable_cores
from assistant.errors import ModelConfigError
from assistant.llm.endpoint import Endpoint, connect
from assistant.llm.openai_like import OpenAILikeModel

_MAGIC = b"GGUF"
_GOMP = "libgomp.so.1"


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
    """Owns the server of xllamacpp; it stops when this lets go of it."""

    def __init__(self, path: Path, context_tokens: int, threads: int) -> None:
        self._path = path
        self._context_tokens = context_tokens
        self._threads = threads
        self._server: Any = None

    def start(self) -> Endpoint:
        """Load the model and listen.

        Raises:
            ModelConfigError: the file is damaged or of an unknown architecture, or llama.cpp cannot be loaded.
        """
        xllamacpp = import_xllamacpp()
        key = secrets.token_urlsafe(32)
        try:
            self._server = xllamacpp.Server(self._parameters(xllamacpp, key))
        except RuntimeError as error:
            raise failures.MODEL_UNLOADABLE(path=self._path) from error
        # asked rather than assumed: llama.cpp caps the window at what the model was trained for
        url = f"{self._server.listening_address}/v1"
        return connect("the embedded model", url, key, self._path.stem, self._context_tokens)

    def stop(self) -> None:
        """Stop the server and free the model."""
        self._server = None

    def _parameters(self, xllamacpp: Any, key: str) -> Any:
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(self._path)
        parameters.model_alias = {self._path.stem}
        parameters.n_ctx = self._context_tokens
        # one slot: a second would split the context and pay for the common prefix again
        parameters.n_parallel = 1
        parameters.cache_prompt = True
        # idle prompts would be copied to RAM, up to 8 GB by default, for a gain that one slot does not have
        parameters.cache_ram_mib = 0
        parameters.cpuparams.n_threads = self._threads
        parameters.cpuparams_batch.n_threads = self._threads
        parameters.hostnames = ["127.0.0.1"]
        parameters.port = 0  # the system's choice
        parameters.api_keys = [key]
        parameters.ui = False
        parameters.verbosity = -1  # nothing of llama.cpp's log on standard output or error
        return parameters


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


def import_xllamacpp() -> Any:
    """The library, with torch's copy of libgomp where the system has none (no compiler installed).

    Raises:
        ModelConfigError: the library cannot be loaded.
    """
    try:
        import xllamacpp
    except ImportError as first:
        if _GOMP not in str(first) or not preload_gomp():
            raise _not_loadable(first) from first
        try:
            import xllamacpp
        except ImportError as second:
            raise _not_loadable(second) from second
    return xllamacpp


def preload_gomp(find: Callable[[str], Any] = importlib.util.find_spec) -> bool:
    """Load the libgomp of the torch wheel for the whole process; whether that worked.

    The loader then finds the name `libgomp.so.1` already loaded. (scikit-learn's wheel has a copy, too,
    but under a mangled name.)
    """
    spec = find("torch")
    if spec is None or not spec.submodule_search_locations:
        return False
    library = Path(spec.submodule_search_locations[0]) / "lib" / _GOMP
    try:
        ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True


def _not_loadable(error: ImportError) -> ModelConfigError:
    if _GOMP in str(error):
        return failures.MODEL_NEEDS_GOMP()
    return failures.MODEL_LIBRARY(reason=error)
