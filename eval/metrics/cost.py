"""What an answer costs: seconds and tokens. They depend on machine and load, and no gate looks at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eval.cases.articles import Articles
from eval.metrics.base import Aim
from eval.types import Result, Score


@dataclass(frozen=True, slots=True)
class Cost:
    """A figure that was measured while the question was answered; None, with ``without`` as its reason, where not."""

    name: str
    of: Callable[[Result], float | None]
    without: str = "not measured"
    aim: Aim = "lower"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        measured = self.of(result)
        return Score(None, self.without) if measured is None else Score(float(measured))


def costs() -> list[Cost]:
    """Wall time of the answer and until its first sentence, which a refusal of the gate has not, and tokens.

    Tokens are those of all requests about the question, what the server's cache saves not taken off; of the reply
    pieces are counted, which are tokens with the embedded model.
    """
    return [
        Cost("seconds", lambda result: result.seconds),
        Cost(
            "first_sentence_seconds",
            lambda result: result.answer["timings"].get("first_token"),
            "the model wrote nothing",
        ),
        Cost("prompt_tokens", lambda result: result.tokens.get("prompt")),
        Cost("reply_tokens", lambda result: result.tokens.get("reply")),
    ]
