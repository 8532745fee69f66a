"""ragas factual correctness: the claims of answer and reference answer against each other, as F1."""

from __future__ import annotations

from typing import Any

from eval.errors import JudgeReplyError
from eval.judges.ragas_metric import RagasMetric, answered, check_count, reference
from eval.types import Result


class FactualCorrectness(RagasMetric):
    """Four requests a case: both texts into claims, then each text's claims against the other text.

    ragas goes from one text's claims to their verdicts and back to the other text, so that a server with one slot
    reads the constant part of both prompts twice.
    """

    name = "factual_correctness"

    def inputs(self, result: Result) -> dict[str, Any]:
        """See :class:`RagasMetric`."""
        return {"response": answered(result), "reference": reference(result)}

    def build(self) -> Any:
        """The metric of ragas; a text without claims has no score instead of a 0, and no verdict is missing."""
        from ragas.metrics.collections import FactualCorrectness as Ragas
        from ragas.metrics.collections.factual_correctness.util import NLIStatementInput, NLIStatementOutput
        from ragas.metrics.result import MetricResult
        from ragas.metrics.utils import fbeta_score

        class Counted(Ragas):
            async def ascore(self, response: str, reference: str) -> MetricResult:
                claims = {text: await self._claims(text) for text in (response, reference)}
                tested = [
                    await self._verify_claims(claims[text], other)
                    for text, other in ((response, reference), (reference, response))
                ]
                carried, found = ([bool(one.verdict) for one in verdicts.statements] for verdicts in tested)
                score = fbeta_score(sum(carried), len(carried) - sum(carried), len(found) - sum(found), self.beta)
                return MetricResult(value=float(score))

            async def _claims(self, text: str) -> list[str]:
                claims = await self._decompose_claims(text)
                if not claims:
                    raise JudgeReplyError("the judge found no claim in the text")
                return claims

            async def _verify_claims(self, claims: list[str], reference: str) -> NLIStatementOutput:
                prompt = self.nli_prompt.to_string(NLIStatementInput(context=reference, statements=claims))
                verdicts = await self.llm.agenerate(prompt, self.llm.bounded(NLIStatementOutput, len(claims)))
                check_count(len(verdicts.statements), len(claims))
                return verdicts

        return Counted(llm=self._judge.llm)
