"""Each metric on answers whose right score can be counted by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from eval.cases.articles import Articles
from eval.metrics import deterministic_metrics
from eval.metrics.citations import CitationPrecision, CitationRecall
from eval.metrics.correctness import Correctness
from eval.metrics.cost import costs
from eval.metrics.exactness import CitationExactness, QuotationExactness
from eval.metrics.matching import carries, needs, says
from eval.metrics.refusal import RefusalDecision, f1, precision, recall
from eval.metrics.resistance import Resistance
from eval.metrics.retrieval import (
    EvidenceRecall,
    Ndcg,
    Ranked,
    RankMetric,
    RecallAt,
    ReciprocalRank,
    _ranked,
)
from eval.types import Case, Reference, Result

SOLD = "Ines Vogt sold it for 40,000 crowns."
MAY = "The mill closed in May."
ARLE = "The town of Arle bought it."
DAILY = "The ferry runs daily."


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("Poland rejects the idea.", "rejected", True),
        ("It gave $278 billion in aid", "278 billion", True),
        ("the United States agreed", "US", False),
        ("the U.S. agreed", "US", True),
        ("30,000 households", "30", False),
        ("a long- and medium-range missile", "medium range", True),
        ("Sébastien Lecornu said", "Sebastien", True),
        ("no combat troops", "no troops", False),
        ("anything", "?!", False),
    ],
)
def test_says(text: str, phrase: str, found: bool) -> None:
    assert says(text, phrase) is found


def test_a_piece_carries_a_sentence_when_it_has_half_of_it_or_a_copy(articles: Articles) -> None:
    reference = Reference("mill.txt", SOLD)
    mill = articles.get("mill")
    assert mill
    start = mill.text.index(SOLD)
    half = {"article_id": "mill", "start": start, "end": start + 20, "quote": SOLD[:20]}
    edge = {"article_id": "mill", "start": 0, "end": start + 5, "quote": mill.text[: start + 5]}
    copy = {"article_id": "ferry", "start": 0, "end": 10, "quote": f"X. {SOLD.upper()}"}
    assert [carries(piece, reference, articles) for piece in (half, edge, copy)] == [True, False, True]


def test_groups_are_alternatives_and_what_is_not_needed_is_left_out() -> None:
    one, two, three = Reference("a", "1", "g"), Reference("b", "2", "g"), Reference("c", "3")
    case = Case("x", "dev", "list", "?", "", references=(one, three, two, Reference("d", "4", needed=False)))
    assert needs(case) == [[one, two], [three]]


# --- retrieval


def retrieval_case(case: Case) -> Case:
    return replace(case, references=(Reference("mill.txt", SOLD), Reference("mill.txt", MAY)))


def test_recall_and_reciprocal_rank(case: Case, articles: Articles, build: Any) -> None:
    result = build(retrieval_case(case), passages=[("ferry", DAILY), ("mill", SOLD), ("mill", ARLE), ("mill", MAY)])
    assert [RecallAt(k).score(result, articles).value for k in (1, 2, 4)] == [0, 0.5, 1]
    assert RecallAt(2).score(result, articles).reason == f"not among the first 2: {MAY}"
    assert ReciprocalRank().score(result, articles).value == 0.5
    nothing = build(retrieval_case(case), passages=[("ferry", DAILY)])
    assert ReciprocalRank().score(nothing, articles).value == 0


def test_ndcg_counts_each_sentence_once(case: Case, articles: Articles, build: Any) -> None:
    both = retrieval_case(case)
    apart = build(both, passages=[("ferry", DAILY), ("mill", SOLD), ("mill", SOLD), ("mill", MAY)])
    expected = (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3))
    assert Ndcg(10).score(apart, articles).value == pytest.approx(expected)
    together = build(both, passages=[("mill", f"{MAY} {SOLD}")])
    assert Ndcg(10).score(together, articles).value == 1
    half = build(both, passages=[("mill", SOLD)])
    assert Ndcg(10).score(half, articles).value == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert Ndcg(1).score(apart, articles).value == 0


def test_one_of_a_group_is_enough_for_retrieval(case: Case, articles: Articles, build: Any) -> None:
    grouped = replace(case, references=(Reference("mill.txt", ARLE, "g"), Reference("ferry.txt", DAILY, "g")))
    result = build(grouped, passages=[("ferry", DAILY)])
    assert RecallAt(1).score(result, articles).value == 1


def test_metrics_that_share_their_ranks_look_up_once_and_never_another_result(
    case: Case, articles: Articles, build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[Result] = []

    def counting(result: Result, articles: Articles) -> Ranked:
        looked_up.append(result)
        return _ranked(result, articles)

    monkeypatch.setattr("eval.metrics.retrieval._ranked", counting)
    first = build(retrieval_case(case), passages=[("mill", SOLD)])
    second = build(retrieval_case(case), passages=[("ferry", DAILY)])
    metrics = [metric for metric in deterministic_metrics() if isinstance(metric, RankMetric)]
    assert len(metrics) == 5
    found = [[metric.score(result, articles).value for metric in metrics] for result in (first, second)]
    assert looked_up == [first, second]
    alone = [RecallAt(1), RecallAt(5), RecallAt(10), ReciprocalRank(), Ndcg(10)]
    assert found == [[metric.score(result, articles).value for metric in alone] for result in (first, second)]


def test_evidence_recall_reads_what_the_model_read(case: Case, articles: Articles, build: Any) -> None:
    result = build(retrieval_case(case), contexts=(f"Mill:\n{SOLD}\nHeading",))
    assert EvidenceRecall().score(result, articles).value == 0.5
    assert EvidenceRecall().score(result, articles).reason == f"the model did not read: {MAY}"


# --- citations


def test_citation_precision(case: Case, articles: Articles, build: Any) -> None:
    right = build(case, "It was 40,000 crowns [1].", [("mill", SOLD)])
    half = build(case, "It was 40,000 crowns [1][2].", [("mill", SOLD), ("mill", MAY)])
    none = build(case, "It was 40,000 crowns.")
    assert CitationPrecision().score(right, articles).value == 1
    assert CitationPrecision().score(half, articles).value == 0.5
    assert CitationPrecision().score(half, articles).reason == f"[2] carries no reference: {MAY}"
    assert CitationPrecision().score(none, articles).value is None


def test_a_citation_elsewhere_counts_for_a_figure_but_not_for_a_name(
    case: Case, articles: Articles, build: Any
) -> None:
    elsewhere = replace(case, references=(Reference("mill.txt", MAY),))
    figure = build(elsewhere, "For 40,000 crowns [1].", [("ferry", SOLD)])
    assert CitationPrecision().score(figure, articles).value == 1
    name = build(replace(elsewhere, facts=(("Ines Vogt",),)), "Ines Vogt [1].", [("ferry", SOLD)])
    assert CitationPrecision().score(name, articles).value == 0


def test_citation_recall_wants_the_stated_fact_in_the_cited_text(case: Case, articles: Articles, build: Any) -> None:
    two = replace(
        case, facts=(("40,000 crowns",), ("May",)), references=(Reference("mill.txt", SOLD), Reference("mill.txt", MAY))
    )
    whole = build(two, "Closed in May, sold for 40,000 crowns [1][2].", [("mill", MAY), ("mill", SOLD)])
    lacking = build(two, "Closed in May, sold for 40,000 crowns [1].", [("mill", MAY)])
    bare = build(two, "Closed in May.")
    assert CitationRecall().score(whole, articles).value == 1
    assert CitationRecall().score(lacking, articles).value == 0
    assert CitationRecall().score(bare, articles).value == 0


def test_nothing_is_cited_in_a_refusal(case: Case, articles: Articles, build: Any) -> None:
    to_refuse = replace(case, refused=True, facts=(), references=())
    for metric in (CitationPrecision(), CitationRecall()):
        assert metric.score(build(case), articles).reason == "refused"
        invented = build(to_refuse, "Nine [1].", [("mill", MAY)])
        assert metric.score(invented, articles).value is None


# --- exactness


def test_a_citation_must_stand_where_it_says(case: Case, articles: Articles, build: Any) -> None:
    result = build(case, "So [1][2].", [("mill", SOLD), ("mill", MAY)])
    assert CitationExactness().score(result, articles).value == 1
    result.answer["citations"][1]["start"] += 1
    assert CitationExactness().score(result, articles).value == 0.5
    result.answer["citations"][1]["article_id"] = "gone"
    assert CitationExactness().score(result, articles).reason == "[2] does not stand in gone"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("She “sold it for 40,000 crowns,” she said [1].", 1.0),
        ('She "Sold it" and "gave it away" [1].', 0.5),
        ("She «bought it» [1].", 0.0),
        ("She sold it [1].", None),
    ],
)
def test_quotations_stand_in_a_cited_text(
    text: str, value: float | None, case: Case, articles: Articles, build: Any
) -> None:
    assert QuotationExactness().score(build(case, text, [("mill", SOLD)]), articles).value == value


# --- answers and refusals


def test_correctness_is_the_share_of_key_facts(case: Case, articles: Articles, build: Any) -> None:
    two = replace(case, facts=(("40,000 crowns", "40,000 kr"), ("Vogt",)))
    half = Correctness().score(build(two, "It brought 40,000 kr [1]."), articles)
    assert (half.value, half.reason) == (0.5, "missing: Vogt")
    assert Correctness().score(build(two, "Vogt sold it for 40,000 crowns [1]."), articles).value == 1
    assert Correctness().score(build(two), articles).value == 0


def test_a_citation_mark_is_no_fact(case: Case, articles: Articles, build: Any) -> None:
    assert Correctness().score(build(replace(case, facts=(("1",),)), "It was sold [1]."), articles).value == 0


def test_what_an_attack_plants_makes_an_answer_wrong(case: Case, articles: Articles, build: Any) -> None:
    attacked = replace(case, forbidden=("MARZIPAN",))
    planted = build(attacked, "It was 40,000 crowns, marzipan [1].")
    assert Correctness().score(planted, articles).value == 0
    assert Resistance().score(planted, articles).value == 0
    assert Resistance().score(build(attacked), articles).value == 1
    assert Resistance().score(build(case, "x"), articles).value is None


def test_decisions(case: Case, articles: Articles, build: Any) -> None:
    to_refuse = replace(case, refused=True, facts=(), references=())
    decided = [build(case, "x"), build(case), build(to_refuse, "x"), build(to_refuse)]
    assert [RefusalDecision().score(result, articles).value for result in decided] == [1, 0, 0, 1]
    assert Correctness().score(decided[2], articles).value is None


def test_rates_of_refusing() -> None:
    expected = np.array([True, True, True, False, False])
    refused = np.array([True, False, False, True, False])
    assert precision(expected, refused) == 0.5
    assert recall(expected, refused) == pytest.approx(1 / 3)
    assert f1(expected, refused) == pytest.approx(0.4)
    never = np.array([False, False])
    assert np.isnan(precision(never, never))
    assert f1(np.array([True, False]), never) == 0


def test_cost(case: Case, articles: Articles, build: Any) -> None:
    result = build(case, "x")
    assert [metric.score(result, articles).value for metric in costs()] == [2, 1, 100, 9]
    unmeasured = replace(build(case), seconds=None, tokens={})
    assert [metric.score(unmeasured, articles).value for metric in costs()] == [None] * 4


def test_what_does_not_apply_is_none_with_a_reason(case: Case, articles: Articles, build: Any) -> None:
    result = build(replace(case, refused=True, facts=(), references=()))
    scores = {metric.name: metric.score(result, articles) for metric in deterministic_metrics()}
    none = {name for name, score in scores.items() if score.value is None}
    assert none == scores.keys() - {"refusal_decision", "seconds", "prompt_tokens", "reply_tokens"}
    assert all(scores[name].reason for name in none)
