"""Debian's nginx before the page: found, or installed where that is possible, else a clear reason."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.ui.browser import install

#: What docs/page.md shows stands in {block}.
_AROUND = """
{user} daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {block}
}}
"""


def nginx() -> str:
    """The path of nginx.

    Raises:
        RuntimeError: there is none and none can be installed; the message says why.
    """
    return install("nginx", "nginx-light", lambda: shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"))


@contextlib.contextmanager
def proxied(block: str, port: int, folder: Path) -> Iterator[None]:
    """Nginx with a ``server`` block that listens on ``port``."""
    config = folder / "nginx.conf"
    user = f"user {pwd.getpwuid(0).pw_name};" if os.geteuid() == 0 else ""  # it keeps bodies in our folder
    config.write_text(_AROUND.format(folder=folder, block=block, user=user))
    process = subprocess.Popen([nginx(), "-c", str(config), "-p", str(folder), "-e", str(folder / "error.log")])
    try:
        for _ in range(500):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert process.poll() is None, (folder / "error.log").read_text()
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(20)
