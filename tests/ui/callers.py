"""Programs that call a page: plainly, as a browser's page does, and with bytes of their own."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx

from tests.ui.conftest import Site


def raw(site: Site, *lines: str, body: bytes = b"") -> tuple[int, dict[str, str]]:
    """Send a request line and headers as they are; the status and the headers of the answer (0 for none)."""
    where = urlsplit(site.url)
    with socket.create_connection((where.hostname, where.port), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body)
        answer = b""
        while b"\r\n\r\n" not in answer:
            piece = connection.recv(65536)
            if not piece:
                break
            answer += piece
    head = answer.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    if len(head[0].split()) < 2:
        return 0, {}
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    return int(head[0].split()[1]), headers


@contextlib.contextmanager
def visitor(site: Site) -> Iterator[httpx.Client]:
    """What a browser has that loaded the page: its cookie, and the Origin that it sends."""
    with httpx.Client(base_url=site.url, headers={"Origin": site.url.rstrip("/")}, timeout=60) as client:
        client.get("/").raise_for_status()
        yield client


def numbers(site: Site) -> dict[str, int]:
    """The numbers of the page's functions by name, as its configuration tells everybody."""
    listed = httpx.get(f"{site.url}config", timeout=60).json()["dependencies"]
    return {dependency["api_name"]: dependency["id"] for dependency in listed}
