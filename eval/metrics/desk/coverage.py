"""Does a result tell truthfully how much was read?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any


def coverage_faults(
    told: Mapping[str, Any],
    *,
    articles: int,
    cited: Collection[str],
    read: Collection[str],
    gold: Iterable[Collection[str]],
) -> list[str]:
    """What is not true of a stated coverage; nothing where all of it is.

    Args:
        told: ``passages_read`` of ``passages`` in ``articles_read`` of ``articles``.
        articles: how many articles the collection has.
        cited: articles that the result's rows are from.
        read: articles that were read, where the result names them; then a claim of all passages is held against them.
        gold: of each member the articles that name it. Whoever has read all passages that could hold a member has read
            one of them; copies of it need not be read.
    """
    faults = []
    if told["articles"] != articles:
        faults.append(f"it tells of {told['articles']} articles, there are {articles}")
    if told["passages_read"] > told["passages"]:
        faults.append(f"it tells of {told['passages_read']} passages read of {told['passages']}")
    if told["articles_read"] < len(set(cited)):
        faults.append(f"it cites {len(set(cited))} articles and tells of {told['articles_read']}")
    if told["articles_read"] > told["articles"]:
        faults.append(f"it tells of {told['articles_read']} articles read of {told['articles']}")
    if not read:
        return faults
    if len(set(read)) != told["articles_read"]:
        faults.append(f"it has read {len(set(read))} articles and tells of {told['articles_read']}")
    unread = sum(not set(read) & set(one) for one in gold)
    if unread and told["passages_read"] == told["passages"]:
        faults.append(f"it tells that all was read, but no article of {unread} members was")
    return faults
