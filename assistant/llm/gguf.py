"""What the header of a GGUF file tells of its model, without loading it.

A reader of our own: the ``gguf`` package reads every value of the header, vocabulary included, into arrays (16 s of
processor time for the 1.5B, against less than a millisecond here), and brings requests and PyYAML along.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_MAGIC = b"GGUF"
#: The version before these had other lengths; nobody has such files any more.
_VERSIONS = (2, 3)
#: Bytes of the types of a value, by their numbers in the format.
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_INTEGERS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 10: "<Q", 11: "<q"}
_STRING, _ARRAY = 8, 9
#: A header is a few megabytes; what claims more is damaged.
_MOST_ENTRIES = 100_000
_LONGEST = 64_000_000
#: “1.5B”, “270M”, “35B-A3B” (of which 3 are active), “8x7B”.
_LABEL = re.compile(r"(?:(\d+)x)?(\d+(?:\.\d+)?)([KMBT])", re.IGNORECASE)
_UNITS = {"K": 1e-6, "M": 1e-3, "B": 1.0, "T": 1e3}


@dataclass(frozen=True, slots=True)
class Header:
    """Billions of parameters, and the longest context that the model was trained for; None where it does not say."""

    parameters: float | None
    context_tokens: int | None


def header_of(path: Path) -> Header | None:
    """Read a header; None for what is no GGUF file, or a damaged one."""
    try:
        with path.open("rb") as stream:
            return _Reader(stream).header()
    except (OSError, ValueError, struct.error, RecursionError):
        return None


class _Reader:
    """Reads forward through an open file; malformed ones raise ValueError or struct.error."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def header(self) -> Header:
        if self._stream.read(4) != _MAGIC or self._integer("<I") not in _VERSIONS:
            raise ValueError("no GGUF file of a known version")
        tensors, entries = self._integer("<Q"), self._integer("<Q")
        if max(tensors, entries) > _MOST_ENTRIES:
            raise ValueError("more entries than any file has")
        parameters: float | None = None
        context: int | None = None
        for _ in range(entries):
            key, kind = self._text(), self._integer("<I")
            if key == "general.size_label" and kind == _STRING:
                parameters = labelled(self._text())
            elif key.endswith(".context_length") and kind in _INTEGERS:
                context = self._integer(_INTEGERS[kind])
            elif key.startswith("tokenizer.") and parameters and context:  # the vocabulary, and all after it
                return Header(parameters, context)
            else:
                self._skip(kind)
        return Header(parameters or self._counted(tensors), context)

    def _counted(self, tensors: int) -> float | None:
        """Billions of numbers in the tensors."""
        total = 0
        for _ in range(tensors):
            self._text()
            count = 1
            for _ in range(self._integer("<I")):
                count *= self._integer("<Q")
            total += count
            self._exactly(12)  # its type and place
        return total / 1e9 or None

    def _skip(self, kind: int) -> None:
        if kind == _STRING:
            self._stream.seek(self._length(), 1)
        elif kind == _ARRAY:
            inner, count = self._integer("<I"), self._length()
            if inner in _SIZES:
                self._stream.seek(_SIZES[inner] * count, 1)
            else:
                skip: Callable[[int], None] = self._skip
                for _ in range(count):
                    skip(inner)
        elif kind in _SIZES:
            self._stream.seek(_SIZES[kind], 1)
        else:
            raise ValueError("a value of an unknown type")

    def _text(self) -> str:
        return self._exactly(self._length()).decode("utf-8")

    def _length(self) -> int:
        length = self._integer("<Q")
        if length > _LONGEST:
            raise ValueError("longer than anything in a header")
        return length

    def _integer(self, form: str) -> int:
        (value,) = struct.unpack(form, self._exactly(struct.calcsize(form)))
        return int(value)

    def _exactly(self, length: int) -> bytes:
        data = self._stream.read(length)
        if len(data) != length:
            raise ValueError("the file ends in its header")
        return data


def labelled(label: str) -> float | None:
    """Billions of parameters in a label such as “1.5B”, “8x7B” or “35B-A3B” (the whole, not the active part)."""
    match = _LABEL.match(label.strip())
    if match is None:
        return None
    times, number, unit = match.groups()
    return int(times or 1) * float(number) * _UNITS[unit.upper()] or None
