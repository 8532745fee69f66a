"""Nothing that a test does in this process reaches beyond the machine.

Python's own audit events tell of every connection, datagram and name look-up, whoever makes it and in whatever
thread. pytest-socket replaces ``socket.connect`` while a test runs: look-ups, datagrams and threads that outlive
their test pass it by. What does not use Python's sockets (uvloop's, which only listen here) and child processes are
seen by strace in ``test_nothing_leaves.py``.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import sys
from typing import Any

_SENDING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LOOKING_UP = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
_LOOKING_BACK = frozenset({"socket.gethostbyaddr", "socket.getnameinfo"})


class Guard:
    """Refuses every way out as a firewall would, and remembers it; an audit hook, which stays for good."""

    def __init__(self) -> None:
        self.attempts: list[str] = []

    def install(self) -> None:
        """From now on."""
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if (asked := _asked(event, arguments)) is not None:
            self.attempts.append(f"{event} {asked}")
            raise PermissionError(f"A test may not reach {asked}: no network but loopback.")


def _asked(event: str, arguments: tuple[Any, ...]) -> str | None:
    """The foreign host that an event is about, None where it is about none."""
    if event in _SENDING:
        # the path of a Unix socket is no tuple, the kernel's own families have numbers
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in _LOOKING_UP:
        host = arguments[0]
        if _address(host):  # nobody is asked for what is an address already
            return None
    elif event in _LOOKING_BACK:
        host = arguments[0][0] if isinstance(arguments[0], tuple) else arguments[0]
    else:
        return None
    if not isinstance(host, str | bytes) or host in ("", b"", "localhost", b"localhost"):
        return None
    address = _address(host)
    own = address is not None and (address.is_loopback or address.is_unspecified)
    return None if own else str(host)


def _address(host: Any) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    if not isinstance(host, str | bytes):
        return None
    text = (host.decode() if isinstance(host, bytes) else host).partition("%")[0]
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(text)
    with contextlib.suppress(OSError):  # "2130706433" and other old notations
        return ipaddress.IPv4Address(socket.inet_aton(text))
    return None
