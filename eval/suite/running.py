"""Runs cases: ask, score, write; then the judge. Every finished case is on the disk before the next is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from assistant.assistant import Assistant
from assistant.errors import AssistantError, ModelError
from eval.cases.articles import Articles
from eval.errors import JudgeStoppedError, RunStoppedError
from eval.metrics import Metric, deterministic_metrics
from eval.suite.asking import Overheard, ask
from eval.suite.runs import RunFolder, with_scores
from eval.types import Case, Result, Score

#: Wraps an iterable to show progress: (what is iterated, label).
Progress = Callable[[Sequence[Case], str], Iterable[Case]]


class JudgedMetric(Protocol):
    """A metric that asks a model; see ``eval/judges``."""

    name: str

    def score(self, results: Sequence[Result]) -> Mapping[str, Score]:
        """Scores by case id.

        Raises:
            AssistantError: the judge cannot be used.
        """


def answer_cases(
    run: RunFolder, cases: Sequence[Case], assistant: Assistant, overheard: Overheard, progress: Progress
) -> list[Result]:
    """Ask what is not finished yet and score it without a judge; returns all results in the order of the cases.

    Raises:
        RunStoppedError: the model failed or nothing can be written; finished cases are kept.
    """
    articles = Articles.of_index(assistant)
    metrics = deterministic_metrics()
    done = {result.case.id: result for result in run.results()}
    # half a line of a crash must not stay before the next
    run.replace_results(list(done.values()))
    waiting = [case for case in cases if case.id not in done]
    for case in progress(waiting, "asking"):
        try:
            result = scored(ask(case, assistant, overheard), metrics, articles)
        except ModelError as error:
            raise RunStoppedError(
                f"{error} Stopped at {case.id}; {len(done)} of {len(cases)} cases are finished and kept in {run.path}: "
                "continue with --resume."
            ) from error
        run.append(result)
        done[case.id] = result
    return [done[case.id] for case in cases]


def scored(result: Result, metrics: Sequence[Metric], articles: Articles) -> Result:
    """The result with every metric's score; None with the error as reason where the question failed."""
    return with_scores(
        result,
        {
            metric.name: Score(None, result.error) if result.error else metric.score(result, articles)
            for metric in metrics
        },
    )


def judge_results(
    run: RunFolder, results: Sequence[Result], metrics: Sequence[JudgedMetric], say: Callable[[str], None]
) -> list[Result]:
    """Let each judged metric score all cases that it has not scored yet; written metric by metric.

    A case that a metric leaves out is None with that as its reason.

    Raises:
        RunStoppedError: the judge failed; what it scored before is kept.
    """
    results = list(results)
    for metric in metrics:
        open_ones = [result for result in results if metric.name not in result.scores]
        if not open_ones:
            continue
        say(f"judging: {metric.name}")
        asked = [result for result in open_ones if not result.error]
        try:
            scores = dict(metric.score(asked)) if asked else {}
        except AssistantError as error:
            if isinstance(error, JudgeStoppedError) and error.scores:
                before = {case: {metric.name: score} for case, score in error.scores.items()}
                run.replace_results([with_scores(one, before.get(one.case.id, {})) for one in results])
            raise RunStoppedError(
                f"The judge failed at {metric.name}: {error} All answers and earlier scores are kept in {run.path}: "
                "continue with --resume."
            ) from error
        given = {result.case.id: _given(result, scores) for result in open_ones}
        results = [
            with_scores(result, {metric.name: given[result.case.id]}) if result.case.id in given else result
            for result in results
        ]
        run.replace_results(results)
    return results


def _given(result: Result, scores: Mapping[str, Score]) -> Score:
    if result.error:
        return Score(None, result.error)
    score = scores.get(result.case.id, Score(None, "the judge gave no score"))
    # a NaN is no score, whatever a library thinks
    if score.value is not None and score.value != score.value:
        return Score(None, score.reason or "the judge gave no number")
    return score
