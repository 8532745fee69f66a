"""Asking with a scripted model over the real index: what was read, what it cost, and what stops a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.errors import ModelError, ModelUnavailableError
from assistant.llm import Message
from assistant.llm.scripted import ScriptedModel
from assistant.settings import Settings
from eval.cases.articles import Articles
from eval.cases.load import load_cases
from eval.errors import RunStoppedError
from eval.suite.asking import Overheard, ask
from eval.suite.running import answer_cases, judge_results
from eval.suite.runs import RunFolder
from eval.types import Case, Result, Score

CASES = {case.id: case for case in load_cases()}
REJECTED = CASES["list-rejected"]
REPLY = "Poland, the United States and Germany publicly rejected the idea of sending troops."


def quiet(cases: Sequence[Case], label: str) -> Sequence[Case]:
    return cases


@pytest.fixture
def open_with(seeds_index: Path, settings: Settings, request: pytest.FixtureRequest):
    def opened(model: ScriptedModel) -> tuple[Assistant, Overheard]:
        overheard = Overheard(model)
        assistant = Assistant.open(seeds_index, settings=settings, model=overheard)
        request.addfinalizer(assistant.close)
        return assistant, overheard

    return opened


def test_what_the_model_read_and_what_it_cost_is_noted(open_with) -> None:
    assistant, overheard = open_with(ScriptedModel([REPLY], [0.99] * 5))
    result = ask(REJECTED, assistant, overheard)
    assert result.answer["text"].startswith("Poland, the United States and Germany publicly rejected")
    assert result.error == ""
    first = result.contexts[0].split("\n")
    assert any(first[0].startswith(summary.title) for summary in assistant.articles())
    assert REPLY in " ".join(result.contexts)
    texts = [article.text for article in Articles.of_index(assistant)]
    for context in result.contexts:
        assert context.split("\n")[1][:40] in " ".join(texts)
    assert result.tokens["requests"] == len(overheard.requests) >= 2
    assert result.tokens["reply"] >= len(REPLY.split())
    assert result.tokens["prompt"] > 200
    assert result.seconds and result.seconds >= result.answer["timings"]["total"]


def test_a_follow_up_is_asked_in_its_conversation_and_only_the_last_answer_counts(open_with) -> None:
    case = CASES["follow_up-pavel"]
    rewritten = "Which mission did Petr Pavel mention?"
    replies = ["Petr Pavel is the Czech President.", rewritten, "He mentioned a possible training mission."]
    assistant, overheard = open_with(ScriptedModel(replies, [0.99] * 9))
    result = ask(case, assistant, overheard)
    assert (result.answer["question"], result.answer["standalone_question"]) == (case.question, rewritten)
    assert not any("Who is Petr Pavel?\n\nAnswer" in request.messages[-1].content for request in overheard.requests)


def test_a_question_that_is_not_accepted_is_a_result_with_an_error(open_with, tmp_path: Path) -> None:
    assistant, overheard = open_with(ScriptedModel())
    run = RunFolder.create(tmp_path / "run", {})
    [result] = answer_cases(run, [replace(REJECTED, question="x" * 5000)], assistant, overheard, quiet)
    assert result.error.startswith("The question has 5,000 characters")
    assert {score.value for score in result.scores.values()} == {None}
    assert {score.reason for score in result.scores.values()} == {result.error}


def test_a_model_that_dies_leaves_the_finished_cases_and_the_run_goes_on_from_there(open_with, tmp_path: Path) -> None:
    cases = [REJECTED, CASES["single_fact-pope"]]
    gone = ModelUnavailableError("The endpoint is gone.")
    assistant, overheard = open_with(ScriptedModel([REPLY], [0.99, *[gone] * 3]))
    run = RunFolder.create(tmp_path / "run", {})
    with pytest.raises(RunStoppedError, match=r"The endpoint is gone\. Stopped at single_fact-pope; 1 of 2 cases"):
        answer_cases(run, cases, assistant, overheard, quiet)
    assert [result.case.id for result in run.results()] == ["list-rejected"]

    with (tmp_path / "run" / "cases.jsonl").open("a") as stream:  # and a kill in the middle of a line
        stream.write('{"case": {"id": "half')
    second = ScriptedModel(["Pope Francis had suggested a peaceful resolution."], [0.99] * 5)
    assistant, overheard = open_with(second)
    results = answer_cases(RunFolder.open(tmp_path / "run"), cases, assistant, overheard, quiet)
    assert [result.case.id for result in results] == [case.id for case in cases]
    assert results == RunFolder.open(tmp_path / "run").results()
    assert not any("Which countries" in message.content for call in second.calls for message in call.messages)
    assert results[1].scores["correctness"].value == 1


class Judge:
    """Scores everything it is given, or fails."""

    def __init__(self, name: str, scores: dict[str, Score] | Exception) -> None:
        self.name = name
        self.scores = scores
        self.asked: list[str] = []

    def score(self, results: Sequence[Result]) -> dict[str, Score]:
        self.asked += [result.case.id for result in results]
        if isinstance(self.scores, Exception):
            raise self.scores
        return self.scores


@pytest.fixture
def judged(tmp_path: Path, case: Case, build) -> tuple[RunFolder, list[Result]]:
    run = RunFolder.create(tmp_path / "run", {})
    results = [
        build(case, "x"),
        build(replace(case, id="b"), "y"),
        replace(build(replace(case, id="c")), answer={}, error="Too long."),
    ]
    for result in results:
        run.append(result)
    return run, results


def test_judged_scores_are_kept_and_what_is_left_out_is_none(judged: tuple[RunFolder, list[Result]]) -> None:
    run, results = judged
    judge = Judge("faithfulness", {"number-mill": Score(0.5, "one of two"), "z": Score(1.0)})
    nan = Judge("relevancy", {"number-mill": Score(float("nan")), "b": Score(1.0)})
    done = judge_results(run, results, [judge, nan], lambda _: None)
    assert judge.asked == ["number-mill", "b"]
    assert [one.scores["faithfulness"] for one in done] == [
        Score(0.5, "one of two"),
        Score(None, "the judge gave no score"),
        Score(None, "Too long."),
    ]
    assert done[0].scores["relevancy"] == Score(None, "the judge gave no number")
    assert run.results() == done


def test_a_judge_that_dies_leaves_what_was_scored_and_is_asked_again(judged: tuple[RunFolder, list[Result]]) -> None:
    run, results = judged
    given = {"number-mill": Score(1.0), "b": Score(0.0)}
    first, second = Judge("one", given), Judge("two", ModelError("The judge is gone."))
    with pytest.raises(RunStoppedError, match=r"failed at two: The judge is gone\..*continue with --resume"):
        judge_results(run, results, [first, second], lambda _: None)
    again = Judge("one", given)
    done = judge_results(run, run.results(), [again, Judge("two", given)], lambda _: None)
    assert again.asked == []
    assert [one.scores["two"].value for one in done] == [1.0, 0.0, None]


def test_a_model_that_stays_open_is_asked_by_the_next_and_all_texts_are_kept() -> None:
    model = ScriptedModel(["Yes."], [0.5])
    overheard = Overheard(model, stays_open=True)
    assert list(overheard.stream([Message("user", "Who?")], max_tokens=9))
    assert overheard.probability([Message("user", "Sure?")]) == 0.5
    overheard.close()
    assert overheard.texts == ["Who?", "Sure?"]
    assert not model.closed
    Overheard(model).close()
    assert model.closed
