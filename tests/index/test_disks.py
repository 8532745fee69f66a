"""Full and read-only disks, on small file systems of their own; mounting takes root."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.errors import IndexReadOnlyError, IndexStoreError

from .support import entry, ids, many, open_index, put, vector_of

pytestmark = pytest.mark.slow

Mount = Callable[..., None]


def _run(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 MB."""
    where = tmp_path / "disk"
    where.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("mounting a small file system takes root on Linux")
    if not _run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(where)):
        pytest.skip("this machine does not let root mount a file system")
    yield where
    assert _run("umount", "--lazy", str(where))


def remount(where: Path, option: str) -> None:
    """Busy for a moment after an index was closed: Chroma's threads let go of their files by themselves."""
    deadline = time.monotonic() + 60
    while not _run("mount", "-o", f"remount,{option}", str(where)):
        assert time.monotonic() < deadline, f"{where} stays busy"
        time.sleep(0.2)


@pytest.mark.parametrize("filler", [0, 6, 9], ids="{} MB in use".format)
def test_a_full_disk_loses_nothing_that_was_reported(disk: Path, filler: int) -> None:
    (disk / "filler").write_bytes(b"x" * filler * 1_000_000)
    folder = disk / "index"
    reported: list[str] = []
    with open_index(folder) as index:
        with pytest.raises(IndexStoreError, match=r"is full; free some space and run the same command again"):
            for batch in range(200):
                entries = [
                    entry(f"bulk{number}", f"bulk word{number} other{number * 7}" + " filler" * 50)
                    for number in range(batch * 100, batch * 100 + 100)
                ]
                put(index, *entries)
                reported += [one[0].id for one in entries]
        assert reported
    remount(disk, "size=80m")
    with open_index(folder) as index:
        health = index.health()
        assert health.ok, health.problems
        present = {article.id for article in index.articles()}
        assert set(reported) <= present
        for article_id in (reported[0], reported[-1]):
            text = index.article(article_id).text
            assert index.dense(vector_of(text), 1)[0] == (f"{article_id}#0", pytest.approx(1.0, abs=1e-4))
        put(index, *many(5, "new"))
        assert index.health().ok


def test_a_full_disk_is_still_searched(disk: Path) -> None:
    with open_index(disk / "index") as index:
        put(index, *many(100))
    free = os.statvfs(disk)
    (disk / "filler").write_bytes(b"x" * (free.f_bavail * free.f_frsize - 200_000))
    with open_index(disk / "index") as index:
        assert index.dense(vector_of("bulk word7 other49"), 1)[0][0] == "bulk7#0"
        assert ids(index.lexical(["word7"], 1)) == ["bulk7#0"]


@pytest.mark.parametrize("left_by_a_kill", [False, True])
def test_a_read_only_folder_is_searched_and_not_changed(disk: Path, left_by_a_kill: bool) -> None:
    folder = disk / "index"
    with open_index(folder) as index:
        put(index, *many(100))
    if left_by_a_kill:
        # The write-ahead log is still there, and holds what the catalog's file has not yet.
        code = (
            "import os, pathlib, sys; from tests.index.support import *\n"
            "index = open_index(pathlib.Path(sys.argv[1])); put(index, *many(10, 'new')); os._exit(9)"
        )
        subprocess.run([sys.executable, "-c", code, str(folder)], check=False)
        assert (folder / "catalog.sqlite3-wal").stat().st_size
    remount(disk, "ro")
    with open_index(folder) as index:
        assert index.dense(vector_of("bulk word7 other49"), 1)[0] == ("bulk7#0", pytest.approx(1.0, abs=1e-4))
        assert ids(index.lexical(["word7"], 1)) == ["bulk7#0"]
        if left_by_a_kill:
            assert index.dense(vector_of("new word3 other21"), 1)[0][0] == "new3#0"
        assert index.health().ok
        assert "read-only" in index.health().notes[0]
        for change in (lambda: put(index, *many(1, "late")), index.repair):
            with pytest.raises(IndexReadOnlyError, match="is read-only, so it can be searched but not changed") as told:
                change()
            assert told.value.exit_code == 2
        assert not index.health().repair_helps
    with pytest.raises(IndexStoreError, match="cannot be made"):
        open_index(disk / "another")
    remount(disk, "rw")
    with open_index(folder) as index:
        put(index, *many(1, "late"))
        assert index.health().ok
