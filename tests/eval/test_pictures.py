"""The pictures of a run: each there, with its figures as text, readable by day and at night, and honest about gaps."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from eval.metrics import deterministic_metrics
from eval.suite.report import Baseline, pictures
from eval.suite.report.drawing import NIGHT, Colour
from eval.suite.summary import summarise
from eval.suite.table import Row, Table
from eval.types import KINDS

SVG = "{http://www.w3.org/2000/svg}"
METRICS = [metric.name for metric in deterministic_metrics()]


def table(name: str = "run", kinds: tuple[str, ...] = KINDS, **scores: float | None) -> Table:
    """Three cases a kind, answered as they had to be, all with the same scores (1 if not given)."""
    given = {**dict.fromkeys(METRICS, 1.0), **scores}
    rows = {}
    for kind in kinds:
        for at in range(3):
            absent = kind.startswith("absent")
            rows[f"{kind}-{at}"] = Row(kind, "h", absent, absent, given)
    return Table(name, rows)


def drawn(run: Table, before: Table | None = None) -> dict[str, Any]:
    """The pictures' elements by name."""
    baseline = Baseline.of(before, run) if before else None
    return {name: etree.fromstring(svg) for name, svg in pictures(run, summarise(run, {}), baseline).items()}


def shown(picture: Any) -> list[str]:
    """What stands in a picture, text by text; one of several lines is several."""
    return ["".join(text.itertext()).strip() for text in picture.iter(f"{SVG}text")]


def told(picture: Any) -> str:
    """What it says to who does not see it."""
    return str(picture.findtext(f"{SVG}desc"))


def test_each_picture_is_there_and_has_a_name_of_its_own() -> None:
    alone = drawn(table(faithfulness=0.5))
    assert list(alone) == ["deterministic", "refusals", "model_scored", "by_kind", "cost"]
    assert set(drawn(table(), table("base"))) == {*alone, "changes"} - {"model_scored"}
    titles = [picture.findtext(f"{SVG}title") for picture in alone.values()]
    assert len(set(titles)) == len(titles)
    for picture in alone.values():
        assert picture.get("role") == "img"
        ids = {element.get("id") for element in (picture.find(f"{SVG}title"), picture.find(f"{SVG}desc"))}
        assert set(picture.get("aria-labelledby").split()) == ids


def test_scores_have_their_figures_as_text() -> None:
    picture = drawn(table(kinds=("number", "list"), correctness=0.25), table("base", correctness=0.75))["deterministic"]
    at = shown(picture).index("correctness")
    assert shown(picture)[at + 1] == "citation precision"
    assert {"0.25", "0.75", "6/6"} <= set(shown(picture))
    assert told(picture).startswith("correctness 0.25 (0.25 to 0.25), 6 of 6 scored, baseline 0.75.")
    assert "before" not in shown(drawn(table())["deterministic"])


def test_what_was_not_scored_is_said_and_is_no_zero() -> None:
    run = table(kinds=("number",), resistance=None)
    assert "not scored" in shown(drawn(run)["deterministic"])
    assert "resistance not scored." in told(drawn(run)["deterministic"])
    empty = Table("run", {"a": Row("number", "h", False, None, {})})
    pictured = drawn(empty)
    assert shown(pictured["deterministic"]).count("not scored") == len(METRICS) - 4  # cost is drawn elsewhere
    assert "no question was decided" in shown(pictured["refusals"])
    assert shown(pictured["cost"]).count("no answer was timed") == 2
    assert "correctness: number not scored." in told(pictured["by_kind"])
    assert "no score changed" in shown(drawn(empty, empty)["changes"])


def test_refusals_are_counted_by_decision_and_by_kind() -> None:
    run = table(kinds=("number", "absent_near"))
    wrong = {"number-0": replace(run.rows["number-0"], refused=True)}
    picture = drawn(Table("run", run.rows | wrong), run)["refusals"]
    assert told(picture).startswith("3 rightly refused, 0 wrongly answered, 1 wrongly refused, 2 rightly answered.")
    assert "Decided wrongly: number 1 of 3. precision 0.75" in told(picture)
    words = shown(picture)
    square = words[words.index("✓ rightly refused") - 1 :]
    assert square[:12] == [
        "3", "✓ rightly refused", "before 3", "0", "✕ wrongly answered", "before 0",
        "1", "✕ wrongly refused", "before 0", "2", "✓ rightly answered", "before 3",
    ]  # fmt: skip


