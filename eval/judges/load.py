"""From the settings to the judged metrics of a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from assistant import load_settings
from assistant.embedding import Embedder, load_embedder
from assistant.grounding.reader import SpacyReader
from assistant.models import ModelStore
from assistant.settings import Settings
from eval.judges.grounding import Grounding
from eval.judges.judge import Judge, open_judge
from eval.judges.metrics import ContextPrecision, ContextRecall, FactualCorrectness, Faithfulness, ResponseRelevancy
from eval.judges.ragas_metric import RagasMetric
from eval.judges.settings import load_judge_settings


@contextmanager
def load_judged_metrics(
    settings: Settings | None = None, *, judge: Judge | None = None, embedder: Embedder | None = None
) -> Iterator[list[Grounding | RagasMetric]]:
    """The judged metrics, sharing one judge that stops with them. Loads no model before the first score.

    They stand in the order in which they are asked: the judge that proves best on labelled pairs first.

    Args:
        settings: of the assistant, for the cache folder and the embedding model.
        judge: the judge; default: as ``EVAL_JUDGE_*`` says.
        embedder: default: the assistant's own.

    Raises:
        SettingsError: a setting of the judge is wrong.
        JudgeConfigError: the judge is named wrongly.
    """
    settings = settings or load_settings()
    store = ModelStore(settings.cache_folder)
    embedder = embedder or load_embedder(settings, store)
    with closing(judge or open_judge(settings, load_judge_settings())) as judge:
        yield [
            Grounding(judge, embedder, SpacyReader(store)),
            Faithfulness(judge),
            ContextPrecision(judge),
            ContextRecall(judge),
            ResponseRelevancy(judge, embedder),
            FactualCorrectness(judge),
        ]
