"""Folders 700 and files 600: an index holds whole articles, and they are their owner's.

The umask belongs to the whole process and cannot be set for one thread, so modes are put right after the
fact, inside a folder that is already closed to others. SQLite gives its logs the mode of the database.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600
NOT_OWNER = 0o077
UPLOADS = "uploads"
SURVEYS = "surveys"


def make_folder(folder: Path) -> None:
    """Make a folder, with parents, that is its owner's alone; parents are made as usual."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    tighten(folder)


def make_file(path: Path) -> None:
    """Make an empty file that is its owner's alone, unless it is there.

    One that is there is not opened: closing a database takes every lock that this process has on it.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))


def tighten(folder: Path) -> None:
    """Take others' rights from everything in an index folder that belongs to us.

    What visitors uploaded may be thousands of files: they are looked at only while the folder itself stood open.
    """
    if os.name == "nt":  # rights are lists there, which the user's own folders begin with
        return
    with suppress(OSError):
        was_open = _tightened(folder)
        for entry in os.scandir(folder):
            _below(entry, with_uploads=was_open)


def _below(entry: os.DirEntry[str], *, with_uploads: bool) -> None:
    with suppress(OSError):
        if entry.is_symlink():
            return
        _tightened(entry)
        if entry.is_dir() and (with_uploads or entry.name != UPLOADS):
            for one in os.scandir(entry.path):
                _below(one, with_uploads=True)


def _tightened(entry: os.DirEntry[str] | Path) -> bool:
    """Whether others had rights; they have none now, if it is ours."""
    path = Path(entry)
    found = path.stat()
    if not found.st_mode & NOT_OWNER:
        return False
    if found.st_uid == os.geteuid():
        path.chmod(FOLDER_MODE if stat.S_ISDIR(found.st_mode) else FILE_MODE)
    return True
