"""ragas faithfulness: the share of the answer's statements that the passages carry, as the judge sees it."""

from __future__ import annotations

from typing import Any

from eval.errors import JudgeReplyError
from eval.judges.ragas_metric import RagasMetric, answered, asked_for, check_count, read
from eval.types import Result


class Faithfulness(RagasMetric):
    """Es et al. 2023, *RAGAS: Automated Evaluation of Retrieval Augmented Generation*."""

    name = "faithfulness"

    def inputs(self, result: Result) -> dict[str, Any]:
        """See :class:`RagasMetric`."""
        return {
            "user_input": asked_for(result),
            "response": answered(result),
            "retrieved_contexts": read(result),
        }

    def build(self) -> Any:
        """The metric of ragas, in which every statement has its verdict, and the reason names those that failed."""
        from ragas.metrics.collections import Faithfulness as Ragas
        from ragas.metrics.collections.faithfulness.util import NLIStatementInput, NLIStatementOutput
        from ragas.metrics.result import MetricResult

        class Counted(Ragas):
            async def ascore(self, user_input: str, response: str, retrieved_contexts: list[str]) -> MetricResult:
                statements = await self._create_statements(user_input, response)
                if not statements:
                    raise JudgeReplyError("the judge found no statement in the answer")
                verdicts = await self._create_verdicts(statements, "\n".join(retrieved_contexts))
                check_count(len(verdicts.statements), len(statements))
                failed = [one.statement for one in verdicts.statements if not one.verdict]
                said = f"not carried: {'; '.join(failed)}" if failed else ""
                return MetricResult(value=self._compute_score(verdicts), reason=said)

            async def _create_verdicts(self, statements: list[str], context: str) -> NLIStatementOutput:
                prompt = self.nli_statement_prompt.to_string(NLIStatementInput(context=context, statements=statements))
                return await self.llm.agenerate(prompt, self.llm.bounded(NLIStatementOutput, len(statements)))

        return Counted(llm=self._judge.llm)
