"""Building a `llama-server` of one's own: what is asked of the machine, what is kept, what is told when it fails.

The compiler and the archive are stand-ins; a real build takes minutes and is made by hand.
"""

from __future__ import annotations

import io
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import ModelConfigError, ModelStoreError
from assistant.llm import build_engine, engine_of, native_build
from assistant.llm.engines import found
from assistant.llm.native_build import build, built
from assistant.models import ModelStore
from assistant.models.sources import SourceError
from assistant.settings import load_settings
from tests.cli.test_signals import _is_alive

from .native_server import program

ROOT = Path(__file__).resolve().parents[2]

#: A cmake that configures, or does what the test says and leaves a program where the real one would.
CMAKE = """#!{python}
import os, sys
from pathlib import Path
if "-S" in sys.argv:
    source = Path(sys.argv[sys.argv.index("-S") + 1])
    assert sorted(path.name for path in source.iterdir()) == ["CMakeLists.txt", "src"], list(source.iterdir())
    home = Path(sys.argv[sys.argv.index("-B") + 1])
    home.mkdir()
    (home / "options").write_text(" ".join(sys.argv))
    sys.exit()
home = Path(sys.argv[sys.argv.index("--build") + 1])
(home / "bin").mkdir()
made = home / "bin" / "llama-server"
options = (home / "options").read_text()
print("[ 50%] Building", flush=True)
{does}
"""
MAKES = "made.write_text('#!/bin/sh'); made.chmod(0o755)"


@pytest.fixture
def compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a cmake and a compiler, and nothing else, on the PATH; says what the cmake does."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    _script(folder / "c++", "#!/bin/sh\n")
    return lambda does: _script(folder / "cmake", CMAKE.format(python=sys.executable, does=does))


@pytest.fixture(autouse=True)
def archive(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(package: str, version: str, sha256: str, folder: Path) -> Path:
        assert (package, version, len(sha256)) == ("llama-cpp-python", native_build.VERSION, 64)
        folder.mkdir()
        path = folder / "sources.tar.gz"
        with tarfile.open(path, "w:gz") as packed:
            for name in ("CMakeLists.txt", "src/server.cpp", "models/vocabulary.gguf", "docs/build.md"):
                packed.addfile(tarfile.TarInfo(f"{native_build._INSIDE}{name}"), io.BytesIO())
            packed.addfile(tarfile.TarInfo("llama_cpp_python/setup.py"), io.BytesIO())
        return path

    monkeypatch.setattr(native_build, "download_archive", made)


def _script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def _leftovers(cache: Path) -> list[str]:
    return [path.name for path in (cache / "engines").iterdir() if path.name.startswith(".build")]


def test_what_is_built_is_found_until_it_changes(
    tmp_path: Path, compiler: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler(MAKES)
    steps: list[tuple[float, str]] = []
    path = build(tmp_path / "cache", 2, lambda done, total, what: steps.append((done / total, what)))
    assert path == built(tmp_path / "cache")
    assert steps[0] == (0, "fetching the sources")
    assert (0.5, "compiling") in steps
    assert _leftovers(tmp_path / "cache") == []
    engine = found(tmp_path / "cache")
    assert engine is not None
    assert engine.program == str(path)

    compiler("made.write_text('another')")
    assert build(tmp_path / "cache", 2).read_text() == "another"
    path.write_text("a third")
    assert built(tmp_path / "cache") is None
    assert found(tmp_path / "cache") is None


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ModelConfigError, match=r"^Building an engine needs cmake and a C\+\+ compiler; install"):
        build(tmp_path / "cache", 2)
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("print('src/server.cpp:3: error: no such thing'); sys.exit(2)", r"server.cpp:3: error: no such thing\)"),
        ("sys.exit(2)", r"cmake ended with exit code 2\)"),
    ],
)
def test_a_build_that_fails_says_why_and_keeps_the_last_one(
    tmp_path: Path, compiler: Callable[[str], None], does: str, told: str
) -> None:
    compiler(MAKES)
    path = build(tmp_path / "cache", 2)
    compiler(does)
    with pytest.raises(ModelConfigError, match=rf"^No engine could be built \(.*{told}"):
        build(tmp_path / "cache", 2)
    assert built(tmp_path / "cache") == path
    assert _leftovers(tmp_path / "cache") == []


def test_a_full_disk_is_told_as_one(tmp_path: Path, compiler: Callable[[str], None]) -> None:
    compiler("print('/usr/bin/ld: final link failed: No space left on device'); sys.exit(2)")
    with pytest.raises(ModelStoreError, match=r"^The disk is too full for"):
        build(tmp_path / "cache", 2)
    assert _leftovers(tmp_path / "cache") == []


def test_sources_that_cannot_be_had(
    tmp_path: Path, compiler: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> Path:
        raise SourceError("pip cannot download it: no route")

    monkeypatch.setattr(native_build, "download_archive", refused)
    compiler(MAKES)
    with pytest.raises(ModelConfigError, match=r"pip cannot download it: no route\); try again"):
        build(tmp_path / "cache", 2)


def test_whoever_ends_the_build_ends_its_compilers(tmp_path: Path, compiler: Callable[[str], None]) -> None:
    compiler(
        f"import subprocess\nchild = subprocess.Popen(['/bin/sleep', '600'])\n"
        f"Path({str(tmp_path)!r}, 'pid').write_text(str(child.pid))\nprint('[ 60%] Building', flush=True)\nchild.wait()"
    )

    def stop(done: float, total: int, what: str) -> None:
        if done == 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(tmp_path / "cache", 2, stop)
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 30
    while _is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(pid)


@pytest.mark.models
def test_a_processor_that_forbids_what_it_promises_is_built_for_again(
    small: Path, tmp_path: Path, compiler: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    whole = program(tmp_path).rename(tmp_path / "whole")
    compiler(
        f"import shutil\nif 'GGML_NATIVE=OFF' in options:\n    shutil.copy({str(whole)!r}, made)\n"
        "else:\n    made.write_text('#!/bin/sh\\nkill -ILL $$\\n')\nmade.chmod(0o755)"
    )
    settings = load_settings(llm=str(small), cache=tmp_path / "cache", llm_threads=1, engine="auto")
    store = ModelStore(tmp_path / "cache")
    told = build_engine(settings, store)
    assert told == engine_of(settings, store)
    assert told is not None
    assert "cannot be used" not in told
    assert (tmp_path / "native.pid").exists(), "the second one was never tried"
