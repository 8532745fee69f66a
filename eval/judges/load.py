"""From the settings to the judged metrics of a run."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any

from assistant import load_settings
from assistant.embedding import Embedder, load_embedder
from assistant.grounding.reader import SpacyReader
from assistant.models import ModelStore
from assistant.settings import Settings
from eval.errors import JudgeConfigError
from eval.judges.context_precision import ContextPrecision
from eval.judges.context_recall import ContextRecall
from eval.judges.factual_correctness import FactualCorrectness
from eval.judges.faithfulness import Faithfulness
from eval.judges.grounding import Grounding
from eval.judges.judge import Judge, open_judge
from eval.judges.ragas_metric import Progress
from eval.judges.response_relevancy import ResponseRelevancy
from eval.judges.settings import load_judge_settings
from eval.types import Result

#: In the order in which they are asked: the judge that proves best on labelled pairs first.
NAMES = (
    "grounding",
    "faithfulness",
    "context_precision",
    "context_recall",
    "response_relevancy",
    "factual_correctness",
)


class JudgedMetrics(list[Any]):
    """The metrics of one judge, which stops when they are closed or nobody holds them any more."""

    def __init__(self, metrics: Iterable[Any], judge: Judge) -> None:
        super().__init__(metrics)
        self.judge = judge
        self.close = weakref.finalize(self, judge.close)

    def __enter__(self) -> JudgedMetrics:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def load_judged_metrics(
    settings: Settings | None = None,
    *,
    names: Sequence[str] | None = None,
    judge: Judge | None = None,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> JudgedMetrics:
    """The judged metrics, sharing one judge. Loads no model before the first score.

    Args:
        settings: of the assistant, for the cache folder and the embedding model.
        names: some of :data:`NAMES`; default: all.
        judge: the judge; default: as ``EVAL_JUDGE_*`` says.
        embedder: default: the assistant's own.
        progress: shows how far it is.

    Raises:
        SettingsError: a setting of the judge is wrong.
        JudgeConfigError: the judge is named wrongly, or a name is no judged metric.
    """
    wanted = tuple(names or NAMES)
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        raise JudgeConfigError(f"“{unknown[0]}” is no judged metric; choose of {', '.join(NAMES)}.")
    settings = settings or load_settings()
    store = ModelStore(settings.cache_folder)
    embedder = embedder or load_embedder(settings, store)
    judge = judge or open_judge(settings, load_judge_settings())
    built: dict[str, Any] = {
        "grounding": Grounding(judge, embedder, SpacyReader(store)),
        "faithfulness": Faithfulness(judge, progress),
        "context_precision": ContextPrecision(judge, progress),
        "context_recall": ContextRecall(judge, progress),
        "response_relevancy": ResponseRelevancy(judge, embedder, progress),
        "factual_correctness": FactualCorrectness(judge, progress),
    }
    return JudgedMetrics([built[name] for name in NAMES if name in wanted], judge)


def progress_bar(waves: Sequence[Sequence[Result]], label: str) -> Iterable[Sequence[Result]]:
    """Shows finished cases of a metric on standard error."""
    from tqdm import tqdm

    with tqdm(total=sum(map(len, waves)), desc=label, unit="case") as bar:
        for wave in waves:
            yield wave
            bar.update(len(wave))
