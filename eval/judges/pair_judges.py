"""Judges over labelled pairs: each gives a score per pair, higher for more faithful."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.embedding import Embedder
from assistant.errors import ModelError
from assistant.grounding.reader import Reader
from eval.cases.pairs import Pair
from eval.grouped import grouped, in_turns
from eval.judges.grounding import verdicts_of
from eval.judges.judge import Judge, as_judge_error
from eval.judges.metrics import Faithfulness
from eval.trials.planted import Features, answers, measure
from eval.types import Case, Result, Score


def ragas_scores(pairs: Sequence[Pair], judge: Judge) -> dict[str, Score]:
    """Faithfulness of each answer, as ragas finds it.

    Raises:
        JudgeConfigError: the judge cannot be used as it is named.
        JudgeStoppedError: the judge died; the error has the scores it gave before.
    """
    return dict(Faithfulness(judge).score([as_result(pair) for pair in pairs]))


def own_scores(pairs: Sequence[Pair], judge: Judge, embedder: Embedder, reader: Reader) -> dict[str, dict[str, Score]]:
    """The assistant's checks and the one-token verdict alone: an answer is as good as its worst sentence.

    Returns:
        By judge (``grounding``, ``yes_no``), by the pair's id.

    Raises:
        JudgeConfigError: the judge cannot be used as it is named.
        JudgeStoppedError: the judge died.
    """
    try:
        rows = measure(pairs, embedder, reader, verdicts_of(judge))
    except ModelError as error:
        raise as_judge_error(error) from error
    grounding = {one.id: Score(one.score) for one in answers(rows)}
    return {"grounding": grounding, "yes_no": _worst_verdicts(rows)}


def check_scores(pairs: Sequence[Pair], embedder: Embedder, reader: Reader) -> dict[str, Score]:
    """The grounding score where no model was asked; by the pair's id."""
    return {one.id: Score(one.score) for one in answers(measure(pairs, embedder, reader))}


def as_result(pair: Pair) -> Result:
    """The pair as an answered case."""
    case = Case(pair.id, pair.split, "single_fact", pair.question, answer="")
    answer = {"question": pair.question, "text": pair.answer, "refused": False}
    contexts = tuple(f"{passage.title}:\n{passage.text}" for passage in pair.passages)
    return Result(case, answer, contexts)


def sample(pairs: Sequence[Pair], size: int | None) -> list[Pair]:
    """``size`` of the pairs, half of them faithful, the flawed ones spread over the kinds; all without a size."""
    if size is None:
        return list(pairs)
    faithful = [pair for pair in pairs if pair.label][: size // 2]
    spread = in_turns((pair for pair in pairs if not pair.label), lambda pair: pair.kind)
    chosen = {pair.id for pair in [*faithful, *spread[: size - len(faithful)]]}
    return [pair for pair in pairs if pair.id in chosen]


def _worst_verdicts(rows: Iterable[Features]) -> dict[str, Score]:
    scores = {}
    for pair, own in grouped(rows, lambda row: row.id).items():
        known = [row.entailment for row in own if row.entailment is not None]
        scores[pair] = Score(min(known)) if len(known) == len(own) else Score(None, "the model gave no probability")
    return scores
