"""The judged metric and the judge's accuracy, with a scripted model and without one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.llm.scripted import ScriptedModel
from assistant.settings import Settings, load_settings
from eval.judges import grounding, load_judged_metrics
from eval.judges.cli import app
from eval.types import Case, Result

MILL = "Ines Vogt sold the mill for 40,000 crowns."


@pytest.fixture
def settings() -> Settings:
    return load_settings()


def test_a_wrong_number_lowers_the_share_of_supported_statements(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, case: Case, build: Callable[..., Result]
) -> None:
    monkeypatch.setattr(grounding, "open_model", lambda *_: ScriptedModel([], [0.95]))
    right = build(case, "Ines Vogt sold the mill for 40,000 crowns.", contexts=(MILL,))
    (metric,) = load_judged_metrics(settings)
    assert metric.score([right])[case.id].value == 1.0
    # no verdict is asked for: the check alone settles it
    monkeypatch.setattr(grounding, "open_model", lambda *_: ScriptedModel([], []))
    wrong = build(case, "Ines Vogt sold the mill for 90,000 crowns.", contexts=(MILL,))
    score = metric.score([wrong])[case.id]
    assert score.value == 0.0
    assert "90,000" in score.reason


def test_what_cannot_be_scored_says_why(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, case: Case, build: Callable[..., Result]
) -> None:
    monkeypatch.setattr(grounding, "open_model", lambda *_: ScriptedModel([], []))
    metric = grounding.GroundingMetric(settings)
    for result in (build(case, contexts=(MILL,)), build(case, "Ines Vogt sold the mill.")):
        score = metric.score([result])[case.id]
        assert score.value is None and score.reason


def test_the_judges_accuracy_is_written_for_the_reports(tmp_path: Path) -> None:
    out = tmp_path / "accuracy.json"
    done = CliRunner().invoke(app, ["--split", "dev", "--no-model", "--out", str(out)])
    assert done.exit_code == 0, done.output
    written = json.loads(out.read_text("utf-8"))
    assert written["pairs"] == 84
    assert 0.5 < written["balanced_accuracy"] < 1 and 0.5 < written["auroc"] < 1
    # a wrong number is the easiest flaw; faithful answers are flagged seldom
    assert written["not_called_supported"]["wrong_number"] > 0.9 > 0.3 > written["not_called_supported"]["faithful"]


def test_an_unknown_split_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["--split", "train", "--out", str(tmp_path / "a.json")])
    assert done.exit_code == 2
    assert "dev or test" in done.output
