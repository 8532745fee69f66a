"""ragas context precision: whether the useful texts stand first among those that the model read."""

from __future__ import annotations

from typing import Any

from eval.judges.ragas_metric import ContextMetric


class ContextPrecision(ContextMetric):
    """Average precision over the judge's verdicts on each text, given the reference answer."""

    name = "context_precision"

    def build(self) -> Any:
        """The metric of ragas as it is."""
        from ragas.metrics.collections import ContextPrecision as Ragas

        return Ragas(llm=self._judge.llm)
