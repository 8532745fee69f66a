"""Room for thoughts: a reply that was nothing else is asked for again with more of it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

from assistant import failures
from assistant.llm.base import Piece
from assistant.llm.reading import OnlyThoughtsError
from assistant.llm.request import Wanted
from assistant.llm.stops import until


def with_room(
    wanted: Wanted,
    rooms: Sequence[int],
    reply: Callable[[Wanted, int | None], Generator[Piece]],
    thought: Callable[[], None],
    url: str,
) -> Generator[Piece]:
    """The text of a reply up to its stop texts; where it was all thought, it is asked for again with more room.

    Args:
        wanted: the request.
        rooms: tokens to allow for thoughts at each attempt.
        reply: asks once; its second argument is the length at which the attempt before was cut, unclear whether in
            thoughts (see :class:`~assistant.llm.thoughts.Thoughts`).
        thought: called when a reply before the last was certainly all thought.
        url: the endpoint, for messages.

    Raises:
        ModelError: it is all thought with the most room, too; or as :func:`read`.
    """
    cut_before: int | None = None
    *first, most = rooms
    for room in first:
        try:
            yield from until(reply(replace(wanted, room=room), cut_before), wanted.stop)
        except OnlyThoughtsError as error:
            cut_before = error.unclear
            if not cut_before:
                thought()
        else:
            return
    try:
        yield from until(reply(replace(wanted, room=most), cut_before), wanted.stop)
    except OnlyThoughtsError as error:
        raise failures.MODEL_ONLY_THOUGHTS(url=url, tokens=f"{wanted.max_tokens + most:,}") from error
