"""The guard of the tests themselves (tests/network.py): it stops what leaves, and only that."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.network import Guard


@pytest.fixture
def attempts(no_way_out: Guard) -> list[str]:
    """What this test tried, which it answers for itself."""
    return no_way_out.attempts


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_foreign_address_is_not_reached(attempts: list[str], kind: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, kind) as outward, pytest.raises(PermissionError, match=r"reach 192\.0\.2\.1"):
        outward.connect(("192.0.2.1", 9))
    with socket.socket(socket.AF_INET, kind) as outward, pytest.raises(PermissionError):
        outward.connect_ex(("192.0.2.1", 9))
    assert attempts == ["socket.connect 192.0.2.1"] * 2
    attempts.clear()


def test_no_datagram_and_no_look_up_leaves(attempts: list[str]) -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as outward, pytest.raises(PermissionError):
        outward.sendto(b"?", ("2001:db8::1", 53))
    with pytest.raises(PermissionError, match=r"reach news\.example"):
        socket.getaddrinfo("news.example", 80)
    with pytest.raises(PermissionError):
        socket.gethostbyname("news.example")
    with pytest.raises(PermissionError):
        socket.gethostbyaddr("192.0.2.1")
    assert [attempt.split()[0] for attempt in attempts] == [
        "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
    ]  # fmt: skip
    attempts.clear()


def test_what_stays_here_is_let_through(tmp_path: Path, attempts: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
        socket.create_connection(("localhost", server.getsockname()[1])).close()
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "door"))
        server.listen()
        client.connect(str(tmp_path / "door"))
    for address in ("192.0.2.1", "3221225985"):  # in whatever notation: nobody is asked
        assert socket.getaddrinfo(address, 80)[0][4][0] == "192.0.2.1"
    assert not attempts
