from __future__ import annotations

import json
import os

from assistant.ui import report


def test_without_a_run_it_says_how_to_make_one(tmp_path):
    assert "Not measured yet" in report.page(tmp_path)


def test_the_latest_run_is_shown_with_the_judges_own_accuracy(tmp_path):
    for age, name, score in ((100, "old", 0.1), (0, "new", 0.875)):
        run = tmp_path / name
        run.mkdir()
        summary = {"answers": {"accepted": score, "cases": 60, "interval": [0.8, 0.95]}, "judge": {"accuracy": 0.94}}
        (run / "summary.json").write_text(json.dumps(summary))
        stamp = 1_700_000_000 - age
        os.utime(run / "summary.json", (stamp, stamp))
    html = report.page(tmp_path)
    assert "Latest evaluation: new" in html
    assert "0.875" in html
    assert "0.800 to 0.950" in html
    judge = html.split("How far the judge can be trusted")[1]
    assert "judge › accuracy" in judge
    assert "0.940" in judge


def test_a_damaged_or_hostile_summary_does_no_harm(tmp_path):
    run = tmp_path / "run"
    run.mkdir()
    (run / "summary.json").write_text("{")
    assert "cannot be read" in report.page(tmp_path)
    (run / "summary.json").write_text(json.dumps({"<script>": "<img>"}))
    assert "<script>" not in report.page(tmp_path)
    assert "<img>" not in report.page(tmp_path)
