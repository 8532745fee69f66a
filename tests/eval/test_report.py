"""The report: marked passages, nothing from outside, nothing unescaped; and the page's tab shows its summary."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.ui import report as tab
from eval.metrics import deterministic_metrics
from eval.suite.report import report_html
from eval.suite.report.marking import pieces
from eval.suite.summary import summarise
from eval.suite.table import table_of
from eval.types import KINDS, Case, Result, Score

SOLD = "Ines Vogt sold it for 40,000 crowns."


def rendered(results: list[Result], judge: object = None) -> str:
    facts = {"model": {"name": "m"}, "git": None, "time": "2024-03-11", "split": "dev"}
    return report_html(results, summarise(table_of("run", results), facts, judge), facts)


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
    assert html.count("<svg") == 4
    assert not re.search(r"<(?:script|link|img|iframe|object)\b|@import|\burl\(\s*['\"]?(?!#)", html)
    addresses = set(re.findall(r"https?://[^\s\"'<]+", html))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_hostile_text_stays_text(case: Case, build) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="y">'
    hostile = replace(case, question=evil, answer=evil, note=evil, tags=(evil,), history=(evil,), facts=((evil,),))
    result = build(hostile, f"{evil} [1].", [("mill", SOLD)])
    result.answer["citations"][0]["title"] = evil
    result.answer["passages"][0] |= {"text": evil, "title": evil}
    html = rendered(whole([replace(result, contexts=(evil,), scores={"x": Score(0.5, evil)})]))
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
    assert "The judge's own accuracy" in rendered(results, {"local": {"auroc": 0.62}})
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
