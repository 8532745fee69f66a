"""The bytes of one input with what is known about them before they are understood."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "markdown", "html"]


@dataclass(frozen=True, slots=True)
class Document:
    """A document as stored or sent. ``name`` is what errors call it.

    ``charset`` is what the server declared, ``url`` where it came from in the end.
    """

    data: bytes
    kind: Kind
    name: str
    charset: str | None = None
    url: str | None = None

    @property
    def hash(self) -> str:
        """SHA-256 of the bytes, to tell an unchanged input without understanding it."""
        return hashlib.sha256(self.data).hexdigest()
