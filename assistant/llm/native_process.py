"""The process that holds a ``llama-server`` of this machine, started and ended by :mod:`assistant.llm.embedded`.

The same bargain as :mod:`assistant.llm.llama_process`: one line of JSON in, one out, alive as long as its standard
input; the server, a process of its own, ends with it. What the server is told, it is told in its environment: a
build that does not know a name passes over it, where an unknown option would end it.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any

_PR_SET_PDEATHSIG = 1
#: Seconds between two looks whether the model is loaded.
_POLL = 0.05
#: Longest wait for one reply to such a look.
_LOOK_TIMEOUT = 5.0
#: Seconds after which a server that is not ready is taken for one that hangs; a disk gives 70 GB in that time.
_PATIENCE = 900.0


def main() -> None:
    """Serve until standard input ends."""
    order = json.loads(sys.stdin.readline())
    port = _free_port()
    try:
        server = subprocess.Popen(  # noqa: S603 - the program that the user has installed or named
            [order["program"], *(["--slot-save-path", order["states"]] if order.get("states") else [])],
            env=environment(order, port, dict(os.environ)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
    except OSError as error:
        answer = {"failed": "program", "reason": error.strerror or str(error)}
    else:
        answer = _loaded(server, port)
    try:
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        if "address" in answer:
            sys.stdin.read()
            server.kill()
    finally:  # the server ends with this process
        os._exit(0)


def environment(order: dict[str, Any], port: int, inherited: dict[str, str]) -> dict[str, str]:
    """The inherited environment without what would configure the server otherwise, and our own settings of it."""
    plain = {name: value for name, value in inherited.items() if not name.startswith(("LLAMA_", "GGML_"))}
    return plain | {
        "LLAMA_ARG_MODEL": order["path"],
        "LLAMA_ARG_ALIAS": order["alias"],
        "LLAMA_ARG_CTX_SIZE": str(order["context_tokens"]),
        "LLAMA_ARG_N_PARALLEL": "1",
        "LLAMA_ARG_CACHE_RAM": "0",
        "LLAMA_ARG_THREADS": str(order["threads"]),
        "LLAMA_ARG_HOST": "127.0.0.1",
        "LLAMA_ARG_PORT": str(port),
        "LLAMA_API_KEY": order["key"],
        "LLAMA_ARG_UI": "0",
        "LLAMA_ARG_NO_WEBUI": "1",  # what older builds call it
        "LLAMA_ARG_OFFLINE": "1",
    }


def _loaded(server: subprocess.Popen[bytes], port: int) -> dict[str, Any]:
    """The server's address once its model is loaded, or how it ended."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _PATIENCE
    while server.poll() is None:
        if time.monotonic() > deadline:
            server.kill()
            return {"failed": "program", "reason": f"it was not ready within {_PATIENCE:.0f} s"}
        try:
            with opener.open(f"http://127.0.0.1:{port}/health", timeout=_LOOK_TIMEOUT):
                return {"address": f"http://127.0.0.1:{port}"}
        except (urllib.error.URLError, OSError):  # not listening yet, or 503: still loading
            time.sleep(_POLL)
    return {"failed": "program", "code": server.returncode}


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port: int = chosen.getsockname()[1]
        return port


def _end_with_parent() -> None:
    """Let the kernel end the server when this process is killed and cannot do it."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    main()
