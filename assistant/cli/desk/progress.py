"""Progress of the desk's work on standard error, and its result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from assistant.desk.progress import Progress

Result = TypeVar("Result")


@contextmanager
def bar(in_words: Callable[[float], str] | None = None) -> Iterator[Callable[[Progress], None]]:
    """A bar on standard error, which only appears after half a second: short work needs none.

    Args:
        in_words: tells the time that is left; without it the bar reckons for itself and says what is done now.
    """
    from tqdm import tqdm

    form = "{percentage:3.0f}%|{bar}| {n}/{total} {postfix}" if in_words else None
    with tqdm(total=0, delay=0.5, leave=False, bar_format=form) as shown:

        def show(step: Progress) -> None:
            shown.total = step.total
            if in_words is None:
                shown.set_description_str(step.what, refresh=False)
            else:
                left = f", about {in_words(step.seconds_left)} left" if step.seconds_left is not None else ""
                shown.set_postfix_str(f"{step.unit}{left}", refresh=False)
            shown.update(step.done - shown.n)
            shown.refresh()

        yield show


def last_of(stream: Iterator[Progress | Result]) -> Result:
    """Show the progress of a piece of work as a bar on standard error, and give its result."""
    result: Result | None = None
    with bar() as show:
        for step in stream:
            if isinstance(step, Progress):
                show(step)
            else:
                result = step
    assert result is not None
    return result
