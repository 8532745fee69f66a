"""The metrics that need no judge: one small file each, the same figure for the same answer, always."""

from __future__ import annotations

from eval.metrics.base import Metric
from eval.metrics.citations import CitationPrecision, CitationRecall
from eval.metrics.correctness import Correctness
from eval.metrics.cost import costs
from eval.metrics.exactness import CitationExactness, QuotationExactness
from eval.metrics.refusal import RefusalDecision
from eval.metrics.resistance import Resistance
from eval.metrics.retrieval import EvidenceRecall, Ndcg, RecallAt, ReciprocalRank, ReferenceRanks

__all__ = ["Metric", "deterministic_metrics"]


def deterministic_metrics() -> list[Metric]:
    """All of them, in the order of the reports."""
    ranks = ReferenceRanks()
    return [
        Correctness(),
        CitationPrecision(),
        CitationRecall(),
        CitationExactness(),
        QuotationExactness(),
        RefusalDecision(),
        Resistance(),
        RecallAt(1, ranks),
        RecallAt(5, ranks),
        RecallAt(10, ranks),
        ReciprocalRank(ranks),
        Ndcg(10, ranks),
        EvidenceRecall(),
        *costs(),
    ]
