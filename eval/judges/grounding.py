"""Share of an answer's statements that the assistant's own checks call supported by what the model read.

The same checks run inside the assistant, so a high value says that nothing slipped past the pipeline, not that
nothing is wrong: how many planted flaws they find is the judge's accuracy, printed beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from assistant.embedding import Embedder, load_embedder
from assistant.generation import Generator
from assistant.grounding.calibration import load_calibration
from assistant.grounding.grounder import Grounder
from assistant.llm import open_model
from assistant.models import ModelStore
from assistant.settings import Settings
from eval.labelled import LabelledPassage, Pair, evidence_of
from eval.types import Result, Score


class GroundingMetric:
    """Judges with the assistant's embedding model and language model.

    Args:
        settings: name both models.
    """

    name = "grounding"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def score(self, results: Sequence[Result]) -> dict[str, Score]:
        """Case id → score in [0, 1]; None for refusals and for answers without contexts.

        Raises:
            ModelError: the model cannot be used.
        """
        store = ModelStore(self._settings.cache_folder)
        embedder = load_embedder(self._settings, store)
        grounder = Grounder(embedder, load_calibration().support)
        with closing(open_model(self._settings, store)) as model:
            generator = Generator(model, self._settings.llm_max_tokens)
            return {result.case.id: _scored(result, grounder, generator, embedder) for result in results}


def _scored(result: Result, grounder: Grounder, generator: Generator, embedder: Embedder) -> Score:
    statements = [statement["text"] for statement in result.answer.get("statements", ())]
    if result.answer.get("refused") or not statements:
        return Score(None, "a refusal has no statements")
    if not result.contexts:
        return Score(None, "it is not known what the model read")
    passages = tuple(LabelledPassage(str(n), "", text) for n, text in enumerate(result.contexts))
    pair = Pair(result.case.id, "", "test", "", True, result.case.question, "", "", passages)
    evidence = evidence_of(pair, embedder)
    verdicts = [
        grounder.ground(text, pair.question, evidence, lambda claim: generator.supported(claim, evidence)).verdict
        for text in statements
    ]
    reasons = "; ".join(verdict.reason for verdict in verdicts if verdict.reason)
    return Score(sum(verdict.support == "supported" for verdict in verdicts) / len(verdicts), reasons)
