"""Chroma, embedded in the index folder or on a server, behind the few calls that the index needs.

Embedded, a folder belongs to exactly one collection. Deleting a collection leaves its HNSW files behind and
never shrinks the database (Chroma 1.5.9), so a rebuild makes a folder of its own, beside the one that is in
use, and the catalog names the one that counts.
"""

from __future__ import annotations

import pickle
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from assistant import failures
from assistant.errors import IndexBusyError, IndexReadOnlyError, IndexStoreError
from assistant.index import faults, private, residue, vector_files
from assistant.index.locks import WRITER_WAITS, vectors_lock
from assistant.index.meta import FIRST_FOLDER

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ServerAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.config import System
    from chromadb.types import Collection as CollectionModel

COSINE: Any = {"hnsw": {"space": "cosine"}}
WRITE_ROWS = 1_000  # an upsert of 500 to 1,000 is the fastest per row; Chroma's own limit is 5,461
SERVER_SECONDS = 60.0  # for one request; 1,000 vectors take a server well below a second
PAGE_ROWS = 10_000  # `get` without a limit fails at 100,000 rows ("too many SQL variables")
DATABASE = "chroma.sqlite3"
HANDLES = 24  # files, pipes and sockets of a started Chroma; it panics, with a trace, where it cannot have them


class VectorsDamagedError(IndexStoreError):
    """The vectors do not fit the catalog; it can rebuild them. Never leaves the index package."""


