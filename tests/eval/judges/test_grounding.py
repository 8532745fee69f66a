"""The assistant's own checks as a judge, with a scripted model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.embedding import Embedder
from assistant.errors import ModelUnavailableError
from assistant.grounding.reader import Reader
from assistant.llm.scripted import ScriptedModel
from eval.errors import JudgeStoppedError
from eval.judges.grounding import Grounding, passage_of
from eval.judges.judge import Judge
from eval.judges.settings import load_judge_settings
from eval.types import Case, Result
from tests.eval.conftest import MILL


def judge_of(model: ScriptedModel) -> Judge:
    return Judge("scripted", model, load_judge_settings())


def test_a_wrong_number_lowers_the_share_and_is_named(
    build: Callable[..., Result], case: Case, embedder: Embedder, reader: Reader
) -> None:
    text = "Ines Vogt sold it for 40,000 crowns. The town of Arle bought it for 70,000 crowns."
    result = build(case, text, contexts=(f"Mill (Arle Post, 2024-05-02):\n{MILL}",))
    score = Grounding(judge_of(ScriptedModel([], [0.99, 0.99])), embedder, reader).score([result])[case.id]
    assert score.value == 0.5
    assert "70,000" in score.reason
    assert "40,000" not in score.reason


def test_the_verdict_of_the_judge_counts(
    build: Callable[..., Result], case: Case, embedder: Embedder, reader: Reader
) -> None:
    result = build(case, "The town of Arle bought the mill.", contexts=(f"Mill:\n{MILL}",))
    values = [
        Grounding(judge_of(ScriptedModel([], [verdict])), embedder, reader).score([result])[case.id].value
        for verdict in (0.99, 0.01)
    ]
    assert values == [1.0, 0.0]


def test_refusals_have_no_score(build: Callable[..., Result], case: Case, embedder: Embedder, reader: Reader) -> None:
    score = Grounding(judge_of(ScriptedModel([])), embedder, reader).score([build(case, contexts=(MILL,))])[case.id]
    assert (score.value, score.reason) == (None, "refused: there is no answer to score")


def test_a_model_that_dies_leaves_the_scores_before(
    build: Callable[..., Result], case: Case, embedder: Embedder, reader: Reader
) -> None:
    dying = ScriptedModel([], [0.99, ModelUnavailableError("The endpoint cannot be reached.")])
    first = build(case, "The town of Arle bought the mill.", contexts=(f"Mill:\n{MILL}",))
    second = replace(first, case=replace(case, id="second"))
    with pytest.raises(JudgeStoppedError, match="cannot be reached") as stopped:
        Grounding(judge_of(dying), embedder, reader).score([first, second])
    assert {name: score.value for name, score in stopped.value.scores.items()} == {case.id: 1.0}


def test_the_heading_of_a_context_is_no_sentence_of_it() -> None:
    passage = passage_of(f"Mill (Arle Post, 2024-05-02):\n{MILL}", 2)
    assert (passage.title, passage.text) == ("Mill (Arle Post, 2024-05-02)", MILL)
    assert passage_of("No heading here.", 0).text == "No heading here."
