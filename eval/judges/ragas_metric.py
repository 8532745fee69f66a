"""What the ragas metrics share: waves of cases, a reason where there is no score, an end when the judge dies."""

from __future__ import annotations

import asyncio
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from tqdm import tqdm

from assistant.errors import AssistantError
from eval.errors import JudgeConfigError, JudgeReplyError, JudgeStoppedError
from eval.judges.judge import Judge
from eval.types import Result, Score

#: Cases that are under way together. All first steps of a wave come before its second ones, which keeps the
#: constant part of the prompt in the server's cache; a smaller wave is less to ask again when the judge dies.
WAVE = 24

#: ``[1]``, ``[2, 3]``
_MARKS = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")


class NotApplicableError(AssistantError):
    """A metric does not apply to a case; the message is the reason."""


class RagasMetric(ABC):
    """One metric of ragas over our results.

    Args:
        judge: the judging model.
    """

    name: str

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    @abstractmethod
    def build(self) -> Any:
        """The metric of ``ragas.metrics.collections``."""

    @abstractmethod
    def inputs(self, result: Result) -> dict[str, Any]:
        """What its ``ascore`` takes.

        Raises:
            NotApplicableError: the case has nothing to score.
        """

    def score(self, results: Sequence[Result]) -> Mapping[str, Score]:
        """Scores by case id; a case that could not be scored is None with its reason.

        Raises:
            JudgeConfigError: the judge cannot be used as it is named.
            JudgeStoppedError: the judge died; the error has the scores it gave before.
        """
        scores: dict[str, Score] = {}
        asked: dict[str, dict[str, Any]] = {}
        for result in results:
            try:
                asked[result.case.id] = self.inputs(result)
            except NotApplicableError as error:
                scores[result.case.id] = Score(None, str(error))
        if not asked:
            return scores
        _ = self._judge.llm  # imports ragas, so that build() may
        metric, cases = self.build(), list(asked)
        with tqdm(total=len(cases), desc=self.name, unit="case", disable=None) as bar:
            for wave in (cases[at : at + WAVE] for at in range(0, len(cases), WAVE)):
                found = self._judge.run(_wave(metric, {case: asked[case] for case in wave}))
                scores |= {case: score for case, score in found.items() if isinstance(score, Score)}
                for failed in found.values():
                    if isinstance(failed, JudgeStoppedError):
                        raise JudgeStoppedError(str(failed), scores) from failed
                    if isinstance(failed, BaseException):
                        raise failed
                bar.update(len(wave))
        return scores


def answered(result: Result) -> str:
    """The text of the answer without its citation marks.

    Raises:
        NotApplicableError: it is a refusal.
    """
    if result.answer.get("refused", True):
        raise NotApplicableError("refused: there is no answer to score")
    statements = result.answer.get("statements")
    if statements:
        return " ".join(str(statement["text"]) for statement in statements)
    return _MARKS.sub("", str(result.answer["text"])).strip()


def read(result: Result) -> list[str]:
    """The texts that the model read.

    Raises:
        NotApplicableError: it read none.
    """
    if not result.contexts:
        raise NotApplicableError("the model was given no passages to read")
    return list(result.contexts)


def reference(result: Result) -> str:
    """The reference answer.

    Raises:
        NotApplicableError: the case has none, or is one to refuse.
    """
    if result.case.refused or not result.case.answer:
        raise NotApplicableError("the case has no reference answer")
    return result.case.answer


def asked_for(result: Result) -> str:
    """The question as it was searched for, which stands without its conversation."""
    return str(result.answer.get("standalone_question") or result.case.question)


async def _wave(metric: Any, inputs: Mapping[str, dict[str, Any]]) -> dict[str, Score | BaseException]:
    found = await asyncio.gather(*(_one(metric, one) for one in inputs.values()), return_exceptions=True)
    return dict(zip(inputs, found, strict=True))


async def _one(metric: Any, inputs: dict[str, Any]) -> Score:
    try:
        result = await metric.ascore(**inputs)
    except (JudgeConfigError, JudgeStoppedError):
        raise
    except (JudgeReplyError, ValueError, TypeError, ArithmeticError) as error:
        return Score(None, str(error))
    value = float(result.value)
    if math.isnan(value):
        return Score(None, "the judge found nothing to score")
    if not -1.0 <= value <= 1.0 + 1e-6:
        return Score(None, f"the judge's score of {value:g} is out of range")
    return Score(value, result.reason or "")
