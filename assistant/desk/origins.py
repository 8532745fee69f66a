"""Copies of one report count once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

#: For ids of articles, the id of the oldest known article of which each is a near copy; itself where it is none.
Origins = Callable[[Collection[str]], Mapping[str, str]]


def independent(article_ids: Collection[str], origins: Origins) -> int:
    """How many origins some articles have."""
    known = origins(article_ids)
    return len({known.get(one, one) for one in article_ids})
