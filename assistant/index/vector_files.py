"""Whether the files of Chroma's HNSW index are whole, told without opening them.

Chroma 1.5.9 loads a truncated ``data_level0.bin`` without complaint and then answers with wrong
passages or kills the process with a segmentation fault, and a missing folder simply makes its vectors
disappear from every answer while ``count()`` stays right (all observed). So the sizes are compared
before it opens them.
"""

from __future__ import annotations

import json
import re
import shutil
import struct
from contextlib import suppress
from pathlib import Path

from assistant.index.meta import FIRST_FOLDER

FOLDER_NAME = re.compile(rf"{FIRST_FOLDER}(-[0-9a-f]+)?")
LEAVING = ".leaving"  # a folder is renamed before it is deleted, so that nobody opens what is half gone
HEADER = struct.Struct("<IQQQQ")  # persist version, offset of level 0, capacity, elements, bytes an element
HEADER_VERSION = 1
LENGTH_BYTES = 4  # length.bin holds one 32-bit number an element
SEGMENT_FILES = ("data_level0.bin", "header.bin", "index_metadata.pickle", "length.bin", "link_lists.bin")
PICKLE_STOP = b"."  # the last byte of every complete pickle


def folders(index: Path) -> list[Path]:
    """The folders of vectors in an index folder: the one in use, and what a kill may have left."""
    return sorted(
        path for path in index.iterdir() if FOLDER_NAME.fullmatch(path.name.removesuffix(LEAVING)) and path.is_dir()
    )


def discard(folder: Path) -> None:
    """Delete a folder of vectors, as far as it can be; what stays is tried again at the next write.

    Processes that have it open go on with what they have loaded, and find at their next look that the
    catalog names another one.
    """
    leaving = folder.with_name(folder.name.removesuffix(LEAVING) + LEAVING)
    with suppress(OSError):
        if leaving != folder:
            if leaving.exists():
                shutil.rmtree(leaving)
            folder.rename(leaving)
        shutil.rmtree(leaving)


def fingerprint(folder: Path) -> str:
    """Names and sizes of the files of Chroma's index as JSON, to recognise it by later."""
    sizes = [
        (path.relative_to(folder).as_posix(), path.stat().st_size)
        for path in sorted(folder.glob("*/*"))
        if path.name in SEGMENT_FILES
    ]
    return json.dumps(sizes)


def damage(folder: Path) -> str:
    """What is wrong with the files, in words; empty when they fit together.

    Sizes and one header are read, whatever their number. A file that is a folder or cannot be read raises
    ``OSError``.

    The sizes follow from the header: hnswlib writes ``elements × bytes an element`` into
    ``data_level0.bin`` and 4 bytes an element into ``length.bin``.
    """
    for header in sorted(folder.glob("*/header.bin")):
        segment = header.parent
        if not header.is_file():
            return "header.bin is no file"
        raw = header.read_bytes()
        if len(raw) < HEADER.size:
            return "header.bin is cut short"
        version, _, capacity, elements, element_bytes = HEADER.unpack_from(raw)
        if version != HEADER_VERSION:
            continue  # a layout that we do not know: the fingerprint alone must do
        if not elements:
            # Nothing is in the graph yet (the vectors are in Chroma's log); the files have room for some.
            elements = capacity
        elif not _ends_with(segment / "index_metadata.pickle", PICKLE_STOP):
            return "index_metadata.pickle is cut short"
        if _size(segment / "data_level0.bin") != elements * element_bytes:
            return "data_level0.bin does not fit its header"
        if _size(segment / "length.bin") != elements * LENGTH_BYTES:
            return "length.bin does not fit its header"
    return ""


def size(folder: Path) -> int:
    """Bytes of all files in the folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def _ends_with(path: Path, ending: bytes) -> bool:
    if _size(path) < len(ending):
        return False
    with path.open("rb") as file:
        file.seek(-len(ending), 2)
        return file.read() == ending
