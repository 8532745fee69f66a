"""Comparing and gating: sentences, noise, and what makes the gate fail."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.errors import BaselineError, RunError
from eval.suite.compare import Change, compare
from eval.suite.regress import regress
from eval.suite.summary import summarise
from eval.suite.table import Row, Table, read_table, table_of, write_table
from eval.types import Case


def table(name: str, **metrics: list[float | None]) -> Table:
    """Cases c0, c1, … with these scores."""
    length = len(next(iter(metrics.values())))
    return Table(
        name,
        {
            f"c{at}": Row("number", "h", False, False, {metric: values[at] for metric, values in metrics.items()})
            for at in range(length)
        },
    )


def test_the_sentence() -> None:
    before = table("a", faithfulness=[0.5] * 20)
    after = table("b", faithfulness=[0.5] * 16 + [0.9, 0.9, 0.9, 0.3])
    [change] = [one for one in compare(before, after).changes if one.metric == "faithfulness"]
    assert change.sentence().startswith("faithfulness +0.05 [")
    assert change.sentence().endswith("], 3 cases better, 1 worse (within noise)")
    assert not change.sure
    clear = compare(before, table("c", faithfulness=[0.6] * 20)).changes[-1]
    assert clear.sentence() == "faithfulness +0.10 [0.10, 0.10], 20 cases better, 0 worse"
    assert compare(before, before).changes[-1].sentence() == "faithfulness unchanged on 20 cases"


def test_which_cases_changed() -> None:
    found = compare(
        table("a", correctness=[1.0, 0.0, 0.5, None], seconds=[1.0] * 4),
        table("b", correctness=[0.0, 1.0, 0.5, 1.0], seconds=[2.0] * 4),
    )
    assert found.changed_cases() == {"c0": ["correctness worse"], "c1": ["correctness better"]}
    [seconds] = [change for change in found.changes if change.metric == "seconds"]
    assert (len(seconds.worse), seconds.fell) == (4, True)


def test_paired_differences_take_only_what_both_scored() -> None:
    before = table("a", correctness=[0.0, 1.0, None, 0.5, 0.5], mrr=[None] * 5)
    after = table("b", correctness=[1.0, 0.5, 1.0, None, 0.5], mrr=[1.0] * 5)
    [change] = compare(before, after).changes
    assert (change.metric, change.mean, change.cases) == ("correctness", pytest.approx(0.5 / 3), 3)
    assert (change.better, change.worse) == (("c0",), ("c1",))


def test_pairing_takes_the_noise_between_cases_out() -> None:
    values = [float(value) for value in np.random.default_rng(2).uniform(0, 0.9, 50)]
    [change] = compare(table("a", correctness=values), table("b", correctness=[one + 0.05 for one in values])).changes
    assert change.interval == pytest.approx((0.05, 0.05))


def test_a_case_that_was_rewritten_is_left_out() -> None:
    before, after = table("a", correctness=[1.0, 1.0]), table("b", correctness=[0.0, 0.0])
    rewritten = Table("b", after.rows | {"c0": replace(after.rows["c0"], hash="other")})
    found = compare(before, rewritten)
    assert (found.cases, found.left_out) == (1, ("c0",))
    with pytest.raises(RunError, match="no case in common"):
        compare(before.only(["c0"]), rewritten)


def refusing(expected: list[bool], refused: list[bool | None]) -> Table:
    return Table(
        "r", {f"c{at}": Row("number", "h", e, r, {}) for at, (e, r) in enumerate(zip(expected, refused, strict=True))}
    )


def test_refusals_are_compared_as_rates() -> None:
    expected = [True] * 5 + [False] * 15
    before = refusing(expected, expected)
    after = refusing(expected, [False, *expected[1:]])
    changes = {change.metric: change for change in compare(before, after).changes}
    assert changes["refusal_recall"].mean == pytest.approx(-0.2)
    assert changes["refusal_recall"].worse == ("c0",)
    assert changes["refusal_precision"].mean == 0


# --- what fell


def test_an_unchanged_run_passes() -> None:
    same = table("a", correctness=[1.0, 0.0, 0.5], citation_exactness=[1.0, 1.0, None])
    assert regress(same, same).passed


def test_a_fall_within_noise_passes_and_a_clear_one_does_not() -> None:
    before = table("a", correctness=[1.0] * 20)
    assert regress(before, table("b", correctness=[1.0] * 18 + [0.0] * 2)).passed
    verdict = regress(before, table("b", correctness=[1.0] * 12 + [0.0] * 8))
    assert not verdict.passed
    assert verdict.reasons[0].startswith("correctness -0.40 [")
    assert "(1.000 before, 0.600 now): c12, c13, c14, c15, c16 and 3 more" in verdict.reasons[0]
    assert regress(table("b", correctness=[0.0] * 20), before).passed


def test_a_single_inexact_citation_fails() -> None:
    before = table("a", citation_exactness=[1.0] * 50, correctness=[1.0] * 50)
    after = table("b", citation_exactness=[1.0] * 49 + [0.5], correctness=[1.0] * 50)
    verdict = regress(before, after)
    assert len(verdict.reasons) == 1
    assert "citation_exactness" in verdict.reasons[0]
    assert "c49" in verdict.reasons[0]


def test_lost_refusals_fail() -> None:
    expected = [True] * 10 + [False] * 10
    verdict = regress(refusing(expected, expected), refusing(expected, [False] * 20))
    assert any(reason.startswith("refusal_recall -1.00") for reason in verdict.reasons)


def test_what_is_not_measured_or_cannot_be_asked_any_more_fails() -> None:
    before = table("a", correctness=[1.0, 1.0], mrr=[1.0, 1.0])
    after = table("b", correctness=[1.0, None])
    broken = Table("b", after.rows | {"c1": replace(after.rows["c1"], refused=None)})
    assert regress(before, broken).reasons == ("mrr was not measured", "1 case could not be asked: c1")


def test_judged_scores_and_seconds_only_count_when_asked_for() -> None:
    before = table("a", faithfulness=[1.0] * 9, seconds=[1.0] * 9)
    after = table("b", faithfulness=[0.0] * 9, seconds=[9.0] * 9)
    verdict = regress(before, after)
    assert verdict.passed
    assert verdict.remarks == ("not looked at: faithfulness (--judged does)",)
    assert [reason.split()[0] for reason in regress(before, after, judged=True).reasons] == ["faithfulness"]


def test_a_sample_is_gated_against_the_whole_baseline() -> None:
    before = table("a", correctness=[1.0] * 9)
    verdict = regress(before, before.only(["c1", "c2"]))
    assert (verdict.cases, verdict.remarks) == (2, ("2 of the baseline's 9 cases are in this run and unchanged",))
    with pytest.raises(BaselineError, match="no unchanged case in common"):
        regress(before, Table("b", {}))


def test_a_baseline_is_a_file(tmp_path: Path, case: Case, build) -> None:
    results = [
        build(case, "x", scores={"correctness": 1.0, "mrr": None}),
        replace(build(replace(case, id="b")), answer={}, error="no"),
    ]
    kept = table_of("run", results)
    path = tmp_path / "baseline.json"
    write_table(kept, path, {"model": "m"})
    assert read_table(path) == kept
    assert kept.rows["b"].refused is None
    for text, message in [("{", "is no baseline"), ('{"format": 9}', "has format 9, this version reads format 1")]:
        path.write_text(text)
        with pytest.raises(BaselineError, match=message):
            read_table(path)
    with pytest.raises(BaselineError, match="make one with"):
        read_table(tmp_path / "none.json")


def test_a_figure_that_must_be_exact_falls_with_one_case() -> None:
    assert Change("x", "exact", 0.0, (0.0, 0.0), ("a",), ("b",), 2).fell
    assert not Change("x", "higher", -0.1, (-0.3, 0.1), (), ("b",), 2).fell
    assert Change("x", "lower", 0.1, (0.05, 0.1), (), ("b",), 2).fell


# --- the summary


def test_a_summary_has_every_figure_with_interval_and_coverage(case: Case, build) -> None:
    to_refuse = replace(case, id="r", kind="absent_far", refused=True, facts=(), references=())
    results = [
        build(case, "x", scores={"correctness": 1.0, "faithfulness": 0.5, "seconds": 2.0}),
        build(replace(case, id="b"), scores={"correctness": 0.0, "faithfulness": None, "seconds": 4.0}),
        build(to_refuse, scores={"correctness": None, "faithfulness": None, "seconds": 1.0}),
    ]
    found = summarise(table_of("run", results), {"model": {"name": "m"}, "planned": 4}, {"auroc": 0.9})
    assert found["deterministic"]["correctness"] == {"mean": 0.5, "interval": [0.0, 1.0], "scored": 2, "cases": 3}
    assert found["deterministic"]["mrr"] == {"mean": None, "interval": None, "scored": 0, "cases": 3}
    assert found["model_scored"] == {"faithfulness": {"mean": 0.5, "interval": None, "scored": 1, "cases": 3}}
    assert found["judge_accuracy"] == {"auroc": 0.9}
    refusals = found["refusals"]
    assert [refusals[name]["mean"] for name in ("precision", "recall", "f1")] == [0.5, 1, pytest.approx(2 / 3)]
    counts = ("rightly_refused", "wrongly_refused", "rightly_answered", "wrongly_answered")
    assert [refusals[name] for name in counts] == [1, 1, 1, 0]
    assert found["cost"]["seconds"]["median"] == 2
    assert found["by_kind"]["number"]["correctness"] == 0.5
    assert found["by_kind"]["absent_far"]["correctness"] is None
    assert (found["run"]["cases"], found["run"]["planned"]) == (3, 4)
    json.dumps(found, allow_nan=False)
