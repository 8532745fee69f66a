from __future__ import annotations

import base64
import json
import os
from pathlib import Path

from assistant.ui import pictures, report


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


def _svg(title: str = "Scores", desc: str = "correctness 0.88", before: str = "") -> str:
    inside = f"<title>{title}</title><desc>{desc}</desc>"
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}<text y="9">0.88</text></svg>'


def _picture(run: Path, name: str, svg: str) -> None:
    (run / pictures.FOLDER).mkdir(exist_ok=True)
    (run / pictures.FOLDER / f"{name}.svg").write_text(svg)


def test_what_the_run_has_a_picture_of_is_shown_as_that_with_its_table_in_a_fold(tmp_path):
    run = tmp_path / "run"
    _run(run, {"deterministic": SCORES, "cost": {"seconds": {"median": 3.0}}, "judge_accuracy": {}})
    assert "<img" not in report.page(tmp_path)
    _picture(run, "deterministic", _svg())
    scores, cost = report.page(tmp_path).split("<h3>Time and tokens of an answer</h3>")
    source = base64.b64encode(_svg().encode()).decode()
    assert f'<img src="data:image/svg+xml;base64,{source}" alt="Scores. correctness 0.88">' in scores
    assert "<details><summary>Scores: the figures as a table</summary>" in scores
    assert "0.875" in scores.split("<details>")[1].split("</details>")[0]
    assert "<img" not in cost
    assert "<details>" not in cost  # without a picture the table is in the open


def test_a_baseline_is_named_where_its_rings_are_explained(tmp_path):
    change = {"correctness": {"change": -0.25, "interval": [-0.5, 0.0], "better": 0, "worse": 2, "cases": 12}}
    _run(tmp_path / "run", {"run": {"cases": 12, "baseline": "<old>", "in_common": 11}, "changes": change})
    html = report.page(tmp_path)
    assert "the baseline &lt;old&gt; on the 11 questions that both have" in html
    assert "<h3>What changed from the baseline</h3>" in html
    assert "-0.500 to 0.000" in html


def test_of_a_file_that_is_no_picture_of_ours_the_figures_are_shown(tmp_path, monkeypatch):
    run = tmp_path / "run"
    _run(run, {"deterministic": SCORES, "../outside": SCORES})
    entity = _svg(before='<!DOCTYPE svg [<!ENTITY a "b">]>')
    for damaged in ("", "<svg", "<p/>", entity, _svg("", ""), _svg().replace("2000/svg", "2000/other")):
        _picture(run, "deterministic", damaged)
        html = report.page(tmp_path)
        assert "<img" not in html, damaged
        assert "0.875" in html
    _picture(run, "deterministic", _svg())
    monkeypatch.setattr(pictures, "_MOST", len(_svg()) - 1)
    assert "<img" not in report.page(tmp_path)
    monkeypatch.undo()
    (run / "outside.svg").write_text(_svg())
    assert report.page(tmp_path).count("<img") == 1  # the names of a summary lead nowhere else


def test_what_a_picture_says_of_itself_is_escaped(tmp_path):
    run = tmp_path / "run"
    _run(run, {"deterministic": SCORES})
    _picture(run, "deterministic", _svg("&lt;script&gt;${x}", '&quot;&gt;&lt;img src="x"&gt;'))
    html = report.page(tmp_path)
    assert 'alt="&lt;script&gt;&#36;&#123;x&#125;. &quot;&gt;&lt;img src=&quot;x&quot;&gt;">' in html
    assert html.count("<img") == 1
