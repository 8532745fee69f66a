"""How soon a command ends after a signal: ``python -m benchmarks.interrupts [--moments 40] [--signal INT]``.

Each command is started over the sample articles and sent the signal at moments spread evenly from its start to
``--until`` seconds. Prints for each command how many ended as they should (130 and "Interrupted.", or done before the
signal came), how many left a traceback, the slowest and the median end in seconds. The very first moments belong to
Python itself, whose handlers and ours are not in place yet: they are counted apart, as "starting".
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

ROOT = Path(__file__).resolve().parents[1]
QUESTION = "Which countries rejected sending troops?"
COMMANDS = {
    "ask": ["ask", QUESTION],
    "ingest": ["ingest", "seeds"],
    "search": ["search", QUESTION],
    "serve": ["serve", "--port", "7919"],
    "chat": ["chat"],
}
HANGS_AFTER = 15.0


@dataclass
class Tally:
    """What became of one command."""

    good: int = 0
    done: int = 0
    starting: int = 0
    bad: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def line(self, name: str) -> str:
        """The command's line of the table."""
        slowest = max(self.seconds, default=0.0)
        middle = statistics.median(self.seconds) if self.seconds else 0.0
        return (
            f"{name:8} {self.good:3} interrupted, {self.done:3} done before, {self.starting:2} starting, "
            f"{len(self.bad):2} otherwise; slowest {slowest:.2f} s, median {middle:.2f} s"
        )


def main(
    moments: Annotated[int, typer.Option(help="Moments a command.")] = 40,
    until: Annotated[float, typer.Option(help="Seconds after the start of the last moment.")] = 8.0,
    name: Annotated[str, typer.Option("--signal", help="INT, TERM or HUP.")] = "INT",
    only: Annotated[list[str] | None, typer.Option("--command", help="May be repeated; default: all.")] = None,
) -> None:
    """Interrupt every command at many moments."""
    number = signal.Signals[f"SIG{name}"]
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        subprocess.run(_command("ingest", "seeds"), cwd=ROOT, env=_environment(index), check=True, capture_output=True)
        for command in only or COMMANDS:
            arguments = COMMANDS[command]
            tally = Tally()
            for at in range(moments):
                place = Path(folder) / f"new-{at}" if command == "ingest" else index
                _once(arguments, place, number, (at + 0.5) * until / moments, tally)
            typer.echo(tally.line(command))
            for what in tally.bad:
                typer.echo(f"    {what}")


def _once(arguments: list[str], index: Path, number: signal.Signals, moment: float, tally: Tally) -> None:
    process = subprocess.Popen(
        _command(*arguments),
        cwd=ROOT,
        env=_environment(index),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(moment)
    ended = process.poll() is not None
    sent = time.perf_counter()
    process.send_signal(number)
    try:
        said = process.communicate(timeout=HANGS_AFTER)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        tally.bad.append(f"at {moment:.2f} s: still there after {HANGS_AFTER:g} s")
        return
    if ended:
        tally.done += 1
        return
    tally.seconds.append(time.perf_counter() - sent)
    if process.returncode == 128 + number and said.strip().endswith("Interrupted."):
        tally.good += 1
    elif process.returncode == 0:
        tally.done += 1
    elif process.returncode in (-number, 1) and "assistant/cli/edge.py" not in said:
        tally.starting += 1
    else:
        tally.bad.append(f"at {moment:.2f} s: code {process.returncode}, {said[-200:]!r}")


def _command(*arguments: str) -> list[str]:
    # a job in the background of a script hands its children an ignored SIGINT
    listening = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{listening}; from assistant.cli import main; main()"
    return [sys.executable, "-c", code, *arguments]


def _environment(index: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "ASSISTANT_INDEX": str(index)}


if __name__ == "__main__":
    typer.run(main)
