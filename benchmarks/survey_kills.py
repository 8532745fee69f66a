"""A survey is killed at random moments, again and again, and must go on without reading anything twice.

    python -m benchmarks.survey_kills [--kills 20]

Each trial kills a process that surveys a small collection (with a model that lists known names) at a moment drawn at
random once it reads, and finishes the survey in this process. What the first had kept must not be read again, and the
list must be that of a survey that nobody killed.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.desk.listing import QUESTION, kept, made, opened

#: Seconds that the model takes for a passage, and within which the kill comes once it reads.
A_PASSAGE, WITHIN = 0.4, 2.4
SEED = 7


def main() -> None:
    """Kill, go on, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    kills = parser.parse_args().kills
    chance, clean = random.Random(SEED), 0
    with tempfile.TemporaryDirectory() as folder:
        index = made(Path(folder))
        whole, passages = _finished(index)
        for number in range(1, kills + 1):
            shutil.rmtree(index / "surveys", ignore_errors=True)
            delay = chance.uniform(0, WITHIN)
            _killed(index, Path(folder) / f"log{number}", delay)
            known = len(kept(index))
            rows, read = _finished(index)
            fine = rows == whole and len(set(read)) == len(read) == len(passages) - known
            clean += fine
            told = "clean" if fine else "NOT CLEAN"
            print(f"kill {number} after {delay:.2f} s: {known} kept, {len(read)} read after: {told}", flush=True)
    print(f"{clean} of {kills} kills: nothing that was kept was read again, and the list is whole")
    sys.exit(clean != kills)


def _killed(index: Path, log: Path, delay: float) -> None:
    command = [sys.executable, "-m", "tests.desk.listing", str(index), str(log), str(A_PASSAGE)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        while not log.exists() and child.poll() is None:
            time.sleep(0.005)
        time.sleep(delay)
        child.kill()


def _finished(index: Path) -> tuple[list[tuple[str, int]], list[str]]:
    """The rows of a finished survey, and what its model had to read."""
    with opened(index) as (assistant, model):
        survey = assistant.survey(QUESTION)
    return [(row.member, row.articles) for row in survey.rows], model.read


if __name__ == "__main__":
    main()
