"""Whether a file on disk is the file that is meant, without hashing a gigabyte at every start.

What the bytes must be says the manifest, or, for what the hub gave and for what was derived, a seal: a file with the
digests that were taken when the files were new. A verified file is stamped with its size and times, and hashed again
only where one of them differs. The time of the last change of the inode (ctime) is among them, because nobody can put
that back; it costs one more hashing (a second a gigabyte) after the cache was copied, or its modes were changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant import failures
from assistant.models.manifest import ModelFile

logger = logging.getLogger(__name__)

RECORD = ".verified.json"
SEAL = ".sealed.json"


def sha256_of(path: Path) -> str:
    """Hex digest of a file (about 1 s a gigabyte).

    Raises:
        ModelStoreError: it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise failures.MODELS_UNREADABLE(path=path, reason=error.strerror) from error


def matches(path: Path, file: ModelFile) -> bool:
    """Whether the file has the size and the digest of the manifest; reads it to its end."""
    return path.is_file() and path.stat().st_size == file.size and sha256_of(path) == file.sha256


def missing(folder: Path, files: Sequence[ModelFile], *, afresh: bool = False) -> list[ModelFile]:
    """The files that are absent or have other bytes.

    A file whose stamp is that of the last verification is not hashed again, unless ``afresh`` is asked for.
    """
    record = read_record(folder / RECORD)
    verified = {path: stamp for path, stamp in record.items() if path not in {file.path for file in files}}
    absent = []
    for file in files:
        path = folder / file.path
        stamp = _stamp(path, file)
        known = record.get(file.path) == stamp and not afresh
        if stamp is not None and (known or matches(path, file)):
            verified[file.path] = stamp
        else:
            absent.append(file)
    if verified != record:
        write_record(folder / RECORD, verified)
    return absent


def seal(folder: Path, paths: Iterable[Path] | None = None) -> None:
    """Keep the digests of files that are new (default: all of the folder), for :func:`sealed`."""
    chosen = paths if paths is not None else (path for path in folder.rglob("*") if path.is_file())
    digests = read_record(folder / SEAL) if paths is not None else {}
    for path in chosen:
        relative = path.relative_to(folder)
        if not any(part.startswith(".") for part in relative.parts) and (size := path.stat().st_size):
            digests[relative.as_posix()] = [size, sha256_of(path)]
    write_record(folder / SEAL, digests)


def sealed(folder: Path) -> list[ModelFile]:
    """What the folder's files must be; nothing where it was never sealed."""
    try:
        digests = read_record(folder / SEAL).items()
        return [ModelFile(path=path, size=size, sha256=digest) for path, (size, digest) in digests]
    except (TypeError, ValueError):  # no seal of ours
        return []


def is_intact(folder: Path) -> bool:
    """Whether the folder was sealed and nothing in it has changed since."""
    meant = sealed(folder)
    return bool(meant) and not missing(folder, meant)


def _stamp(path: Path, file: ModelFile) -> list[int | str] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    if status.st_size != file.size:
        return None
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, file.sha256]


def read_record(path: Path) -> dict[str, Any]:
    """A JSON object that the cache keeps; empty where there is none, or something else."""
    try:
        record = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def write_record(path: Path, record: dict[str, Any]) -> None:
    """Keep a JSON object in one step. A cache that cannot be written means that it is made again next time."""
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}.new")  # two processes may write at once
    try:
        temporary.write_text(json.dumps(record), "utf-8")
        temporary.replace(path)
    except OSError as error:  # a cache mounted read-only, or full
        logger.debug("cannot write %s: %s", path, error)
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
