"""The folder for what is uploaded, until it is indexed: one for each process, for nobody else, gone at its end."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = "news-assistant-page-"
_LOCK = "lock"
_INDEX = "index"
_VARIABLE = "GRADIO_TEMP_DIR"


class Temporary:
    """The folders of this machine's pages.

    Each is held by a lock while its process lives, however that ends.

    Args:
        parent: where they lie; default: the system's temporary folder.
    """

    def __init__(self, parent: Path | None = None) -> None:
        self._parent = parent or Path(tempfile.gettempdir())

    @contextlib.contextmanager
    def folder(self, index: Path) -> Iterator[tuple[Path, bool]]:
        """A folder for the uploads to a page on an index, and whether no other page serves that index.

        Gradio is told of it; folders of processes that were killed are deleted first.
        """
        served = self._swept()
        mine, lock = self._made()
        try:
            own = os.fsencode(index.resolve())
            (mine / _INDEX).write_bytes(own)
            files = mine / "files"
            files.mkdir(mode=0o700)
            with _told_gradio(files):
                yield files, own not in served
        finally:
            shutil.rmtree(mine, ignore_errors=True)
            lock.release()

    def _made(self) -> tuple[Path, FileLock]:
        """A new folder, held."""
        while True:
            mine = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._parent))  # mode 700
            lock = FileLock(mine / _LOCK, mode=0o600)
            with contextlib.suppress(FileNotFoundError):
                lock.acquire()
                if (mine / _LOCK).exists():  # another process may have swept it in between
                    return mine, lock
                lock.release()

    def _swept(self) -> list[bytes]:
        """Delete the folders of dead processes; the indexes of those that live."""
        living = []
        for folder in self._parent.glob(f"{_PREFIX}*"):
            if folder.is_symlink() or not folder.is_dir() or folder.stat().st_uid != os.getuid():
                continue
            try:
                with FileLock(folder / _LOCK, timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)
            except Timeout:
                with contextlib.suppress(OSError):
                    living.append((folder / _INDEX).read_bytes())
            except OSError:
                continue
        return living


@contextlib.contextmanager
def _told_gradio(folder: Path) -> Iterator[None]:
    """Gradio takes its folder for uploads from the environment alone, when a page is built and later."""
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_VARIABLE, None)
        else:
            os.environ[_VARIABLE] = before
