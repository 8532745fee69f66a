"""`assistant ask` from a cold process: seconds to the first printed source and to the first word of the answer.

    python -m benchmarks.cold_start INDEX [--runs 5]

Models are on disk and the index is built; the page cache is as warm as the runs before leave it. Peak memory is
that of the whole process, as the operating system counted it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import typer

from benchmarks.conditions import describe_machine

MAIN = "from assistant.cli import main; main()"


def main(index: Path, question: str = "Which countries rejected sending troops?", runs: int = 5) -> None:
    """Run the command several times and print medians and worst values."""
    print(describe_machine())
    measured = [_run(index, question) for _ in range(runs)]
    for position, name in enumerate(("first source", "first word", "end")):
        values = [times[position] for times, _ in measured]
        print(f"{name}: median {statistics.median(values):.2f} s, worst {max(values):.2f} s ({runs} runs)")
    print(f"peak memory: {max(peak for _, peak in measured) / 2**20:.2f} GiB")


def _run(index: Path, question: str) -> tuple[tuple[float, float, float], int]:
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "ask", question, "--index", str(index)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    seen: list[tuple[float, bytes]] = []
    while chunk := os.read(process.stdout.fileno(), 65536):
        seen.append((time.perf_counter() - started, chunk))
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("the command failed")
    sources = next(at for at, chunk in seen if b"\xc2\xb7" in chunk)
    # the answer is the first output after the block of sources, whose lines all begin with a dot
    block = max(at for at, chunk in seen if b"\xc2\xb7" in chunk)
    word = next(at for at, chunk in seen if at > block + 1 and chunk.strip())
    return (sources, word, time.perf_counter() - started), usage.ru_maxrss


if __name__ == "__main__":
    typer.run(main)
