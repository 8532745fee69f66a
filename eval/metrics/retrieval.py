"""Are the reference sentences among the passages found, how far up, and did the model read them?

Recall@k, mean reciprocal rank and nDCG (Järvelin and Kekäläinen 2002, "Cumulated gain-based evaluation of IR
techniques") over the ranked passages of the answer. What is looked for is a reference sentence, not a passage:
where passages overlap, only the first one that carries a sentence gains by it.
"""

from __future__ import annotations

import math

from eval.articles import Articles
from eval.metrics.base import Aim
from eval.metrics.matching import carries, needs
from eval.types import Reference, Result, Score

_NO_REFERENCE = Score(None, "the case has no reference sentence")


class RecallAt:
    """Share of the needed references that one of the first ``k`` passages carries."""

    aim: Aim = "higher"

    def __init__(self, k: int) -> None:
        self.k = k
        self.name = f"recall@{k}"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        groups = needs(result.case)
        if not groups:
            return _NO_REFERENCE
        ranks = _ranks(result, groups, articles)
        missing = [group[0].quote for group, rank in zip(groups, ranks, strict=True) if rank is None or rank > self.k]
        return Score(1 - len(missing) / len(groups), f"not among the first {self.k}: {missing[0]}" if missing else "")


class ReciprocalRank:
    """1 / rank of the first passage that carries any needed reference; its mean is the MRR."""

    name = "mrr"
    aim: Aim = "higher"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        groups = needs(result.case)
        if not groups:
            return _NO_REFERENCE
        ranks = [rank for rank in _ranks(result, groups, articles) if rank is not None]
        return Score(1 / min(ranks), f"rank {min(ranks)}") if ranks else Score(0.0, "no passage carries a reference")


class Ndcg:
    """Normalised discounted cumulated gain of the first ``k`` passages.

    A passage gains one for each needed reference that no better one carries. In the ideal ranking the same
    passages stand in the order of their gain, and references that were not found have a passage each.
    """

    aim: Aim = "higher"

    def __init__(self, k: int) -> None:
        self.k = k
        self.name = f"ndcg@{k}"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        groups = needs(result.case)
        if not groups:
            return _NO_REFERENCE
        ranks = _ranks(result, groups, articles)
        gains: dict[int, int] = {}
        for rank in ranks:
            if rank is not None:
                gains[rank] = gains.get(rank, 0) + 1
        found = sum(gain / math.log2(rank + 1) for rank, gain in gains.items() if rank <= self.k)
        best = sorted([*gains.values(), *(1 for rank in ranks if rank is None)], reverse=True)[: self.k]
        return Score(found / sum(gain / math.log2(rank + 1) for rank, gain in enumerate(best, 1)))


class EvidenceRecall:
    """Share of the needed references that stand in what the model was given to read."""

    name = "evidence_recall"
    aim: Aim = "higher"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        groups = needs(result.case)
        if not groups:
            return _NO_REFERENCE
        read = " ".join(" ".join(result.contexts).split())
        missing = [group[0].quote for group in groups if not any(_is_in(one, read) for one in group)]
        return Score(1 - len(missing) / len(groups), f"the model did not read: {missing[0]}" if missing else "")


def _ranks(result: Result, groups: list[list[Reference]], articles: Articles) -> list[int | None]:
    """For each group the 1-based rank of the first passage that carries one of it."""
    passages = result.answer["passages"]
    return [
        next(
            (
                rank
                for rank, passage in enumerate(passages, 1)
                if any(carries(passage, reference, articles) for reference in group)
            ),
            None,
        )
        for group in groups
    ]


def _is_in(reference: Reference, read: str) -> bool:
    return " ".join(reference.quote.split()) in read
