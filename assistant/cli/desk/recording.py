"""``--record FILE``: looked at before the work begins, written when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.desk.records.making import Recordable
    from assistant.types import Filters

RecordOption = Annotated[
    Path | None, typer.Option("--record", help="Save a sealed record to this file, outside the index folder.")
]


@contextmanager
def recording(
    path: Path | None, assistant: Assistant, *, force: bool
) -> Iterator[Callable[[Recordable, str, Filters], None]]:
    """Gives what saves the record of a result; without a path it does nothing.

    Raises:
        InputError: the file cannot be written, or must not be.
    """
    if path is not None:
        from assistant.desk.records.record import check_place, check_writable

        check_writable(path, force=force)
        check_place(path, assistant.index.folder)

    def save(result: Recordable, given: str, filters: Filters) -> None:
        if path is not None:
            assistant.record(result, given, filters=filters).save(path, force=force)

    yield save
