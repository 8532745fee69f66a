"""A ``llama-server`` built for the processor at hand, out of the sources of llama.cpp that llama-cpp-python carries.

Only on request (``assistant engine build``): it needs a compiler, fetches 77 MB and takes minutes. The archive comes
with pip, so that the user's mirrors, proxies and certificates apply, and is used only where its digest is the one
below. The program is kept in the model cache; :mod:`assistant.llm.engines` tries it like any other.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from assistant import failures
from assistant.models import files
from assistant.models.sources import SourceError, disk_errors, disk_full
from assistant.models.wheels import download_archive

PACKAGE, VERSION = "llama-cpp-python", "0.3.36"
SHA256 = "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e"
#: Folder of the model cache.
FOLDER = "engines"
PROGRAM = "llama-server"

_INSIDE = f"llama_cpp_python-{VERSION}/vendor/llama.cpp/"
#: Four fifths of the archive, which no build reads.
_UNUSED = ("docs/", "media/", "models/", "tests/")
_OPTIONS = (
    "-DCMAKE_BUILD_TYPE=Release",
    "-DGGML_NATIVE=ON",
    "-DBUILD_SHARED_LIBS=OFF",
    "-DLLAMA_BUILD_TESTS=OFF",
    "-DLLAMA_BUILD_EXAMPLES=OFF",
    "-DLLAMA_BUILD_APP=OFF",
    "-DLLAMA_BUILD_UI=OFF",
    "-DLLAMA_USE_PREBUILT_UI=OFF",  # a download of its own
    "-DLLAMA_OPENSSL=OFF",  # it only listens on loopback
)
#: Instead of GGML_NATIVE, where the processor's flags promise AMX and the system forbids it: what comes with AMX.
_WITHOUT_AMX = (
    "-DGGML_NATIVE=OFF",
    *(f"-DGGML_AVX512{part}=ON" for part in ("", "_VBMI", "_VNNI", "_BF16")),
)
_COMPILERS = ("c++", "g++", "clang++")
#: How far make ("[ 12%]") and ninja ("[12/210]") are.
_PERCENT = re.compile(r"\[\s*(\d+)%\]")
_STEPS = re.compile(r"\[(\d+)/(\d+)\]")

#: Called with (done, total, what is being done).
Progress = Callable[[float, int, str], None]


def built(cache: Path) -> Path | None:
    """The program that :func:`build` made, None where there is none, or not as it was made."""
    folder = _folder(cache)
    return folder / PROGRAM if files.is_intact(folder) and (folder / PROGRAM).is_file() else None


def build(cache: Path, jobs: int, progress: Progress | None = None, *, amx: bool = True) -> Path:
    """Fetch the sources and build the program; what was built before stays until the new one is whole.

    Args:
        cache: the model cache.
        jobs: compilers at once; each takes up to 1 GB.
        progress: told how far it is.
        amx: use these instructions where the processor has them.

    Raises:
        ModelConfigError: there is no compiler, or the sources cannot be had or built.
        ModelStoreError: the cache is full or cannot be written.
    """
    from filelock import FileLock

    missing = [what for what, names in (("cmake", ("cmake",)), ("a C++ compiler", _COMPILERS)) if not _any(names)]
    if missing:
        raise failures.ENGINE_TOOLS_MISSING(missing=" and ".join(missing))
    place = cache / FOLDER
    with disk_errors(str(place)):
        place.mkdir(parents=True, exist_ok=True)
        with FileLock(place / ".lock"), tempfile.TemporaryDirectory(dir=place, prefix=".build-") as home:
            options = _OPTIONS if amx else (*_OPTIONS, *_WITHOUT_AMX)
            program = _built(Path(home), options, jobs, progress or (lambda done, total, what: None))
            return _taken(program, _folder(cache))


def _folder(cache: Path) -> Path:
    return cache / FOLDER / f"llama.cpp-{VERSION}"


def _any(names: Sequence[str]) -> bool:
    return any(shutil.which(name) for name in names)


def _built(home: Path, options: Sequence[str], jobs: int, progress: Progress) -> Path:
    progress(0, 100, "fetching the sources")
    try:
        archive = download_archive(PACKAGE, VERSION, SHA256, home / "download")
    except SourceError as error:
        raise failures.ENGINE_NOT_BUILT(reason=str(error)) from error
    progress(0, 100, "unpacking")
    source, target = home / "source", home / "build"
    _unpack(archive, source)
    progress(0, 100, "looking at the compiler")
    _run(["cmake", "-S", str(source), "-B", str(target), *options], home, progress)
    _run(["cmake", "--build", str(target), "--target", PROGRAM, "--parallel", str(jobs)], home, progress)
    return target / "bin" / PROGRAM


def _unpack(archive: Path, target: Path) -> None:
    with tarfile.open(archive) as packed:
        for member in packed:
            name = member.name.removeprefix(_INSIDE)
            if member.name.startswith(_INSIDE) and not name.startswith(_UNUSED):
                packed.extract(member.replace(name=name), target, filter="data")


def _run(command: list[str], home: Path, progress: Progress) -> None:
    """A step of the build, ended with all its compilers where this ends.

    Raises:
        ModelConfigError: it fails.
    """
    environment = os.environ | {"TMPDIR": str(home)}  # compilers write there, and /tmp is often small
    process = subprocess.Popen(  # noqa: S603 - cmake of the PATH over sources of a known digest
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        with process.stdout as lines:
            told = _followed(lines, progress)
        code = process.wait()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if code:
        raise failures.ENGINE_NOT_BUILT(reason=told or f"{command[0]} ended with exit code {code}")


def _followed(lines: Iterable[str], progress: Progress) -> str:
    """The line that tells why it failed, as far as one does."""
    told = ""
    for line in lines:
        if percent := _PERCENT.search(line):
            progress(int(percent[1]), 100, "compiling")
        elif steps := _STEPS.search(line):
            progress(100 * int(steps[1]) / int(steps[2]), 100, "compiling")
        if "No space left on device" in line:
            raise disk_full(PROGRAM)
        if not told and re.search(r"\berror\b", line, re.IGNORECASE):
            told = " ".join(line.split())[:200]
    return told


def _taken(program: Path, folder: Path) -> Path:
    """Put the program in the place of what was built before, with its digest."""
    fresh = program.parent.parent.parent / folder.name
    fresh.mkdir()
    program.replace(fresh / PROGRAM)
    files.seal(fresh)
    for old in folder.parent.glob("llama.cpp-*"):
        shutil.rmtree(old)
    fresh.replace(folder)
    return folder / PROGRAM
