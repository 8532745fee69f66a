"""The assistant's own grounding score as a judge: the share of an answer's sentences that its checks support."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.embedding import Embedder
from assistant.errors import ModelError
from assistant.generation import Generator
from assistant.grounding.calibration import load_calibration
from assistant.grounding.grounder import Grounder
from assistant.grounding.reader import Reader
from assistant.profiles import SMALL
from eval.cases.pairs import LabelledPassage, evidence_from, statements_of
from eval.judges.cache import CachedVerdicts
from eval.judges.judge import Judge, as_judge_error
from eval.judges.ragas_metric import NotApplicableError, answered, asked_for, read
from eval.types import Result, Score

#: Tokens of a reply that is never written: only verdicts are asked for.
_NO_REPLY = 1


class Grounding:
    """Grounds each sentence of the answer anew in the texts that the model read, with the judge's verdict.

    The checks are the assistant's own, so its own answers, of which they dropped what they did not support, score
    high by construction; their misses are misses here, too. What the score is worth is measured on labelled pairs
    (``python -m eval judge``). It compares with other pipelines, and with settings that keep unsupported statements.

    Args:
        judge: asked for P(the sources state this), one token a sentence.
        embedder: for the similarity of sentences.
        reader: reads sentences for the checks.
    """

    name = "grounding"

    def __init__(self, judge: Judge, embedder: Embedder, reader: Reader) -> None:
        self._judge = judge
        self._embedder = embedder
        self._grounder = Grounder(embedder, load_calibration().support, reader)

    def score(self, results: Sequence[Result]) -> Mapping[str, Score]:
        """Scores by case id.

        Raises:
            JudgeConfigError: the judge cannot be used as it is named.
            JudgeStoppedError: the judge died; the error has the scores it gave before.
        """
        scores: dict[str, Score] = {}
        generator = verdicts_of(self._judge)
        for result in results:
            try:
                scores[result.case.id] = self._one(result, generator)
            except NotApplicableError as error:
                scores[result.case.id] = Score(None, str(error))
            except ModelError as error:
                raise as_judge_error(error, scores) from error
        return scores

    def _one(self, result: Result, generator: Generator) -> Score:
        text, question = answered(result), asked_for(result)
        evidence = evidence_from([passage_of(context, at) for at, context in enumerate(read(result))], self._embedder)
        if not evidence.sentences:
            raise NotApplicableError("the texts that the model read have no sentence")

        def supported(claim: str, cited: Sequence[str]) -> float | None:
            return generator.supported(claim, evidence, cited)

        sentences = filter(None, statements_of(text))
        found = [self._grounder.ground(sentence, question, evidence, supported) for sentence in sentences]
        if not found:
            raise NotApplicableError("the answer has no sentence")
        failed = [one for one in found if one.verdict.support != "supported"]
        said = "; ".join(f"{one.text} ({one.verdict.reason or one.verdict.support})" for one in failed)
        return Score(1 - len(failed) / len(found), f"not supported: {said}" if said else "")


def verdicts_of(judge: Judge) -> Generator:
    """Asks the judge for one-token verdicts, each of them once."""
    return Generator(CachedVerdicts(judge.model, judge.cache, judge.identity), replace(SMALL, answer_tokens=_NO_REPLY))


def passage_of(context: str, number: int) -> LabelledPassage:
    """A text of the prompt: its heading is the first line (``assistant.generation.listed_evidence``)."""
    heading, newline, body = context.partition("\n")
    if not newline:
        heading, body = "", context
    return LabelledPassage(str(number), heading.removesuffix(":"), body)
