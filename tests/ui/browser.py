"""Debian's Chromium for the tests: found, or installed where that is possible, else a clear reason."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
]


def chromium() -> str:
    """The path of Chromium.

    Raises:
        RuntimeError: there is none and none can be installed; the message says why.
    """
    return install("Chromium", "chromium", _found)


def install(name: str, package: str, find: Callable[[], str | None]) -> str:
    """What ``find`` gives, after installing a package of Debian where it gives nothing.

    Raises:
        RuntimeError: there is none and none can be installed; the message says why.
    """
    found = find()
    if found:
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise RuntimeError(
            f"The tests of the page need {name}, and it is not installed. "
            f"Install it as root: apt-get update && apt-get install -y {package}"
        )
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", package]):
        done = subprocess.run(["apt-get", *command], env=environment, capture_output=True, text=True, timeout=500)
        if done.returncode:
            raise RuntimeError(
                f"The tests of the page need {name}, and `apt-get {' '.join(command)}` failed: "
                f"{(done.stderr or done.stdout).strip().splitlines()[-1:]}"
            )
    found = find()
    if not found:
        raise RuntimeError(f"apt-get installed {name}, but no program of that name is found in PATH.")
    return found


def _found() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
