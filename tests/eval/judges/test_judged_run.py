"""A whole run with a judge: every judged metric in the summary, and what a judge that dies leaves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.llm.scripted import ScriptedModel
from assistant.settings import Settings
from eval.errors import RunStoppedError
from eval.suite.commands import Choice, run_cases
from tests.eval.judges.conftest import NAMES
from tests.eval.judges.fake_judge import Bench
from tests.eval.test_cli import CASES, REPLY

pytestmark = pytest.mark.slow


@pytest.fixture
def choice(tmp_path: Path, seeds_index: Path, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Choice:
    monkeypatch.setenv("EVAL_JUDGE_URL", bench.url)
    monkeypatch.setenv("EVAL_JUDGE_CACHED", "false")
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(json.dumps(case) + "\n" for case in CASES))
    return Choice(cases=path, index=seeds_index)


def answering() -> ScriptedModel:
    return ScriptedModel([REPLY], [0.99, 0.01, 0.01])


def test_every_judged_metric_is_in_the_summary_with_its_coverage(
    choice: Choice, tmp_path: Path, settings: Settings
) -> None:
    run = run_cases(choice, judge=True, out=tmp_path / "run", settings=settings, model=answering())
    scored = json.loads((run.path / "summary.json").read_text())["model_scored"]
    assert set(scored) == set(NAMES)
    # the refusal has no score and lowers no mean
    assert {(one["scored"], one["cases"]) for one in scored.values()} == {(1, 2)}
    relevancy = scored.pop("response_relevancy")["mean"]
    assert 0 < relevancy < 1
    assert [one["mean"] for one in scored.values()] == pytest.approx([1.0] * len(scored))
    refusal = next(result for result in run.results() if result.case.id == "x")
    assert "refused" in refusal.scores["faithfulness"].reason


def test_a_judge_that_dies_leaves_answers_and_scores_and_the_run_goes_on(
    choice: Choice, tmp_path: Path, settings: Settings, bench: Bench
) -> None:
    out = tmp_path / "run"
    # the verdict of `grounding` and both steps of `faithfulness`
    bench.script.dies_after = 3
    with pytest.raises(RunStoppedError, match=r"The judge failed at context_precision: .* --resume"):
        run_cases(choice, judge=True, out=out, settings=settings, model=answering())
    before = len(bench.script.requests)
    bench.script.dies_after = None
    nothing_to_ask = ScriptedModel([])
    run = run_cases(Choice(), judge=True, out=out, resume=True, settings=settings, model=nothing_to_ask)
    assert nothing_to_ask.calls == []
    answered = next(result for result in run.results() if result.case.id == "rejected")
    assert [answered.scores[name].value is not None for name in NAMES] == [True] * len(NAMES)
    asked = [body.get("response_format") for body in bench.script.requests[before:]]
    assert all(schema and schema["json_schema"]["name"] != "StatementGeneratorOutput" for schema in asked)
