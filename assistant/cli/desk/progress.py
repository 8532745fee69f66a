"""Progress of the desk's work on standard error, and its result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from assistant.desk.progress import Progress

Result = TypeVar("Result")


def last_of(stream: Iterator[Progress | Result]) -> Result:
    """Show the progress of a piece of work as a bar on standard error, and give its result."""
    from tqdm import tqdm

    result: Result | None = None
    # short work needs no bar: it only appears after half a second
    with tqdm(total=0, delay=0.5, leave=False) as bar:
        for step in stream:
            if isinstance(step, Progress):
                bar.total = step.total
                bar.set_description_str(step.what, refresh=False)
                bar.update(step.done - bar.n)
            else:
                result = step
    assert result is not None
    return result
