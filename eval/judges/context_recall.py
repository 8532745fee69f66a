"""ragas context recall: the share of the reference answer that the texts carry which the model read."""

from __future__ import annotations

from typing import Any

from eval.judges.ragas_metric import ContextMetric


class ContextRecall(ContextMetric):
    """The share of the reference answer's statements that the judge finds in the texts."""

    name = "context_recall"

    def build(self) -> Any:
        """The metric of ragas as it is."""
        from ragas.metrics.collections import ContextRecall as Ragas

        return Ragas(llm=self._judge.llm)
