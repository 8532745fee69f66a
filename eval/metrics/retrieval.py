"""Are the reference sentences among the passages found, how far up, and did the model read them?

Recall@k, mean reciprocal rank and nDCG (Järvelin and Kekäläinen 2002, "Cumulated gain-based evaluation of IR
techniques") over the ranked passages of the answer. What is looked for is a reference sentence, not a passage:
where passages overlap, only the first one that carries a sentence gains by it.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass

from eval.cases.articles import Articles
from eval.metrics.base import Aim
from eval.metrics.matching import carries, needs
from eval.types import Reference, Result, Score

_NO_REFERENCE = Score(None, "the case has no reference sentence")


@dataclass(frozen=True, slots=True)
class Ranked:
    """What a case needs, and for each need the 1-based rank of the first passage that carries it (None: none does)."""

    needed: list[list[Reference]]
    ranks: list[int | None]


class ReferenceRanks:
    """Looks the references of a result up among its passages, once for all metrics that share this."""

    def __init__(self) -> None:
        self._last: tuple[Result, Articles, Ranked] | None = None

    def of(self, result: Result, articles: Articles) -> Ranked:
        """The ranks; the last result's are kept, because the metrics score one result after the other."""
        if self._last is None or self._last[0] is not result or self._last[1] is not articles:
            self._last = (result, articles, _ranked(result, articles))
        return self._last[2]


class RankMetric(ABC):
    """A figure of the ranks.

    Args:
        ranks: shared with other metrics, so that references are looked up once; default: its own.
    """

    name: str
    aim: Aim = "higher"

    def __init__(self, ranks: ReferenceRanks | None = None) -> None:
        self._ranks = ranks or ReferenceRanks()

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        ranked = self._ranks.of(result, articles)
        return self.of_ranks(ranked) if ranked.needed else _NO_REFERENCE

    @abstractmethod
    def of_ranks(self, ranked: Ranked) -> Score:
        """The figure where there is something to find."""


class RecallAt(RankMetric):
    """Share of the needed references that one of the first ``k`` passages carries."""

    def __init__(self, k: int, ranks: ReferenceRanks | None = None) -> None:
        super().__init__(ranks)
        self.k = k
        self.name = f"recall@{k}"

    def of_ranks(self, ranked: Ranked) -> Score:
        """See :class:`RankMetric`."""
        pairs = zip(ranked.needed, ranked.ranks, strict=True)
        missing = [group[0].quote for group, rank in pairs if rank is None or rank > self.k]
        reason = f"not among the first {self.k}: {missing[0]}" if missing else ""
        return Score(1 - len(missing) / len(ranked.needed), reason)


class ReciprocalRank(RankMetric):
    """1 / rank of the first passage that carries any needed reference; its mean is the MRR."""

    name = "mrr"

    def of_ranks(self, ranked: Ranked) -> Score:
        """See :class:`RankMetric`."""
        found = [rank for rank in ranked.ranks if rank is not None]
        return Score(1 / min(found), f"rank {min(found)}") if found else Score(0.0, "no passage carries a reference")


class Ndcg(RankMetric):
    """Normalised discounted cumulated gain of the first ``k`` passages.

    A passage gains one for each needed reference that no better one carries. In the ideal ranking the same
    passages stand in the order of their gain, and references that were not found have a passage each.
    """

    def __init__(self, k: int, ranks: ReferenceRanks | None = None) -> None:
        super().__init__(ranks)
        self.k = k
        self.name = f"ndcg@{k}"

    def of_ranks(self, ranked: Ranked) -> Score:
        """See :class:`RankMetric`."""
        gains = Counter(rank for rank in ranked.ranks if rank is not None)
        found = sum(gain / math.log2(rank + 1) for rank, gain in gains.items() if rank <= self.k)
        best = sorted([*gains.values(), *(1 for rank in ranked.ranks if rank is None)], reverse=True)[: self.k]
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


def _ranked(result: Result, articles: Articles) -> Ranked:
    groups = needs(result.case)
    passages = result.answer["passages"] if groups else ()

    def rank(group: list[Reference]) -> int | None:
        carried = (
            place
            for place, passage in enumerate(passages, 1)
            if any(carries(passage, reference, articles) for reference in group)
        )
        return next(carried, None)

    return Ranked(groups, [rank(group) for group in groups])


def _is_in(reference: Reference, read: str) -> bool:
    return " ".join(reference.quote.split()) in read