def test_latency_is_a_distribution_of_answers_and_first_sentences() -> None:
    run = table(kinds=("number", "list"), seconds=4.0, first_sentence_seconds=2.0)
    slow = {"number-0": replace(run.rows["number-0"], scores={"seconds": 9.0, "first_sentence_seconds": None})}
    picture = drawn(Table("run", run.rows | slow), table("base", seconds=6.0))["cost"]
    assert "all median 4.0, middle half 4.0 to 4.0, 6 timed, baseline 6.0" in told(picture)
    assert "number median 4.0, middle half 4.0 to 6.5, 3 timed" in told(picture)
    assert "Seconds to the first sentence: all median 2.0, middle half 2.0 to 2.0, 5 timed" in told(picture)
    ticks = [use for use in picture.iter(f"{SVG}use") if use.getparent().getparent() is not None]
    assert len(ticks) >= 2 * (6 + 5)  # each answer has one in the row of its kind and in that of all


def test_differences_are_marked_where_they_are_beyond_noise() -> None:
    run, base = table(correctness=0.5, seconds=3.0), table("base", correctness=1.0, seconds=4.0)
    mixed = {f"number-{at}": {"mrr": value} for at, value in enumerate((0.9, 0.2, 1.0))}
    rows = {case: replace(row, scores={**row.scores, **mixed.get(case, {})}) for case, row in run.rows.items()}
    picture = drawn(Table("run", rows), base)["changes"]
    cases = len(rows)
    assert f"correctness -0.50 [-0.50, -0.50], 0 cases better, {cases} worse." in told(picture)
    assert re.search(r"mrr -0\.02 \[.*?\], 0 cases better, 2 worse \(within noise\)\.", told(picture))
    assert {"correctness", "mrr", "whole answer", "-0.50", "-1.00"} <= set(shown(picture))
    assert "citation recall" not in shown(picture)  # nothing moved
    styles = {text.text: text.get("style") for text in picture.iter(f"{SVG}text")}
    assert ("--bad" in styles["-0.50"], "700" in styles["-0.50"]) == (True, True)
    assert ("--good" in styles["-1.00"], "700" in styles["-1.00"]) == (True, True)  # fewer seconds
    assert ("--faint" in styles["-0.02"], "700" in styles["-0.02"]) == (True, False)


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "$x^2_", "a&b\"'", "x" * 200])
def test_foreign_names_stay_text(evil: str) -> None:
    picture = drawn(table(**{evil: 0.5}))["model_scored"]
    assert not list(picture.iter(f"{SVG}script"))
    assert any(text.rstrip("…") and evil.startswith(text.rstrip("…")) for text in shown(picture))
    assert f"{evil.replace('_', ' ')} 0.50" in told(picture)


def test_every_colour_follows_light_and_dark() -> None:
    for name, svg in pictures(table(faithfulness=0.5), summarise(table(faithfulness=0.5), {})).items():
        body = svg.split("</style>")[-1]
        assert "var(--run,#" in body or "var(--good,#" in body
        assert not re.findall(r"(?<!,)#[0-9a-f]{6}\b", body), name
        assert all("fill: var(" in text.get("style") for text in etree.fromstring(svg).iter(f"{SVG}text")), name


@pytest.mark.parametrize("night", [0, 1], ids=["light", "dark"])
def test_text_and_marks_stand_out_from_their_ground(night: int) -> None:
    def light(name: str) -> float:
        shade = NIGHT[Colour[name.upper()]] if night else Colour[name.upper()]
        channels = [int(shade[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(one: str, other: str) -> float:
        low, high = sorted((light(one), light(other)))
        return (high + 0.05) / (low + 0.05)

    for name, ground in [("ink", "paper"), ("faint", "paper"), ("good", "paper"), ("bad", "paper"), ("good", "well"),
                         ("bad", "ill"), ("ink", "well"), ("ink", "ill")]:  # fmt: skip
        assert contrast(name, ground) >= 4.5, (name, ground)
    for name in ("run", "base"):
        assert contrast(name, "paper") >= 3, name
