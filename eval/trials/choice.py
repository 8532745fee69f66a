"""Which cases a trial takes, and the articles that they are about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from assistant.assistant import Assistant
from eval.errors import CaseError, RunError


class Halved(Protocol):
    """Belongs to the half of its article, so that no article is in both."""

    @property
    def half(self) -> str:
        """``dev`` or ``held``."""


T = TypeVar("T", bound=Halved)


def of_half(cases: Sequence[T], half: str) -> list[T]:
    """The cases of ``dev`` or ``held``, or ``all``.

    Raises:
        CaseError: it is none of these.
    """
    if half not in ("dev", "held", "all"):
        raise CaseError(f"The half “{half}” is unknown; write dev, held or all.")
    return [case for case in cases if half in (case.half, "all")]


def fill(assistant: Assistant, folders: Sequence[Path], *, prune: bool = False) -> None:
    """Ingest the articles; ``prune`` takes others out of the index.

    Raises:
        RunError: one cannot be read.
    """
    report = assistant.ingest(list(folders), prune=prune)
    if report.failed:
        raise RunError(f"The article {report.failed[0].location} cannot be read ({report.failed[0].reason}).")
