"""ragas context recall: the share of the reference answer that the texts carry which the model read."""

from __future__ import annotations

from typing import Any

from eval.judges.ragas_metric import RagasMetric, asked_for, read, reference
from eval.types import Result


class ContextRecall(RagasMetric):
    """Needs no answer, so that it also scores what was wrongly refused."""

    name = "context_recall"

    def inputs(self, result: Result) -> dict[str, Any]:
        """See :class:`RagasMetric`."""
        return {
            "user_input": asked_for(result),
            "retrieved_contexts": read(result),
            "reference": reference(result),
        }

    def build(self) -> Any:
        """The metric of ragas as it is."""
        from ragas.metrics.collections import ContextRecall as Ragas

        return Ragas(llm=self._judge.llm)
