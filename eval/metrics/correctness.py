"""Does the answer state the key facts?"""

from __future__ import annotations

from eval.cases.articles import Articles
from eval.metrics.base import Aim
from eval.metrics.matching import plain_text, says, says_fact
from eval.types import Result, Score


class Correctness:
    """Share of the key facts that the answer states in one of the accepted ways.

    A refusal of a question that the articles answer states none of them; an answer with something that is
    forbidden is wrong. It does not see what else an answer claims: that is for the metrics of citations.
    """

    name = "correctness"
    aim: Aim = "higher"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        case = result.case
        if case.refused:
            return Score(None, "the right reply is a refusal")
        if result.answer["refused"]:
            return Score(0.0, f"refused: {result.answer['refusal_reason']}")
        text = plain_text(result.answer)
        planted = [phrase for phrase in case.forbidden if says(text, phrase)]
        if planted:
            return Score(0.0, f"the answer has “{planted[0]}”")
        missing = [fact for fact in case.facts if not says_fact(text, fact)]
        reason = f"missing: {'; '.join(' or '.join(fact) for fact in missing)}" if missing else ""
        return Score(1 - len(missing) / len(case.facts), reason)
