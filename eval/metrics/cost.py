"""What an answer costs: seconds and tokens. They depend on machine and load, and no gate looks at them."""

from __future__ import annotations

from eval.cases.articles import Articles
from eval.metrics.base import Aim
from eval.types import Result, Score


class Seconds:
    """Wall time of the whole answer."""

    name = "seconds"
    aim: Aim = "lower"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        return Score(result.seconds, "" if result.seconds is not None else "not measured")


class FirstSentence:
    """Seconds until the model's first whole sentence; a refusal of the gate has none."""

    name = "first_sentence_seconds"
    aim: Aim = "lower"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        first = result.answer["timings"].get("first_token")
        return Score(first, "" if first is not None else "the model wrote nothing")


class PromptTokens:
    """Tokens of all requests about the question; what the server's cache saves is not taken off."""

    name = "prompt_tokens"
    aim: Aim = "lower"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        return _count(result, "prompt")


class ReplyTokens:
    """Pieces that the model wrote, which are tokens with the embedded model."""

    name = "reply_tokens"
    aim: Aim = "lower"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        return _count(result, "reply")


def _count(result: Result, which: str) -> Score:
    tokens = result.tokens.get(which)
    return Score(None, "not measured") if tokens is None else Score(float(tokens))