class VectorStore:
    """The vectors of one index by name. Safe to share between threads.

    Args:
        folder: the index folder.
        url: address of a Chroma server, or None for the embedded one.
        name: of the folder below it; the catalog knows the right one each time when it is opened.
    """

    def __init__(self, folder: Path, url: str | None, name: str = FIRST_FOLDER) -> None:
        self.place = url or "folder"
        self._folder = folder
        self._files = folder / name
        self._shared = True
        self._url = url
        self._lock = threading.RLock()
        self._system: System | None = None
        self._server: ServerAPI | None = None
        self._collection: Collection | None = None
        self._session: httpx.Client | None = None
        self._settled = True

    @property
    def local(self) -> bool:
        """Whether Chroma runs in this process, on files of the index folder."""
        return self._url is None

    @property
    def name(self) -> str | None:
        """The open collection."""
        with self._lock:
            return self._collection.name if self._collection else None

    def open(self, collection: str, folder: str, *, wait: float, fingerprint: str | None = None) -> None:
        """Load what other processes have written by now; what was loaded before is dropped.

        Args:
            collection: its name.
            folder: name of the folder that has it.
            wait: seconds to wait for another process to leave the files.
            fingerprint: what :meth:`fingerprint` said after the last write; None when a write was
                interrupted, which may rightly have changed them.

        Raises:
            VectorsDamagedError: files or collection are missing, or are not those of the fingerprint.
            IndexBusyError: another process is at the files.
            IndexStoreError: the server does not answer.
        """
        with self._lock, self._files_held(wait), self._translated():
            self.close()
            self._files = self._folder / folder
            problem = self.problem(folder, fingerprint)
            if problem:
                raise VectorsDamagedError(problem)
            self._connect()
            self._collection = self._find(collection)
            if self._collection is None:
                raise VectorsDamagedError("the collection is missing")
            self._settled = False

    def beside(self, collection: str, folder: str) -> VectorStore:
        """Another store with an empty collection of its own, that nobody else knows of yet."""
        other = VectorStore(self._folder, self._url, folder)
        other._shared = False
        with other._translated():
            if other.local:
                private.make_folder(other._files)
                private.make_file(other._files / DATABASE)
            server = other._connect()
            model = server.get_or_create_collection(collection, configuration=COSINE)
            other._collection = other._wrap(model)
        return other

    def become(self, other: VectorStore) -> None:
        """Go on with what the other store has open."""
        with self._lock:
            self.close()
            self._files = other._files
            self._system, self._server = other._system, other._server
            self._collection, self._session = other._collection, other._session
            other._system = other._server = other._collection = other._session = None

    def close(self) -> None:
        """Drop what is loaded."""
        with self._lock:
            if self._system is not None:
                self._system.stop()
            if self._session is not None:
                self._session.close()
            self._session = None
            self._system = self._server = self._collection = None

    def problem(self, folder: str, fingerprint: str | None) -> str:
        """Why Chroma must not open its files, in words; empty when nothing speaks against it.

        Reads sizes and one header, so that opening an index does not grow with it; whether the vectors are those
        of the catalog is what ``assistant doctor`` compares. Chroma itself would answer with wrong passages from
        files that do not fit together, or crash.
        """
        if not self.local:
            return ""
        files = self._folder / folder
        try:
            if not (files / DATABASE).is_file():
                return "the folder of the vectors is missing"
            problem = vector_files.damage(files)
            if not problem and fingerprint is not None and fingerprint != vector_files.fingerprint(files):
                problem = "the files of the vectors are not those that were written last"
        except OSError as error:
            if faults.found_outside(self._folder):
                raise faults.explained_by_system(error, self._folder) from error
            return f"the files of the vectors cannot be read: {error.strerror}"
        return problem

    def fingerprint(self) -> str:
        """What the files look like now; empty on a server."""
        return vector_files.fingerprint(self._files) if self.local else ""

    def bytes_on_disk(self, folder: str) -> int | None:
        """Bytes of the embedded store in a folder, None on a server."""
        return vector_files.size(self._folder / folder) if self.local else None

    def query(self, vector: np.ndarray, k: int, *, collection: str) -> list[tuple[str, float]]:
        """The ``k`` nearest passage ids with their cosine, best first.

        Raises:
            VectorsDamagedError: another collection is open by now, because this process rebuilds it.
        """
        with self._lock, self._translated():
            if self.name != collection:
                raise VectorsDamagedError("the vectors are being rebuilt")
            found = self._opened().query(query_embeddings=[vector], n_results=k, include=["distances"])
            self._settle()
        distances = found["distances"] or [[]]
        return [(key, 1.0 - float(away)) for key, away in zip(found["ids"][0], distances[0], strict=True)]

    def upsert(self, ids: Sequence[str], vectors: np.ndarray) -> None:
        """Write vectors, float32 of shape (len(ids), dimension); a known id is overwritten."""
        with self._lock, self._files_held(WRITER_WAITS), self._translated():
            for at in range(0, len(ids), WRITE_ROWS):
                part = slice(at, at + WRITE_ROWS)
                self._opened().upsert(ids=list(ids[part]), embeddings=vectors[part])

    def delete(self, ids: Sequence[str]) -> None:
        """Delete vectors; an unknown id is no error."""
        with self._lock, self._files_held(WRITER_WAITS), self._translated():
            for at in range(0, len(ids), WRITE_ROWS):
                self._opened().delete(ids=list(ids[at : at + WRITE_ROWS]))

    def clear_residue(self, dimension: int) -> bool:
        """Take what was deleted out of the embedded store's files; says whether it is gone.

        What this process has loaded can still be searched, but not written any more: open it again.
        """
        if not self.local or not (self._files / DATABASE).is_file():
            return True
        try:
            with self._lock, self._files_held(WRITER_WAITS):
                residue.clear(self._files, dimension)
        except sqlite3.OperationalError:  # a reader keeps the database, or the disk has no room for a second one
            return False
        except (sqlite3.Error, OSError, ValueError, KeyError, pickle.UnpicklingError) as error:
            raise VectorsDamagedError(str(error)) from error
        return True

    def blank_room(self) -> None:
        """Blank what the embedded store's files have room for: it is memory as it was found."""
        if not self.local:
            return
        with self._lock, self._files_held(WRITER_WAITS), suppress(OSError):  # a damaged file is told elsewhere
            residue.blank_room(self._files)

    def leave(self, collection: str, folder: str) -> None:
        """Delete a collection that a rebuild made and nobody uses."""
        self.leave_folder(folder) if self.local else self.leave_collection(collection)

    def leave_folder(self, folder: str) -> None:
        """Delete a folder of vectors while no process loads it; one that has loaded it goes on with what it has."""
        with self._files_held(WRITER_WAITS):
            vector_files.discard(self._folder / folder)

    def leave_collection(self, collection: str) -> None:
        """Delete a collection on the server; the embedded store has only one a folder."""
        if self.local:
            return
        with self._lock, self._translated():
            server = self._server or self._connect()
            if self._find(collection) is not None:
                server.delete_collection(collection)

    def count(self) -> int:
        """How many vectors there are."""
        with self._lock, self._translated():
            return self._opened().count()

    def ids(self) -> Iterator[str]:
        """Every name, page by page."""
        for names, _ in self._pages([]):
            yield from names

    def pages(self) -> Iterator[tuple[list[str], np.ndarray]]:
        """Every name with its vector, page by page."""
        for names, vectors in self._pages(["embeddings"]):
            yield names, np.asarray(vectors, dtype=np.float32).reshape(len(names), -1)

    def _pages(self, include: list[Any]) -> Iterator[tuple[list[str], Any]]:
        offset = 0
        while True:
            with self._lock, self._translated():
                page = self._opened().get(limit=PAGE_ROWS, offset=offset, include=include)
                self._settle()
            yield page["ids"], page["embeddings"]
            if len(page["ids"]) < PAGE_ROWS:
                return
            offset += PAGE_ROWS

    def _settle(self) -> None:
        """Blank what the first reading since the opening has written: Chroma fills the room with memory as it was."""
        if self._settled or not self.local:
            return
        self._settled = True
        with suppress(IndexBusyError, OSError), self._files_held(0):  # a writer does it when it is done
            residue.blank_room(self._files)

    # --- the connection -------------------------------------------------------------------

    def _opened(self) -> Collection:
        if self._collection is None:
            raise VectorsDamagedError("the vectors are not open")
        return self._collection

    def _connect(self) -> ServerAPI:
        """Start a Chroma system of our own.

        ``chromadb.PersistentClient`` shares one loaded system a path with every client of the process.
        A loaded system does not see what another process writes, and one that then writes overwrites it;
        so each store has its own and decides when to load again.
        """
        from chromadb.api import ServerAPI
        from chromadb.config import Settings, System

        if self._url is None:
            if not faults.handles_left(HANDLES):
                raise failures.INDEX_TOO_MANY_FILES(folder=self._folder)
            settings = Settings(  # type: ignore[call-arg]  # the first argument is pydantic-settings'
                _env_file=None,  # else it reads whatever `.env` lies in the working folder
                anonymized_telemetry=False,
                is_persistent=True,
                persist_directory=str(self._files),
            )
        else:
            address = urlsplit(self._url)
            settings = Settings(  # type: ignore[call-arg]
                _env_file=None,
                anonymized_telemetry=False,
                chroma_api_impl="chromadb.api.fastapi.FastAPI",
                chroma_server_host=address.hostname,
                chroma_server_http_port=address.port or (443 if address.scheme == "https" else 8000),
                chroma_server_ssl_enabled=address.scheme == "https",
            )
        system = System(settings)
        server = system.instance(ServerAPI)  # type: ignore[type-abstract]  # it finds the class
        system.start()  # where this fails there is nothing to stop
        self._system, self._server = system, server
        if not self.local:
            # Chroma sets no time limit and never closes its connections, so both are done here.
            session: httpx.Client = server._session  # type: ignore[attr-defined]
            session.timeout = SERVER_SECONDS
            self._session = session
        return server

    def _find(self, name: str) -> Collection | None:
        from chromadb.errors import NotFoundError

        assert self._server is not None
        try:
            return self._wrap(self._server.get_collection(name))
        except NotFoundError:
            return None

    def _wrap(self, model: CollectionModel) -> Collection:
        from chromadb.api.models.Collection import Collection

        assert self._server is not None
        return Collection(client=self._server, model=model, embedding_function=None, data_loader=None)

    @contextmanager
    def _files_held(self, wait: float) -> Iterator[None]:
        if self.local and self._shared:
            with vectors_lock(self._folder, wait=wait):
                yield
        else:
            yield

    @contextmanager
    def _translated(self) -> Iterator[None]:
        import httpx
        from chromadb.errors import ChromaError

        try:
            yield
        except httpx.HTTPError as error:
            raise failures.INDEX_CHROMA_SILENT(url=self._url, reason=error) from error
        except (ChromaError, OSError, UnicodeError) as error:
            raise self._explained(error) from error
        except BaseException as error:
            if not faults.is_panic(error):
                raise
            raise self._explained(error) from error

    def _explained(self, error: BaseException) -> IndexStoreError:
        if not self.local:
            return failures.INDEX_CHROMA_FAILED(url=self._url, reason=error)
        outside = faults.found_outside(self._folder)
        if outside:
            return outside
        if "readonly" in str(error):
            return self._read_only()
        return VectorsDamagedError(str(error))

    def _read_only(self) -> IndexReadOnlyError:
        return failures.INDEX_READ_ONLY(folder=self._folder)


def checked_url(url: str | None) -> str | None:
    """The address of a Chroma server, without a trailing slash.

    Raises:
        IndexFormatError: it is no http or https address.
    """
    if url is None:
        return None
    try:
        address = urlsplit(url)
        if address.scheme in ("http", "https") and address.hostname and address.port != 0:
            return url.rstrip("/")
    except ValueError:  # a port beyond 65535, half an IPv6 address
        pass
    raise failures.INDEX_CHROMA_URL_WRONG(url=url)
