"""The vectors on a real Chroma server, started here on a free port of the loopback."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import IndexStoreError

from .support import child, entry, ids, many, open_index, put, vector_of

pytestmark = pytest.mark.slow

START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(data: Path, port: int) -> Iterator[str]:
    command = Path(sys.executable).with_name("chroma")
    process = subprocess.Popen(
        [command, "run", "--path", data, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"ANONYMIZED_TELEMETRY": "False"},
    )
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=5).close()
                break
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.1)
        yield url
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with running(tmp_path / "server", free_port()) as url:
        yield url


def test_a_life_on_the_server(tmp_path: Path, server: str) -> None:
    with (
        open_index(tmp_path / "one", chroma_url=server) as index,
        open_index(tmp_path / "two", chroma_url=server) as two,
    ):
        put(index, *many(1200))
        put(two, *many(5, "two"))
        assert not (tmp_path / "one" / "chroma").exists()
        assert index.dense(vector_of("bulk word7 other49"), 1)[0] == ("bulk7#0", pytest.approx(1.0, abs=1e-4))
        with index.writing() as writer:
            writer.remove("bulk7")
        put(index, entry("bulk8", "bulk replaced"))
        assert "bulk7#0" not in ids(index.dense(vector_of("bulk word7 other49"), 5))
        for each, count in ((index, 1199), (two, 5)):
            assert each.health().ok, each.health().problems
            assert each.health().vectors == count
        before = index.statistics()
        assert index.repair().ok
        assert index.statistics()["collection"] != before["collection"]
        assert before["vectors_at"] == server
        assert two.dense(vector_of("two word3 other21"), 1)[0][0] == "two3#0"


def test_readers_see_at_once_what_is_written(tmp_path: Path, server: str) -> None:
    folder = tmp_path / "index"
    with open_index(folder, chroma_url=server) as index, open_index(folder, chroma_url=server) as other:
        put(index, *many(100))
        assert other.dense(vector_of("bulk word7 other49"), 1)[0][0] == "bulk7#0"
        put(index, *many(1500, "new"))
        assert other.dense(vector_of("new word7 other49"), 1)[0][0] == "new7#0"


def test_moving_to_a_server_and_back(tmp_path: Path, server: str) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, *many(100))
    for url in (server, None):
        with open_index(folder, chroma_url=url) as index:
            assert index.statistics()["vectors_at"] == (url or "folder")
            assert index.health().ok
            assert index.health().vectors == 100


def test_a_server_that_is_gone_or_has_forgotten(tmp_path: Path) -> None:
    port, folder = free_port(), tmp_path / "index"
    with running(tmp_path / "first", port) as url, open_index(folder, chroma_url=url) as index:
        put(index, *many(50))
        assert index.dense(vector_of("bulk word7 other49"), 1)[0][0] == "bulk7#0"
    with open_index(folder, chroma_url=url) as index:
        assert index.dense(vector_of("bulk word7 other49"), 1)[0][0] == "bulk7#0"  # ranked on the catalog
        assert "does not answer" in index.health().problems[0]
        with pytest.raises(IndexStoreError, match=f"The Chroma server at {url} does not answer .*; start it or unset"):
            put(index, *many(1, "new"))
    with running(tmp_path / "second", port) as url, open_index(folder, chroma_url=url) as index:
        assert index.health().ok, index.health().problems
        assert index.dense(vector_of("new word0 other0"), 1)[0][0] == "new0#0"
        assert index.health().vectors == 51


def test_another_process_writes(tmp_path: Path) -> None:
    """The second process has no server in its settings: it takes the vectors into the folder, and they come back."""
    folder = tmp_path / "index"
    with running(tmp_path / "server", free_port()) as url:
        with open_index(folder, chroma_url=url) as index:
            put(index, *many(20))
            with child("add", folder, 5, "new") as writer:
                assert writer.wait() == 0
            assert index.dense(vector_of("new word3 other21"), 1)[0][0] == "new3#0"
        with open_index(folder, chroma_url=url) as index:
            assert index.health().ok
            assert index.statistics()["vectors_at"] == url
