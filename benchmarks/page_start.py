"""Seconds from `python app.py` to a usable page, in a process of its own.

    python -m benchmarks.page_start [--index FOLDER] [--runs 3]

Usable means: the page and the configuration of all its components are served, and a search through it gives
passages; the language model goes on loading in the background. Models are on disk. Without
``--index`` the sample articles are indexed in a temporary folder first.
"""

from __future__ import annotations

import contextlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import typer

from benchmarks.conditions import describe_machine

ROOT = Path(__file__).resolve().parent.parent
#: Seconds between two looks whether the page is there, and after which it will not come any more.
LOOK, LONGEST = 0.02, 300.0


def main(index: Path | None = None, runs: int = 3) -> None:
    """Start the page several times and print medians and worst values."""
    print(describe_machine())
    with tempfile.TemporaryDirectory() as temporary:
        folder = index or _sample_index(Path(temporary) / "index")
        measured = [_run(folder) for _ in range(runs)]
    for position, name in enumerate(("page served", "first search answered")):
        values = [times[position] for times in measured]
        print(f"{name}: median {statistics.median(values):.2f} s, worst {max(values):.2f} s ({runs} runs)")


def _run(index: Path) -> tuple[float, float]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(ROOT / "app.py"), "--index", str(index), "--port", str(port)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=LONGEST) as http:
            while not _is_served(http):
                if process.poll() is not None or time.perf_counter() - started > LONGEST:
                    raise SystemExit("app.py has not started the page; run it to see why.")
                time.sleep(LOOK)
            served = time.perf_counter() - started
            _search(http)
            return served, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait()


def _is_served(http: httpx.Client) -> bool:
    with contextlib.suppress(httpx.ConnectError):
        return all(http.get(path).is_success for path in ("/", "/config"))
    return False


def _search(http: httpx.Client) -> None:
    call = http.post("/gradio_api/call/search", json={"data": ["Macron", 3, [], None, None]}).raise_for_status()
    result = http.get(f"/gradio_api/call/search/{call.json()['event_id']}").raise_for_status().text
    if "event: complete" not in result:
        raise SystemExit(f"The search failed: {result[:300]}")


def _sample_index(folder: Path) -> Path:
    from assistant import Assistant

    with Assistant.open(folder) as assistant:
        assistant.ingest(ROOT / "seeds")
    return folder


if __name__ == "__main__":
    typer.run(main)
