"""What Chroma keeps of vectors that it has deleted, and how it leaves the disk.

Chroma 1.5.9 marks a deleted vector in its HNSW files and goes on walking over it; it keeps the record by which
the vector came in the table ``embeddings_queue`` until a thousand further ones have come, and its database
never overwrites what it frees. Building anew without the vector takes minutes for 60,000 passages (measured:
210 s for random ones), so it is taken out of the files as they are, which takes a part of a second:

- in ``data_level0.bin`` the mean of its living neighbours stands in its place, so that a search walks on over
  it as before. It is a little shorter than a vector of ours, by which it is known as done.
- behind the vectors of ``data_level0.bin`` there is room for more, which is memory as Chroma's process found it,
  and may well have held one: it is blanked after every change.
- in the queue any vector does, for it is deleted again by a later record when Chroma reads them.
- ``VACUUM`` writes the database anew, without what it had freed.
"""

from __future__ import annotations

import io
import pickle
import sqlite3
import struct
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import numpy as np

from assistant.index.vector_files import HEADER_VERSION

LAYOUT = struct.Struct("<IQQQQQQ")  # as vector_files.HEADER, then where the label and where the vector stands
MARKED_LENGTH = 0.9  # of what stands for a deleted vector; 1 is the length of a vector of ours
DONE_BELOW = 0.95
ROWS = 2_000  # deleted vectors taken out at a time: their neighbours' vectors are 100 MB at 384 dimensions
WAIT_SECONDS = 5.0  # for readers to end their queries, which take milliseconds; else the next writer does it


def clear(files: Path, dimension: int) -> None:
    """Take deleted vectors out of Chroma's files; nobody may be writing or loading them.

    Raises:
        sqlite3.Error: the database cannot be had for writing now, or is damaged.
        OSError: a file cannot be written.
        ValueError: the files have a layout that is not known here.
    """
    database = files / "chroma.sqlite3"
    with closing(sqlite3.connect(database, timeout=WAIT_SECONDS, isolation_level=None)) as connection:
        blank_room(files)
        living = {key for (key,) in connection.execute("SELECT embedding_id FROM embeddings")}
        for segment in sorted(path.parent for path in files.glob("*/header.bin")):
            _clear_graph(segment, living, dimension)
        neutral = np.full(dimension, dimension**-0.5, dtype="<f4").tobytes()
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(
            "UPDATE embeddings_queue SET vector = ? "
            "WHERE vector IS NOT NULL AND id NOT IN (SELECT embedding_id FROM embeddings)",
            (neutral,),
        )
        connection.execute("VACUUM")


def blank_room(files: Path) -> None:
    """Blank the room for vectors to come in Chroma's files; nobody may be writing or loading them.

    Raises:
        OSError: a file cannot be read or written.
    """
    for header in sorted(files.glob("*/header.bin")):
        told = header.read_bytes()
        if len(told) < LAYOUT.size:
            continue  # damaged, which others tell
        version, _, _, elements, element_bytes, _, _ = LAYOUT.unpack_from(told)
        path = header.with_name("data_level0.bin")
        used, size = elements * element_bytes, path.stat().st_size
        if version == HEADER_VERSION and used < size:
            room = np.memmap(path, dtype=np.uint8, mode="r+", offset=used, shape=(size - used,))
            if room.any():
                room[:] = 0
                room.flush()


def _clear_graph(segment: Path, living: set[str], dimension: int) -> None:
    version, _, _, elements, element_bytes, label_at, vector_at = LAYOUT.unpack_from(
        (segment / "header.bin").read_bytes()
    )
    if version != HEADER_VERSION or element_bytes < vector_at + 4 * dimension:
        raise ValueError("unknown layout")
    path = segment / "data_level0.bin"
    if not elements:
        return
    records = np.memmap(path, dtype=np.uint8, mode="r+", shape=(elements, element_bytes))
    vectors = np.ndarray((elements, dimension), "<f4", records, vector_at, (element_bytes, 4))
    labels = np.ndarray((elements,), "<u8", records, label_at, (element_bytes,))
    links = np.ndarray((elements, vector_at // 4), "<u4", records, 0, (element_bytes, 4))
    alive = np.isin(labels, np.fromiter(_labels(segment, living), dtype=np.uint64))
    dead = np.flatnonzero(~alive)
    for at in range(0, len(dead), ROWS):
        some = dead[at : at + ROWS]
        some = some[np.linalg.norm(vectors[some], axis=1) > DONE_BELOW]
        vectors[some] = _stand_ins(vectors, links[some], alive)
    records.flush()


def _stand_ins(vectors: np.ndarray, links: np.ndarray, alive: np.ndarray) -> np.ndarray:
    """The mean of each one's living neighbours, of :data:`MARKED_LENGTH`; nothing where all are gone."""
    counts = links[:, 0] & 0xFFFF  # the higher bytes say that it is deleted
    neighbours = np.minimum(links[:, 1:], len(vectors) - 1)
    valid = (np.arange(neighbours.shape[1]) < counts[:, None]) & alive[neighbours]
    means = np.stack(
        [vectors[row[use]].sum(axis=0, dtype=np.float32) for row, use in zip(neighbours, valid, strict=True)]
        or [np.zeros(vectors.shape[1], dtype=np.float32)]
    )[: len(links)]
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    scaled: np.ndarray = means / np.where(lengths > 0, lengths, 1) * MARKED_LENGTH
    return scaled


def _labels(segment: Path, living: set[str]) -> Iterable[int]:
    """Numbers in the graph of the vectors that are alive, from Chroma's own table of them."""
    table = _PlainUnpickler(io.BytesIO((segment / "index_metadata.pickle").read_bytes())).load()
    names = table["id_to_label"] if isinstance(table, dict) else {}
    return [label for name, label in names.items() if name in living]


class _PlainUnpickler(pickle.Unpickler):
    """Reads numbers, texts and dictionaries; a file that names anything to be run is refused."""

    def find_class(self, module: str, name: str) -> object:
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")
