"""Debian's Chromium for the tests: found, or installed where that is possible, else a clear reason."""

from __future__ import annotations

import shutil

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
    found = _found()
    if found:
        return found
    installed("chromium", "The tests of the page need Chromium")
    found = _found()
    if not found:
        raise RuntimeError("apt-get installed Chromium, but no program of that name is found in PATH.")
    return found


def _found() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
