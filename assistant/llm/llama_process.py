"""The process that holds llama.cpp: ``python -P llama_process.py``, started and ended by :mod:`assistant.llm.embedded`.

A process of its own, because xllamacpp takes SIGINT and SIGTERM away from whoever loads it (its server.cpp calls
``sigaction`` for both, so that Ctrl-C ends its loop and nothing else, or hangs it for good), holds the interpreter
while it loads, cannot be stopped then, and takes everything with it when it meets a file or a processor that it
cannot bear.

It reads one line of JSON (model file, window, threads, key), listens on a loopback port, writes one line of JSON
(its address, or what went wrong) and lives as long as its standard input: that ends with its parent, however the
parent ends. It imports nothing of the assistant, whose imports would cost more than its own.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_GOMP = "libgomp.so.1"


def main() -> None:
    """Serve until standard input ends."""
    order = json.loads(sys.stdin.readline())
    try:
        server = import_xllamacpp().Server
    except ImportError as error:
        answer = {"failed": "gomp" if _GOMP in str(error) else "library", "reason": str(error)}
    else:
        try:
            serving = server(_parameters(**order))
            answer = {"address": serving.listening_address}
        except RuntimeError as error:
            answer = {"failed": "model", "reason": str(error)}
    try:
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
    finally:  # a parent that was killed while the model was loading is a broken pipe
        os._exit(0)  # not waiting for a reply that is being written, nor for threads that may never end


def import_xllamacpp() -> Any:
    """The library, with torch's copy of libgomp where the system has none (no compiler installed).

    Raises:
        ImportError: the library cannot be loaded.
    """
    try:
        import xllamacpp
    except ImportError as error:
        if _GOMP not in str(error) or not preload_gomp():
            raise
        import xllamacpp
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


def _parameters(
    *,
    path: str,
    alias: str,
    context_tokens: int,
    threads: int,
    key: str,
    states: str = "",
    draft: list[int] | None = None,
) -> Any:
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = path
    parameters.model_alias = {alias}
    parameters.n_ctx = context_tokens
    # one slot: a second would split the context and pay for the common prefix again
    parameters.n_parallel = 1
    parameters.cache_prompt = True
    # idle prompts would be copied to RAM, up to 8 GB by default, for a gain that one slot does not have
    parameters.cache_ram_mib = 0
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0  # the system's choice
    parameters.api_keys = [key]
    parameters.ui = False
    if states:
        parameters.slot_save_path = f"{states}/"  # it puts names behind it as they are
    if draft:
        speculative = parameters.speculative
        speculative.types = [xllamacpp.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE]
        speculative.ngram_simple.size_n, speculative.ngram_simple.size_m = draft
    parameters.verbosity = -1  # nothing of llama.cpp's log on standard output or error
    return parameters


if __name__ == "__main__":
    main()
