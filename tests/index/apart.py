"""A call in a process of its own, forked from a server that has the heavy imports and no threads.

Forking the test's own process would not do: Chroma's threads, which other tests have started in it, are not
there in the child, and the locks that they held are never released.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

#: Also what is otherwise imported late: a trial without rights over files need not be able to read the environment's.
_IMPORTS = ["chromadb.api.rust", "chromadb.telemetry.product.posthog", "datasketch", "httpx", "numpy", "numpy.random"]
PATIENCE = 120


def apart(function: Callable[..., Any], *arguments: Any) -> Any:
    """What ``function(*arguments)`` returns in another process; all of it must be picklable.

    Raises:
        AssertionError: the process ended otherwise.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_IMPORTS)
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sending, function, arguments), daemon=True)
    process.start()
    sending.close()
    try:
        assert receiving.poll(PATIENCE), f"{function.__name__} did not end within {PATIENCE} s"
        return receiving.recv()
    except EOFError:
        process.join(PATIENCE)
        return f"the process ended with {process.exitcode}"
    finally:
        process.kill()
        process.join()
        receiving.close()


def _send(connection: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    connection.send(function(*arguments))
