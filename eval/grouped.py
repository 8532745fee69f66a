"""Things by what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from itertools import zip_longest
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def grouped(things: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """The things of each key, in their order; keys in the order of their first."""
    groups: dict[K, list[T]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return groups


def in_turns(things: Iterable[T], key: Callable[[T], Hashable]) -> list[T]:
    """All of them, one of each key in turn, so that the first few are of many keys."""
    turns = zip_longest(*grouped(things, key).values())
    return [thing for turn in turns for thing in turn if thing is not None]
