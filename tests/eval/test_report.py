"""The report: marked passages, nothing from outside, nothing unescaped; and the page's tab shows its summary."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.ui import report as tab
from eval.errors import RunError
from eval.metrics import deterministic_metrics
from eval.suite.report import Baseline, pictures, report_html
from eval.suite.report.marking import pieces
from eval.suite.summary import summarise
from eval.suite.table import table_of
from eval.types import KINDS, Case, Result, Score

SOLD = "Ines Vogt sold it for 40,000 crowns."


def rendered(results: list[Result], judge: object = None, before: list[Result] | None = None) -> str:
    facts = {"model": {"name": "m"}, "git": None, "time": "2024-03-11", "split": "dev"}
    table = table_of("run", results)
    summary = summarise(table, facts, judge)
    baseline = Baseline.of(table_of("<base>", before), table) if before else None
    return report_html(results, summary, facts, pictures(table, summary, baseline), baseline)


def whole(results: list[Result]) -> list[Result]:
    names = [metric.name for metric in deterministic_metrics()]
    return [replace(one, scores={name: Score(1.0, "a reason") for name in names} | dict(one.scores)) for one in results]


def test_pieces_join_to_the_passage_and_overlaps_have_both_numbers() -> None:
    passage = {"article_id": "a", "start": 10, "text": "0123456789"}
    citations = [
        {"article_id": "a", "start": 12, "end": 15, "number": 1},
        {"article_id": "a", "start": 14, "end": 40, "number": 2},
        {"article_id": "b", "start": 12, "end": 15, "number": 3},
        {"article_id": "a", "start": 0, "end": 9, "number": 4},
    ]
    found = pieces(passage, citations)
    assert "".join(piece.text for piece in found) == passage["text"]
    assert [(piece.text, piece.numbers) for piece in found] == [
        ("01", ()), ("23", (1,)), ("4", (1, 2)), ("56789", (2,)),
    ]  # fmt: skip


def test_cited_words_are_marked_in_their_passage(case: Case, build) -> None:
    html = rendered(whole([build(case, "For 40,000 crowns [1].", [("mill", SOLD)])]))
    assert f"<mark>{SOLD}<sup>[1]</sup></mark>" in html
    assert html.count("<mark>") == 1
    assert "Passage 1: Mill" in html


def test_nothing_comes_from_outside(case: Case, build) -> None:
    html = rendered(whole([build(case, "x", scores={"faithfulness": 0.5})]))
    assert html.count("<svg") == 5
    assert not re.search(r"<(?:script|link|img|iframe|object)\b|@import|\burl\(\s*['\"]?(?!#)", html)
    addresses = set(re.findall(r"https?://[^\s\"'<]+", html))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_hostile_text_stays_text(case: Case, build) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="y">'
    hostile = replace(
        case, id=evil, question=evil, answer=evil, note=evil, tags=(evil,), history=(evil,), facts=((evil,),)
    )
    result = build(hostile, f"{evil} [1].", [("mill", SOLD)])
    result.answer["citations"][0]["title"] = evil
    result.answer["passages"][0] |= {"text": evil, "title": evil}
    results = whole([replace(result, contexts=(evil,), scores={evil: Score(0.5, evil)})])
    html = rendered(results, before=[replace(one, scores={evil: Score(1.0, "")}) for one in results])
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("&lt;script&gt;") >= 8


def test_every_element_is_closed(case: Case, build) -> None:
    class Checker(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in ("meta", "input"):
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    checker = Checker()
    checker.feed(rendered(whole([build(case, "x [1].", [("mill", SOLD)]), build(replace(case, id="b"))])))
    assert checker.open == []


def test_a_judge_is_shown_with_its_accuracy_or_with_a_warning(case: Case, build) -> None:
    results = whole([build(case, "x", scores={"faithfulness": 0.5})])
    assert "The judge&#39;s own accuracy" in rendered(results, {"local": {"auroc": 0.62}})
    assert "local › auroc" in rendered(results, {"local": {"auroc": 0.62}})
    assert "Nobody has measured how good this judge is" in rendered(results)
    assert "No judge was asked" in rendered(whole([build(case, "x")]))


def test_faults_and_failed_questions_are_badges(case: Case, build) -> None:
    wrong = build(case, "x", scores={"correctness": 0.0})
    failed = replace(build(replace(case, id="b")), answer={}, error="Too long.", seconds=None)
    html = rendered([*whole([wrong]), replace(failed, scores={"correctness": Score(None, "Too long.")})])
    assert '<span class="badge bad">correctness</span>' in html
    assert '<span class="badge bad">not asked</span>' in html
    assert "1 could not be asked" in html


def test_what_changed_is_listed_with_links_to_the_cases(case: Case, build) -> None:
    def run(one: float, other: float) -> list[Result]:
        own = replace(case, id="x & y")
        return whole([build(case, "x", scores={"correctness": one}), build(own, "x", scores={"correctness": other})])

    html = rendered(run(0.5, 1.0), before=run(1.0, 0.25))
    fell, rose = re.split(r"<h3>Cases that rose \(1\)</h3>", html.split("<h3>Cases that fell (1)</h3>")[1])
    assert f'<a href="#case-{case.id}">{case.id}</a>' in fell
    assert "↓ correctness 1.000 → 0.500" in fell
    assert '<a href="#case-x%20%26%20y">x &amp; y</a>' in rose
    assert "↑ correctness 0.250 → 1.000" in rose
    assert {f'<dl id="case-{case.id}">', '<dl id="case-x &amp; y">'} <= set(re.findall(r"<dl[^>]*>", html))
    assert "the baseline &lt;base&gt; on the 2 cases that both have" in html
    assert "No case changed." in rendered(run(1.0, 1.0), before=run(1.0, 1.0))
    assert "Cases that fell" not in rendered(run(1.0, 1.0))


def test_of_a_baseline_only_unchanged_cases_stand_beside(case: Case, build) -> None:
    now = whole([build(case, "x", scores={"correctness": 1.0})])
    elsewhere = build(replace(case, id="other"), "x", scores={"correctness": 0.0})
    then = whole([build(case, "x", scores={"correctness": 0.5}), elsewhere])
    baseline = Baseline.of(table_of("then", then), table_of("now", now))
    assert (baseline.summary["deterministic"]["correctness"]["mean"], baseline.missing) == (0.5, 1)
    lost = [replace(one, answer={}, error="Too long.", scores={}) for one in now]
    assert Baseline.of(table_of("then", then), table_of("now", lost)).lost == (case.id,)
    assert "Could be asked then and failed now" in rendered(lost, before=then)
    with pytest.raises(RunError, match="no case in common"):
        Baseline.of(table_of("then", whole([elsewhere])), table_of("now", now))


def test_no_id_stands_twice(case: Case, build) -> None:
    results = whole([build(case, "x", scores={"faithfulness": 0.5}), build(replace(case, id="b"), "x")])
    ids = re.findall(r'\bid="([^"]*)"', rendered(results, before=results))
    assert len(ids) > 20
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("judge", [{"accuracy": {"one": {"balanced_accuracy": 0.9, "auroc": 0.94}}}])
def test_the_tab_of_the_page_shows_all_of_a_summary(judge: object, tmp_path: Path, case: Case, build) -> None:
    results = whole([build(replace(case, id=kind, kind=kind), "x", scores={"faithfulness": 0.25}) for kind in KINDS])
    run = tmp_path / "run"
    run.mkdir()
    (run / "summary.json").write_text(json.dumps(summarise(table_of("run", results), {}, judge)))
    page = tab.page(tmp_path)
    scores, trust = page.split("<h3>How far the judge can be trusted</h3>")
    assert '<th scope="row">faithfulness</th><td>0.250</td>' in scores
    assert "faithfulness" not in trust
    assert '<th scope="row">AUROC</th><td>0.940</td>' in trust
    last_kind = KINDS[-1].replace("_", " ")
    assert f'<th scope="row">{last_kind}</th>' in scores  # the last row of all
