"""Debian's Chromium for the tests: found, or installed where that is possible, else a clear reason."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from tests.debian import installed

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
    installed(package, f"The tests of the page need {name}")
    found = find()
    if not found:
        raise RuntimeError(f"apt-get installed {name}, but no program of that name is found in PATH.")
    return found


def _found() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
