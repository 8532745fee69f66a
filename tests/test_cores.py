from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.cores import MOST, usable_cores


@pytest.fixture
def topology(tmp_path: Path) -> Path:
    """Every processor a core of its own."""
    for cpu in range(os.cpu_count() or 1):
        folder = tmp_path / f"cpu{cpu}/topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(f"{cpu}\n")
    return tmp_path


def usable() -> int:
    return min(len(os.sched_getaffinity(0)), MOST)


def test_counts_cores_of_the_affinity(topology: Path, tmp_path: Path) -> None:
    assert usable_cores(topology, tmp_path / "none") == usable()


def test_two_threads_of_a_core_count_once(topology: Path, tmp_path: Path) -> None:
    for file in topology.glob("cpu*/topology/thread_siblings_list"):
        file.write_text("0-1\n")
    assert usable_cores(topology, tmp_path / "none") == 1


@pytest.mark.parametrize(
    ("quota", "most"), [("max 100000", MOST), ("100000 100000", 1), ("50000 100000", 1), ("odd", MOST)]
)
def test_container_quota(topology: Path, tmp_path: Path, quota: str, most: int) -> None:
    (tmp_path / "cpu.max").write_text(f"{quota}\n")
    assert usable_cores(topology, tmp_path) == min(usable(), most)


def test_container_quota_of_the_first_version(topology: Path, tmp_path: Path) -> None:
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu/cpu.cfs_quota_us").write_text("100000\n")
    (tmp_path / "cpu/cpu.cfs_period_us").write_text("100000\n")
    assert usable_cores(topology, tmp_path) == 1
