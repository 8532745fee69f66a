"""How many threads pay off: physical cores that this process may really use."""

from __future__ import annotations

import os
from pathlib import Path

#: Memory bandwidth, not arithmetic, bounds llama.cpp and small encoders beyond this.
MOST = 8
_TOPOLOGY = Path("/sys/devices/system/cpu")
_CGROUP = Path("/sys/fs/cgroup")


def usable_cores(topology: Path = _TOPOLOGY, cgroup: Path = _CGROUP) -> int:
    """Physical cores within the process's affinity and its container's CPU quota, from 1 to 8.

    Two threads on the two halves of one core wait for each other, and a thread beyond the quota is
    stopped while the others wait for it, so neither is counted. (joblib's count does the same, but
    its import takes longer than a whole cold start of the embedding model.)
    """
    cpus = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    cores = len({_siblings(topology, cpu) for cpu in cpus})
    return max(1, min(cores, _quota(cgroup), MOST))


def _siblings(topology: Path, cpu: int) -> str:
    try:
        return (topology / f"cpu{cpu}/topology/thread_siblings_list").read_text().strip()
    except OSError:  # not Linux, or hidden: every logical processor counts as a core
        return str(cpu)


def _quota(cgroup: Path) -> int:
    """Whole CPUs of the cgroup's quota (version 2, then 1); no quota is `MOST`."""
    try:
        quota, period = (cgroup / "cpu.max").read_text().split()
    except (OSError, ValueError):
        try:
            quota = (cgroup / "cpu/cpu.cfs_quota_us").read_text().strip()
            period = (cgroup / "cpu/cpu.cfs_period_us").read_text().strip()
        except OSError:
            return MOST
    if not quota.isdigit() or not period.isdigit() or int(period) == 0:
        return MOST  # "max", or -1
    return int(quota) // int(period) or 1
