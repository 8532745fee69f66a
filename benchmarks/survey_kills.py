"""A survey is killed at random moments, again and again, and must go on without reading anything twice.

    python -m benchmarks.survey_kills [--kills 20]

Each trial kills a process that surveys a small collection (with a model that lists known names) once, at a moment drawn
at random, and lets a second one finish. What the first had kept must not be read by the second, and the list must be
that of a survey that nobody killed.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.desk.listing import kept, made

#: Seconds that the model takes for a passage, and within which the kill comes once it reads.
A_PASSAGE, WITHIN = 0.15, 0.8
SEED = 7


def main() -> None:
    """Kill, go on, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    kills = parser.parse_args().kills
    chance, clean = random.Random(SEED), 0
    with tempfile.TemporaryDirectory() as folder:
        index = made(Path(folder))
        whole = _finished(index, Path(folder) / "whole")
        for number in range(kills):
            shutil.rmtree(index / "surveys", ignore_errors=True)
            before, delay = Path(folder) / f"before{number}", chance.uniform(0, WITHIN)
            _killed(index, before, delay)
            known = {row["passage_id"] for row in kept(index)}
            after = Path(folder) / f"after{number}"
            rows = _finished(index, after)
            read = _read(after)
            fine = rows == whole and len(read) == len(set(read)) and len(known) + len(read) == len(_read_whole(folder))
            clean += fine
            print(f"kill {number + 1} after {delay:.2f} s: {len(known)} kept, {len(read)} read after; "
                  f"{'clean' if fine else 'NOT CLEAN'}", flush=True)  # fmt: skip
    print(f"{clean} of {kills} kills: nothing that was kept was read again, and the list is whole")
    sys.exit(clean != kills)


def _command(index: Path, log: Path) -> list[str]:
    return [sys.executable, "-m", "tests.desk.listing", str(index), str(log), str(A_PASSAGE)]


def _killed(index: Path, log: Path, delay: float) -> None:
    with subprocess.Popen(_command(index, log), stdout=subprocess.DEVNULL) as child:
        while not log.exists() and child.poll() is None:
            time.sleep(0.005)
        time.sleep(delay)
        child.kill()


def _finished(index: Path, log: Path) -> list[tuple[str, int]]:
    done = subprocess.run(_command(index, log), capture_output=True, text=True, check=True)
    return [(row["member"], row["articles"]) for row in json.loads(done.stdout)["rows"]]


def _read(log: Path) -> list[str]:
    return log.read_text("utf-8").splitlines() if log.exists() else []


def _read_whole(folder: str) -> list[str]:
    return _read(Path(folder) / "whole")


if __name__ == "__main__":
    main()
