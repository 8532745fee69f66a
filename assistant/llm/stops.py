"""A reply that ends before a stop text, where the endpoint does not see to it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing

from assistant.llm.base import Piece, is_cut


def until(pieces: Generator[Piece], stops: Sequence[str]) -> Generator[Piece]:
    """The pieces up to the first stop text, which may lie across several of them; closes what they come from."""
    longest = max((len(stop) for stop in stops), default=0)
    held: list[Piece] = []
    with closing(pieces):
        for piece in pieces:
            held.append(piece)
            text = "".join(held)
            if found := [at for stop in stops if stop and (at := text.find(stop)) >= 0]:
                if before := text[: min(found)]:
                    yield Piece(before)
                return
            # what may be the beginning of a stop text waits for the next piece
            while held and (is_cut(held[0]) or sum(map(len, held[1:])) >= longest - 1):
                yield held.pop(0)
        yield from held
