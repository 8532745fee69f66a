"""The ragas metrics against an endpoint whose right and wrong replies are known."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assistant.embedding import Embedder
from eval.errors import JudgeConfigError, JudgeStoppedError
from eval.judges.bounded import LONGEST_LOCAL_REASON
from eval.judges.metrics import ContextPrecision, ContextRecall, FactualCorrectness, Faithfulness, ResponseRelevancy
from eval.types import Case, Result, Score
from tests.eval.conftest import FERRY, MILL
from tests.eval.judges.fake_judge import Bench, filled

Build = Callable[..., Result]


@pytest.fixture
def result(build: Build, case: Case) -> Result:
    text = "Ines Vogt sold it for 40,000 crowns. The town of Arle burned it."
    return build(replace(case, answer="Ines Vogt sold it for 40,000 crowns."), text, contexts=(f"Mill:\n{MILL}",))


def numbered(result: Result, count: int) -> list[Result]:
    """The same with ids and answers of their own."""
    return [
        replace(
            result,
            case=replace(result.case, id=f"case-{at}"),
            answer={**result.answer, "statements": [{"text": f"The mill closed in May. Number {at} is odd."}]},
        )
        for at in range(count)
    ]


def test_faithfulness_is_the_share_of_carried_statements_and_names_the_others(bench: Bench, result: Result) -> None:
    score = Faithfulness(bench.judge()).score([result])[result.case.id]
    assert score.value == 0.5
    assert score.reason == "not carried: The town of Arle burned it."
    assert bench.script.asked == ["StatementGeneratorOutput", "NLIStatementOutput"]


def test_context_precision_wants_the_useful_text_first(bench: Bench, result: Result) -> None:
    metric = ContextPrecision(bench.judge())
    useless = "Weather:\nIt rained."
    first = metric.score([replace(result, contexts=(MILL, useless))])[result.case.id].value
    last = metric.score([replace(result, contexts=(useless, MILL))])[result.case.id].value
    assert first == pytest.approx(1.0)
    assert last == pytest.approx(0.5)


def test_context_recall_is_the_share_of_the_reference_answer_in_the_texts(bench: Bench, result: Result) -> None:
    half = replace(result, case=replace(result.case, answer="The mill closed in May. The mill was blue."))
    assert ContextRecall(bench.judge()).score([half])[result.case.id].value == 0.5


def test_factual_correctness_is_the_f1_of_claims(bench: Bench, result: Result) -> None:
    # one of two claims is in the reference, the one claim of the reference is in the answer: 2 / (2 + 1)
    assert FactualCorrectness(bench.judge()).score([result])[result.case.id].value == pytest.approx(2 / 3)


def test_response_relevancy_compares_with_our_embeddings(bench: Bench, result: Result, embedder: Embedder) -> None:
    metric = ResponseRelevancy(bench.judge(), embedder)
    assert metric.score([result])[result.case.id].value == pytest.approx(1.0, abs=1e-5)
    bench.script.reply = lambda name, prompt: {"question": "Who runs the ferry?", "noncommittal": 0}
    assert (metric.score([result])[result.case.id].value or 1.0) < 0.7
    bench.script.reply = lambda name, prompt: {"question": "Who runs the ferry?", "noncommittal": 1}
    assert metric.score([result])[result.case.id].value == 0.0


def test_every_request_forces_a_schema_that_ends(bench: Bench, result: Result) -> None:
    Faithfulness(bench.judge()).score([result])
    statements, verdicts = (body["response_format"]["json_schema"]["schema"] for body in bench.script.requests)
    assert statements["properties"]["statements"]["maxItems"] < 20
    assert statements["properties"]["statements"]["items"]["maxLength"] < 1000
    rows = verdicts["properties"]["statements"]
    assert (rows["minItems"], rows["maxItems"]) == (2, 2)
    row = verdicts["$defs"]["StatementFaithfulnessAnswer"]["properties"]
    assert row["verdict"]["enum"] == [0, 1]
    assert row["reason"]["maxLength"] == LONGEST_LOCAL_REASON  # the endpoint is on this machine


def test_the_first_steps_of_all_cases_come_before_the_second_ones(bench: Bench, result: Result) -> None:
    Faithfulness(bench.judge()).score(numbered(result, 3))
    assert bench.script.asked == ["StatementGeneratorOutput"] * 3 + ["NLIStatementOutput"] * 3


def test_factual_correctness_takes_all_texts_apart_before_it_tests_any(bench: Bench, result: Result) -> None:
    FactualCorrectness(bench.judge()).score(numbered(result, 2))
    assert bench.script.asked == ["ClaimDecompositionOutput"] * 4 + ["NLIStatementOutput"] * 4


def test_no_prompt_shows_the_model_a_layout_to_imitate(bench: Bench, result: Result) -> None:
    lines = "First, [\n    {\n        second,\n    third\n}"
    odd = replace(result, contexts=(lines,))
    judge = bench.judge()
    for metric in (Faithfulness(judge), ContextPrecision(judge), ContextRecall(judge), FactualCorrectness(judge)):
        metric.score([odd])
    prompts = [body["messages"][-1]["content"] for body in bench.script.requests]
    assert not [prompt for prompt in prompts if "\n    " in prompt or "\n}" in prompt or "\n]" in prompt]
    read = [json.loads(prompt.rpartition("\ninput: ")[2].rpartition("\nOutput:")[0]) for prompt in prompts]
    contexts = [given["context"] for given in read if "context" in given]
    assert contexts[:3] == [lines] * 3  # what is judged stays as it is


def dropping(name: str, prompt: str) -> Any:
    reply = filled(name, prompt)
    if name == "NLIStatementOutput":
        reply["statements"].pop()
    return reply


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (dropping, "1 verdicts on 2 statements"),
        (lambda name, prompt: "Sure! Here you are.", "does not fit the schema"),
        (lambda name, prompt: {"statements": []}, "no statement"),
        (
            lambda name, prompt: json.loads(json.dumps(filled(name, prompt)).replace('"verdict": 0', '"verdict": 7')),
            "neither 0 nor 1 (verdict = 7)",
        ),
    ],
)
def test_nonsense_of_the_judge_is_no_score_and_costs_no_other_case(
    bench: Bench, result: Result, reply: Callable[[str, str], Any], reason: str
) -> None:
    good, bad = numbered(result, 2)
    marker = bad.answer["statements"][0]["text"]
    bad_statements = filled("StatementGeneratorOutput", f"\ninput: {json.dumps({'answer': marker})}\nOutput:")
    spoilt = [marker, *bad_statements["statements"][1:]]

    def only_the_second(name: str, prompt: str) -> Any:
        asked = prompt.rpartition("\ninput: ")[2]
        return reply(name, prompt) if any(one in asked for one in spoilt) else filled(name, prompt)

    bench.script.reply = only_the_second
    scores = Faithfulness(bench.judge()).score([good, bad])
    assert scores["case-0"].value == 0.5
    assert scores["case-1"].value is None
    assert reason in scores["case-1"].reason


def test_a_claimless_text_is_no_score_instead_of_a_zero(bench: Bench, result: Result) -> None:
    bench.script.reply = lambda name, prompt: {"claims": []}
    score = FactualCorrectness(bench.judge()).score([result])[result.case.id]
    assert score == Score(None, "the judge found no claim in the text")


def test_what_does_not_apply_is_not_asked(bench: Bench, build: Build, case: Case, embedder: Embedder) -> None:
    refused = build(case)
    unanswerable = build(replace(case, refused=True, answer="", facts=(), references=()), "The ferry runs.")
    unanswerable_read = replace(unanswerable, contexts=(FERRY,))
    judge = bench.judge()
    assert Faithfulness(judge).score([refused])[case.id] == Score(None, "refused: there is no answer to score")
    assert Faithfulness(judge).score([unanswerable])[case.id].reason == "the model was given no passages to read"
    assert ResponseRelevancy(judge, embedder).score([refused])[case.id].value is None
    assert ContextRecall(judge).score([unanswerable_read])[case.id].reason == "the case has no reference answer"
    assert bench.script.requests == []


def test_a_wrong_refusal_still_has_its_contexts_scored(bench: Bench, build: Build, case: Case) -> None:
    refused = build(replace(case, answer="The ferry runs daily."), contexts=(FERRY,))
    assert ContextRecall(bench.judge()).score([refused])[case.id].value == 1.0


def test_a_judge_that_dies_midway_leaves_the_scores_it_gave(bench: Bench, result: Result, monkeypatch: Any) -> None:
    monkeypatch.setattr("eval.judges.ragas_metric.WAVE", 2)
    bench.script.dies_after = 5  # the first two cases take four requests
    judge = bench.judge(cached=True)
    with pytest.raises(JudgeStoppedError, match="cannot be reached, or broke off; check that it runs") as stopped:
        Faithfulness(judge).score(numbered(result, 4))
    assert {case: score.value for case, score in stopped.value.scores.items()} == {"case-0": 0.5, "case-1": 0.5}
    # once it runs again, only what is missing is asked
    bench.script.dies_after = None
    before = len(bench.script.requests)
    judge.close()
    again = Faithfulness(bench.judge(cached=True)).score(numbered(result, 4))
    assert [score.value for score in again.values()] == [0.5] * 4
    assert len(bench.script.requests) - before == 3  # one of the second wave was kept


def test_a_failing_judge_is_given_up_after_some_requests(bench: Bench, result: Result) -> None:
    bench.script.status = 500
    with pytest.raises(JudgeStoppedError, match="3 times in a row"):
        Faithfulness(bench.judge()).score(numbered(result, 6))
    assert len(bench.script.requests) == 3


def test_a_single_failure_is_the_reason_of_its_case(bench: Bench, result: Result) -> None:
    bench.script.status = 500
    score = Faithfulness(bench.judge()).score([result])[result.case.id]
    assert score.value is None
    assert "status 500" in score.reason


def test_a_silent_judge_is_the_reason_of_its_case(bench: Bench, result: Result) -> None:
    bench.script.silence = 1.0
    score = Faithfulness(bench.judge(timeout=0.2)).score([result])[result.case.id]
    assert score == Score(None, "the judge sent nothing for 0.2 s")


def test_a_refused_key_stops_with_what_to_set(bench: Bench, result: Result) -> None:
    judge = bench.judge(key="right")
    _ = judge.endpoint
    bench.script.key = "other"
    with pytest.raises(JudgeConfigError, match="EVAL_JUDGE_KEY"):
        Faithfulness(judge).score([result])


def test_replies_are_kept_by_model_and_content(bench: Bench, result: Result) -> None:
    for model, requests in (("first", 2), ("first", 2), ("second", 4)):
        judge = bench.judge(cached=True, model=model)
        assert Faithfulness(judge).score([result])[result.case.id].value == 0.5
        judge.close()
        assert len(bench.script.requests) == requests
    changed = replace(result, contexts=("Mill:\nThe town of Arle burned it.",))
    assert Faithfulness(bench.judge(cached=True)).score([changed])[result.case.id].value == 0.5
    assert bench.script.asked[4:] == ["NLIStatementOutput"]  # the statements are the same


def test_nonsense_is_not_kept(bench: Bench, result: Result) -> None:
    bench.script.reply = lambda name, prompt: "nonsense"
    judge = bench.judge(cached=True)
    assert Faithfulness(judge).score([result])[result.case.id].value is None
    bench.script.reply = filled
    assert Faithfulness(judge).score([result])[result.case.id].value == 0.5
