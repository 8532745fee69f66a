"""Whether a file on disk is the file that the manifest means, without hashing a gigabyte at every start."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable
from pathlib import Path

from assistant.models.manifest import ModelFile

logger = logging.getLogger(__name__)

RECORD = ".verified.json"
_BLOCK = 1 << 20


def sha256_of(path: Path) -> str:
    """Hex digest of a file, read in blocks (about 1 s a gigabyte)."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def matches(path: Path, file: ModelFile) -> bool:
    """Whether the file has the size and the digest of the manifest; reads it to its end."""
    return path.is_file() and path.stat().st_size == file.size and sha256_of(path) == file.sha256


def missing(folder: Path, files: Iterable[ModelFile]) -> list[ModelFile]:
    """The files that are absent or have other bytes.

    A file whose size and modification time are those of the last verification is not hashed again.
    """
    record = _read_record(folder)
    verified: dict[str, list[int | str]] = {}
    absent = []
    for file in files:
        path = folder / file.path
        stamp = _stamp(path, file)
        if stamp is not None and (record.get(file.path) == stamp or matches(path, file)):
            verified[file.path] = stamp
        else:
            absent.append(file)
    if verified != record:
        _write_record(folder, verified)
    return absent


def forget(folder: Path) -> None:
    """Drop the record, so that the next look hashes every file."""
    (folder / RECORD).unlink(missing_ok=True)


def _stamp(path: Path, file: ModelFile) -> list[int | str] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return [status.st_size, status.st_mtime_ns, file.sha256] if status.st_size == file.size else None


def _read_record(folder: Path) -> dict[str, list[int | str]]:
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _write_record(folder: Path, record: dict[str, list[int | str]]) -> None:
    temporary = folder / f"{RECORD}.new"
    try:
        temporary.write_text(json.dumps(record), "utf-8")
        temporary.replace(folder / RECORD)
    except OSError as error:  # a cache mounted read-only: the next start hashes again
        logger.debug("cannot record the verification in %s: %s", folder, error)
