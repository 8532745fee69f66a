from __future__ import annotations

import json
import os
from pathlib import Path

from assistant.ui import report


def test_without_a_run_it_says_how_to_make_one(tmp_path):
    assert "Not measured yet" in report.page(tmp_path)


def _run(folder: Path, summary: object, age: int = 0) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "summary.json").write_text(json.dumps(summary))
    stamp = 1_700_000_000 - age
    os.utime(folder / "summary.json", (stamp, stamp))


SCORES = {"correctness": {"mean": 0.875, "interval": [0.8, 0.95], "scored": 55, "cases": 60}}


def test_the_latest_run_is_shown_with_the_judges_own_accuracy(tmp_path):
    judge = {"scored": 90, "pairs": 96, "balanced_accuracy": 0.94, "sha256": "c0ffee", "by_kind": {"wrong_number": 0.7}}
    run = {"split": "dev", "cases": 60, "model": "small", "time": "2026-01-02T03:04:05+00:00"}
    _run(tmp_path / "old", {"deterministic": {"correctness": {"mean": 0.1}}}, age=100)
    _run(tmp_path / "new", {"run": run, "judge_accuracy": {"grounding, small": judge}, "deterministic": SCORES})
    html = report.page(tmp_path)
    assert "Latest evaluation: new" in html
    assert "60 questions of the dev half · small · 2026-01-02" in html
    scores, judges = html.split("How far the judge can be trusted", 1)
    for figure in ("0.875", "0.800 to 0.950", "55 of 60", "share of the key facts"):
        assert figure in scores
    for figure in ("grounding, small", "0.940", "90 of 96", "wrong number", "0.700"):
        assert figure in judges
    assert "c0ffee" not in html


def test_a_judge_that_nobody_has_measured_is_called_so(tmp_path):
    _run(tmp_path / "run", {"deterministic": SCORES, "model_scored": SCORES, "judge_accuracy": {}})
    assert "Nobody has measured how good this judge is" in report.page(tmp_path)
    _run(tmp_path / "run", {"deterministic": SCORES, "model_scored": {}, "judge_accuracy": {}})
    assert "the scores above need none" in report.page(tmp_path)


def test_a_summary_of_another_shape_is_shown_as_far_as_it_goes(tmp_path):
    _run(
        tmp_path / "run",
        {"answers": {"accepted": 0.5, "cases": 60, "none": None}, "x": 3, "deep": {"a": {"b": {"c": 1}}}},
    )
    html = report.page(tmp_path)
    assert "accepted</th><td>0.500" in html
    assert "none</th><td>–" in html


def test_a_damaged_or_hostile_summary_does_no_harm(tmp_path):
    run = tmp_path / "run"
    run.mkdir()
    (run / "summary.json").write_text("{")
    assert "cannot be read" in report.page(tmp_path)
    for damaged in ([], 3, None):
        (run / "summary.json").write_text(json.dumps(damaged))
        assert "cannot be read" in report.page(tmp_path)
    hostile = {"<script>": {"<script>": "<img>", "<b>": {"<script>": {"<script>": "<img>"}}}, "run": {"model": "<img>"}}
    (run / "summary.json").write_text(json.dumps(hostile))
    assert "<script>" not in report.page(tmp_path)
    assert "<img>" not in report.page(tmp_path)
