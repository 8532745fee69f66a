"""Programs of Debian for the tests: found, or installed where that is possible, else a clear reason."""

from __future__ import annotations

import os
import shutil
import subprocess


def program(name: str) -> str:
    """The path of a program whose package has its name.

    Raises:
        RuntimeError: it is not there and cannot be installed; the message says why.
    """
    if not (path := shutil.which(name)):
        installed(name, f"These tests need {name}")
        path = shutil.which(name)
    if not path:
        raise RuntimeError(f"apt-get installed {name}, but no program of that name is found in PATH.")
    return path


def installed(package: str, need: str) -> None:
    """Install a package.

    Raises:
        RuntimeError: it cannot be installed; the message begins with the need and says why.
    """
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise RuntimeError(
            f"{need}, and it is not installed. Install it as root: apt-get update && apt-get install -y {package}"
        )
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", package]):
        done = subprocess.run(["apt-get", *command], env=environment, capture_output=True, text=True, timeout=500)
        if done.returncode:
            raise RuntimeError(
                f"{need}, and `apt-get {' '.join(command)}` failed: "
                f"{(done.stderr or done.stdout).strip().splitlines()[-1:]}"
            )
