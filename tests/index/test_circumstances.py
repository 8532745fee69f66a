"""What is wrong around an index, told as what it is; each trial is a process of its own."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from assistant.errors import IndexFormatError, IndexStoreError

from . import fuzz
from .support import ids, many, open_index, put, vector_of
from .test_disks import _run

ON_LINUX_AS_ROOT = sys.platform.startswith("linux") and os.geteuid() == 0


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("original") / "index"
    fuzz.make(folder, 40)
    return folder


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    return shutil.copytree(original, tmp_path / "index")


@pytest.mark.parametrize("task", ["search", "ingest", "remove", "doctor", "repair"])
@pytest.mark.parametrize("limit", [6, 12, 24])
def test_too_few_file_handles(folder: Path, limit: int, task: str) -> None:
    told = fuzz.attempt(folder, task, first=partial(resource.setrlimit, resource.RLIMIT_NOFILE, (limit, limit)))
    assert told == "well" or "may not open any more files" in told, told
    assert told == "well" or "`ulimit -n 1024`" in told
    assert told != "well" or limit > 6
    assert "repair helps: True" not in told
    assert fuzz.attempt(folder, "doctor") == "well"


@pytest.fixture
def full_temporary_folder(tmp_path: Path) -> Iterator[Path]:
    where = tmp_path / "temporary"
    where.mkdir()
    if not ON_LINUX_AS_ROOT or not _run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(where)):
        pytest.skip("mounting a small file system takes root on Linux")
    (where / "filler").write_bytes(b"x" * 64 * 1024)
    yield where
    assert _run("umount", "--lazy", str(where))


@pytest.mark.parametrize("task", ["search", "ingest", "remove", "doctor", "repair"])
def test_a_full_temporary_folder(
    folder: Path, full_temporary_folder: Path, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(full_temporary_folder))
    told = fuzz.attempt(folder, task)
    assert told == "well" or f"The temporary folder {full_temporary_folder} is full" in told, told
    assert fuzz.attempt(folder, "doctor") == "well"


def test_a_folder_that_vanishes(folder: Path) -> None:
    with open_index(folder) as index:
        shutil.rmtree(folder)
        with pytest.raises(IndexStoreError, match="has vanished while it was open; put it back"):
            put(index, *many(1))


@pytest.mark.parametrize("name", [b"not-utf-8-\xff", b"with\0nul"], ids=["no UTF-8", "NUL"])
def test_a_path_that_is_no_text(tmp_path: Path, name: bytes) -> None:
    with pytest.raises(IndexFormatError, match="cannot be written in UTF-8"):
        open_index(tmp_path / os.fsdecode(name))


def test_names_of_all_scripts_are_paths(tmp_path: Path) -> None:
    place = tmp_path / "Ünïcode ‘索引’ %41 #? 🗞"
    with open_index(place) as index:
        put(index, *many(3))
        assert index.health().ok
    assert open_index(place, create=False).close() is None


def test_a_home_that_nobody_knows_and_a_name_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IndexFormatError, match=r"There is no index at .*~nobody-of-this-name yet"):
        open_index(Path("~nobody-of-this-name"), create=False)
    with pytest.raises(IndexStoreError, match="name too long"):
        open_index(tmp_path / ("x" * 300))


# --- whose it is -------------------------------------------------------------------------------


def open_to_others(folder: Path) -> list[str]:
    return [str(path) for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]


def test_everything_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    before = os.umask(0)
    try:
        with open_index(folder) as index:
            assert open_to_others(folder) == []
            put(index, *many(1200))
            assert open_to_others(folder) == []
            index.repair()
            with index.writing() as writer:
                writer.remove("bulk1")
            assert open_to_others(folder) == []
    finally:
        os.umask(before)


def test_an_index_that_stood_open_is_closed_when_its_owner_opens_it(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    outside = folder.parent / "outside"
    outside.touch(0o644)
    (folder / "link").symlink_to(outside)
    open_index(folder).close()
    assert open_to_others(folder) == [str(folder / "link")]
    assert outside.stat().st_mode & 0o777 == 0o644


@pytest.mark.skipif(not ON_LINUX_AS_ROOT, reason="another user's index takes root to make")
def test_another_users_index_is_left_as_it_is(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, fuzz.NOBODY, fuzz.NOBODY)
        path.chmod(0o755 if path.is_dir() else 0o644)
    open_index(folder).close()
    assert folder.stat().st_mode & 0o777 == 0o755


def test_a_link_to_the_index_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    folder.chmod(0o755)
    open_index(tmp_path / "link").close()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert subprocess.run(["ls", folder], check=False).returncode == 0


def test_what_lies_in_the_working_folder_configures_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chroma by itself reads `.env` there, which may send traces to wherever another project sends its own."""
    (tmp_path / ".env").write_text("chroma_otel_collection_endpoint=http://192.0.2.1:4317\n")
    monkeypatch.chdir(tmp_path)
    with open_index(folder) as index:
        assert ids(index.dense(vector_of("troops"), 1))
        system = index._vectors._system
        assert system is not None
        assert system.settings.chroma_otel_collection_endpoint == ""
