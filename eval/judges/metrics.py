"""The metrics of ragas, as it is where nothing is said: what each takes of a result, and what differs.

Es et al. 2023, *RAGAS: Automated Evaluation of Retrieval Augmented Generation*. ragas is imported by ``build``.
"""

from __future__ import annotations

from typing import Any

from assistant.embedding import Embedder
from eval.errors import JudgeReplyError
from eval.judges.judge import Judge
from eval.judges.ragas_metric import RagasMetric, answered, asked_for, read, reference
from eval.types import Result


class Faithfulness(RagasMetric):
    """The share of the answer's statements that the texts carry which the model read."""

    name = "faithfulness"

    def inputs(self, result: Result) -> dict[str, Any]:
        """See :class:`RagasMetric`."""
        return {"user_input": asked_for(result), "response": answered(result), "retrieved_contexts": read(result)}

    def build(self) -> Any:
        """Every statement has its verdict, and the reason names those that failed."""
        from ragas.metrics.collections import Faithfulness as Ragas
        from ragas.metrics.collections.faithfulness.util import NLIStatementInput, NLIStatementOutput
        from ragas.metrics.result import MetricResult

        llm = self._judge.llm

        class Counted(Ragas):
            async def ascore(self, *_: Any, **given: Any) -> MetricResult:
                statements = await self._create_statements(given["user_input"], given["response"])
                if not statements:
                    raise JudgeReplyError("the judge found no statement in the answer")
                verdicts = await self._create_verdicts(statements, "\n".join(given["retrieved_contexts"]))
                failed = [one.statement for one in verdicts.statements if not one.verdict]
                said = f"not carried: {'; '.join(failed)}" if failed else ""
                return MetricResult(value=self._compute_score(verdicts), reason=said)

            async def _create_verdicts(self, statements: list[str], context: str) -> NLIStatementOutput:
                prompt = self.nli_statement_prompt.to_string(NLIStatementInput(context=context, statements=statements))
                verdicts: NLIStatementOutput = await llm.averdicts(prompt, NLIStatementOutput, len(statements))
                return verdicts

        return Counted(llm=llm)


class FactualCorrectness(RagasMetric):
    """The claims of answer and reference answer against each other, as F1.

    Four requests a case: both texts into claims, then each text's claims against the other text. ragas goes from one
    text's claims to their verdicts and back to the other text, so that a server with one slot reads the constant part
    of both prompts twice.
    """

    name = "factual_correctness"

    def inputs(self, result: Result) -> dict[str, Any]:
        """See :class:`RagasMetric`."""
        return {"response": answered(result), "reference": reference(result)}

    def build(self) -> Any:
        """A text without claims has no score instead of a 0, and no verdict is missing."""
        from ragas.metrics.collections import FactualCorrectness as Ragas
        from ragas.metrics.collections.factual_correctness.util import NLIStatementInput, NLIStatementOutput
        from ragas.metrics.result import MetricResult
        from ragas.metrics.utils import fbeta_score

        llm = self._judge.llm

        class Counted(Ragas):
            async def ascore(self, *_: Any, **given: Any) -> MetricResult:
                response, reference = given["response"], given["reference"]
                claims = {text: await self._claims(text) for text in (response, reference)}
                tested = [
                    await self._verify_claims(claims[text], other)
                    for text, other in ((response, reference), (reference, response))
                ]
                carried, found = ([bool(one.verdict) for one in verdicts.statements] for verdicts in tested)
                wrong, missed = len(carried) - sum(carried), len(found) - sum(found)
                score = fbeta_score(sum(carried), wrong, missed, self.beta)  # type: ignore[no-untyped-call]
                return MetricResult(value=float(score))

            async def _claims(self, text: str) -> list[str]:
                claims = await self._decompose_claims(text)
                if not claims:
                    raise JudgeReplyError("the judge found no claim in the text")
                return claims

            async def _verify_claims(self, claims: list[str], reference: str) -> NLIStatementOutput:
                prompt = self.nli_prompt.to_string(NLIStatementInput(context=reference, statements=claims))
                verdicts: NLIStatementOutput = await llm.averdicts(prompt, NLIStatementOutput, len(claims))
                return verdicts

        return Counted(llm=llm)


class ContextMetric(RagasMetric):
    """A metric of what the model read against the reference answer.

    It needs no answer, so that it also scores what was wrongly refused.
    """

    def inputs(self, result: Result) -> dict[str, Any]:
        """See :class:`RagasMetric`."""
        return {"user_input": asked_for(result), "reference": reference(result), "retrieved_contexts": read(result)}


class ContextPrecision(ContextMetric):
    """Whether the useful texts stand first: average precision over the judge's verdicts on each text."""

    name = "context_precision"

    def build(self) -> Any:
        """See :class:`RagasMetric`."""
        from ragas.metrics.collections import ContextPrecision as Ragas

        return Ragas(llm=self._judge.llm)


class ContextRecall(ContextMetric):
    """The share of the reference answer's statements that the judge finds in the texts."""

    name = "context_recall"

    def build(self) -> Any:
        """See :class:`RagasMetric`."""
        from ragas.metrics.collections import ContextRecall as Ragas

        return Ragas(llm=self._judge.llm)


class ResponseRelevancy(RagasMetric):
    """How near a question that the answer would answer is to the one that was asked; 0 for an evasive answer.

    Cosine similarity by the assistant's own embedding model. ragas asks three times and averages. A judge at
    temperature 0 gives the same question each time, so it is asked once.
    """

    name = "response_relevancy"

    def __init__(self, judge: Judge, embedder: Embedder) -> None:
        super().__init__(judge)
        self._embedder = embedder

    def inputs(self, result: Result) -> dict[str, Any]:
        """See :class:`RagasMetric`."""
        return {"user_input": asked_for(result), "response": answered(result)}

    def build(self) -> Any:
        """See :class:`RagasMetric`."""
        from ragas.embeddings.base import BaseRagasEmbedding
        from ragas.metrics.collections import AnswerRelevancy as Ragas

        embedder = self._embedder

        class Ours(BaseRagasEmbedding):
            def embed_text(self, text: str, **_: Any) -> list[float]:
                return [float(x) for x in embedder.encode([text])[0]]

            async def aembed_text(self, text: str, **_: Any) -> list[float]:
                return self.embed_text(text)

        return Ragas(llm=self._judge.llm, embeddings=Ours(), strictness=1)
