"""ragas response relevancy: how near a question that the answer would answer is to the one that was asked."""

from __future__ import annotations

from typing import Any

from assistant.embedding import Embedder
from eval.judges.judge import Judge
from eval.judges.ragas_metric import Progress, RagasMetric, answered, asked_for
from eval.types import Result


class ResponseRelevancy(RagasMetric):
    """Cosine similarity by the assistant's own embedding model; 0 for an evasive answer.

    ragas asks three times and averages. A judge at temperature 0 gives the same question each time, so it is
    asked once.
    """

    name = "response_relevancy"

    def __init__(self, judge: Judge, embedder: Embedder, progress: Progress | None = None) -> None:
        super().__init__(judge, progress)
        self._embedder = embedder

    def inputs(self, result: Result) -> dict[str, Any]:
        """See :class:`RagasMetric`."""
        return {"user_input": asked_for(result), "response": answered(result)}

    def build(self) -> Any:
        """The metric of ragas over our embedder."""
        from ragas.embeddings.base import BaseRagasEmbedding
        from ragas.metrics.collections import AnswerRelevancy as Ragas

        embedder = self._embedder

        class Ours(BaseRagasEmbedding):
            def embed_text(self, text: str, **_: Any) -> list[float]:
                return [float(x) for x in embedder.encode([text])[0]]

            async def aembed_text(self, text: str, **_: Any) -> list[float]:
                return self.embed_text(text)

        return Ragas(llm=self._judge.llm, embeddings=Ours(), strictness=1)
