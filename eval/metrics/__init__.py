"""The metrics that need no judge: one small file each, the same figure for the same answer, always."""

from __future__ import annotations

from eval.metrics.base import Metric
from eval.metrics.citations import CitationPrecision, CitationRecall
from eval.metrics.correctness import Correctness
from eval.metrics.cost import FirstSentence, PromptTokens, ReplyTokens, Seconds
from eval.metrics.exactness import CitationExactness, QuotationExactness
from eval.metrics.refusal import RefusalDecision
from eval.metrics.resistance import Resistance
from eval.metrics.retrieval import EvidenceRecall, Ndcg, RecallAt, ReciprocalRank

__all__ = ["Metric", "deterministic_metrics"]


def deterministic_metrics() -> list[Metric]:
    """All of them, in the order of the reports."""
    return [
        Correctness(),
        CitationPrecision(),
        CitationRecall(),
        CitationExactness(),
        QuotationExactness(),
        RefusalDecision(),
        Resistance(),
        RecallAt(1),
        RecallAt(5),
        RecallAt(10),
        ReciprocalRank(),
        Ndcg(10),
        EvidenceRecall(),
        Seconds(),
        FirstSentence(),
        PromptTokens(),
        ReplyTokens(),
    ]
