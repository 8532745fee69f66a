"""A survey that is killed goes on behind what it had kept."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.desk.listing import kept, made


@pytest.mark.slow  # starts the assistant three times
def test_killed_twice_it_reads_nothing_twice(tmp_path: Path) -> None:
    index = made(tmp_path)
    log = tmp_path / "log"
    command = [sys.executable, "-m", "tests.desk.listing", str(index), str(log), "0.3"]
    for kills in (1, 2):
        before = len(kept(index))
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
            deadline = time.monotonic() + 120
            while len(kept(index)) <= before and time.monotonic() < deadline:
                time.sleep(0.01)
            child.kill()
        assert len(kept(index)) > before, kills
        known = {row["passage_id"] for row in kept(index)}
        log.rename(tmp_path / f"log{kills}")
    done = subprocess.run([*command[:-1], "0"], capture_output=True, text=True, check=True)
    survey = json.loads(done.stdout)
    read = [json.loads(line) for line in log.read_text().splitlines()]
    assert len(read) == 5 - len(known)
    assert survey["coverage"]["kept"] == len(known)
    assert {row["member"] for row in survey["rows"]} == {"Norway", "Ireland", "United States"}
