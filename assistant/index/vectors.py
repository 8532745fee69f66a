"""Chroma, embedded in the index folder or on a server, behind the few calls that the index needs.

Embedded, the folder ``chroma/`` belongs to exactly one collection. Deleting a collection leaves its
HNSW files behind and never shrinks the database (Chroma 1.5.9), so a rebuild starts from a fresh folder.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from assistant.errors import IndexFormatError, IndexStoreError
from assistant.index import schema, vector_files
from assistant.index.locks import WRITER_WAITS, vectors_lock

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ServerAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.config import System
    from chromadb.types import Collection as CollectionModel

FOLDER = "chroma"
COSINE: Any = {"hnsw": {"space": "cosine"}}
WRITE_ROWS = 1_000  # an upsert of 500 to 1,000 is the fastest per row; Chroma's own limit is 5,461
SERVER_SECONDS = 60.0  # for one request; 1,000 vectors take a server well below a second
PAGE_ROWS = 10_000  # `get` without a limit fails at 100,000 rows ("too many SQL variables")


class VectorsDamagedError(IndexStoreError):
    """The vectors do not fit the catalog; it can rebuild them. Never leaves the index package."""


class VectorStore:
    """The vectors of one index by passage id. Safe to share between threads.

    Args:
        folder: the index folder.
        url: address of a Chroma server, or None for the embedded one.
    """

    def __init__(self, folder: Path, url: str | None) -> None:
        self.place = url or "folder"
        self._folder = folder
        self._files = folder / FOLDER
        self._url = url
        self._lock = threading.RLock()
        self._system: System | None = None
        self._server: ServerAPI | None = None
        self._collection: Collection | None = None
        self._session: httpx.Client | None = None

    @property
    def local(self) -> bool:
        """Whether Chroma runs in this process, on files of the index folder."""
        return self._url is None

    @property
    def name(self) -> str | None:
        """The open collection."""
        with self._lock:
            return self._collection.name if self._collection else None

    def open(self, collection: str, *, wait: float, fingerprint: str | None = None) -> None:
        """Load what other processes have written by now; what was loaded before is dropped.

        Args:
            collection: its name.
            wait: seconds to wait for another process to leave the files.
            fingerprint: what :meth:`fingerprint` said after the last write; None when a write was
                interrupted, which may rightly have changed them.

        Raises:
            VectorsDamagedError: the collection is missing or its files are not whole.
            IndexBusyError: another process is at the files.
            IndexStoreError: the folder is read-only, or the server does not answer.
        """
        with self._lock, self._files_held(wait), self._translated():
            self.close()
            problem = self.problem(fingerprint)
            if problem:
                raise VectorsDamagedError(problem)
            self._connect()
            self._collection = self._find(collection)
            if self._collection is None:
                raise VectorsDamagedError("the collection is missing")

    def create(self, collection: str, *, wait: float) -> None:
        """Begin with an empty collection; what was there before is deleted."""
        with self._lock, self._files_held(wait), self._translated():
            self.close()
            if self.local and self._files.exists():
                shutil.rmtree(self._files)
            server = self._connect()
            if not self.local and self._find(collection) is not None:
                server.delete_collection(collection)
            model = server.get_or_create_collection(collection, configuration=COSINE)
            self._collection = self._wrap(model)

    def close(self) -> None:
        """Drop what is loaded."""
        with self._lock:
            if self._system is not None:
                self._system.stop()
            if self._session is not None:
                self._session.close()
            self._session = None
            self._system = self._server = self._collection = None

    def problem(self, fingerprint: str | None) -> str:
        """Why Chroma must not open its files, in words; empty when nothing speaks against it.

        Reads sizes only: Chroma itself would answer with wrong passages, or crash.
        """
        if not self.local:
            return ""
        if not (self._files / "chroma.sqlite3").is_file():
            return "the folder of the vectors is missing"
        problem = vector_files.damage(self._files)
        if not problem and fingerprint is not None and fingerprint != self.fingerprint():
            problem = "the files of the vectors are not those that were written last"
        return problem

    def fingerprint(self) -> str:
        """What the files look like now; empty on a server."""
        return vector_files.fingerprint(self._files) if self.local else ""

    def bytes_on_disk(self) -> int | None:
        """Bytes of the embedded store, None on a server."""
        return vector_files.size(self._files) if self.local else None

    def query(self, vector: np.ndarray, k: int, *, collection: str) -> list[tuple[str, float]]:
        """The ``k`` nearest passage ids with their cosine, best first.

        Raises:
            VectorsDamagedError: another collection is open by now, because this process rebuilds it.
        """
        with self._lock, self._translated():
            if self.name != collection:
                raise VectorsDamagedError("the vectors are being rebuilt")
            found = self._opened().query(query_embeddings=[vector], n_results=k, include=["distances"])
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

    def drop(self, collection: str) -> None:
        """Delete another collection on the server; the embedded store has only the one."""
        if self.local:
            return
        with self._lock, self._translated():
            if self._server is not None and self._find(collection) is not None:
                self._server.delete_collection(collection)

    def count(self) -> int:
        """How many vectors there are."""
        with self._lock, self._translated():
            return self._opened().count()

    def ids(self) -> Iterator[str]:
        """Every id, page by page."""
        offset = 0
        while True:
            with self._lock, self._translated():
                page = self._opened().get(limit=PAGE_ROWS, offset=offset, include=[])["ids"]
            yield from page
            if len(page) < PAGE_ROWS:
                return
            offset += PAGE_ROWS

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
            settings = Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=str(self._files))
        else:
            address = urlsplit(self._url)
            settings = Settings(
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
        if self.local:
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
            raise IndexStoreError(
                f"The Chroma server at {self._url} does not answer ({error}); start it or unset the setting chroma_url."
            ) from error
        except (ChromaError, OSError) as error:
            raise self._explained(error) from error

    def _explained(self, error: Exception) -> IndexStoreError:
        if schema.disk_is_full(self._folder):
            return schema.disk_full(self._folder)
        if "readonly" in str(error):
            return schema.read_only(self._folder)
        if not self.local:
            return IndexStoreError(f"The Chroma server at {self._url} failed: {error}.")
        return VectorsDamagedError(str(error))


def checked_url(url: str | None) -> str | None:
    """The address of a Chroma server, without a trailing slash.

    Raises:
        IndexFormatError: it is no http or https address.
    """
    if url is None:
        return None
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise IndexFormatError(f"chroma_url is “{url}”; it must look like http://localhost:8000.")
    return url.rstrip("/")
