"""Our own question set: complete, balanced, and every quote in the articles as the assistant reads them."""

from __future__ import annotations

from collections import Counter

import pytest

from eval.cases.articles import COLLECTION, Articles
from eval.cases.load import check_quotes, load_cases
from eval.metrics.matching import needs, says, says_fact
from eval.types import KINDS, Case

CASES = load_cases()


@pytest.fixture(scope="module")
def collection() -> Articles:
    return Articles.of_files(COLLECTION)


def test_enough_of_every_kind_in_both_halves() -> None:
    assert len(CASES) >= 80
    count = Counter((case.kind, case.split) for case in CASES)
    for kind in KINDS:
        assert abs(count[kind, "dev"] - count[kind, "test"]) <= 1
        assert min(count[kind, "dev"], count[kind, "test"]) >= 3


def test_no_question_stands_twice() -> None:
    asked = Counter((case.history, case.question) for case in CASES)
    assert max(asked.values()) == 1


def test_every_quote_stands_in_its_article(collection: Articles) -> None:
    check_quotes(CASES, collection)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_is_well_formed(case: Case, collection: Articles) -> None:
    assert case.id.startswith(f"{case.kind}-")
    assert case.question[-1] in "?."
    assert case.refused == (not case.references)
    assert case.refused or case.kind not in ("absent_near", "absent_far")
    assert bool(case.history) == (case.kind == "follow_up")
    assert (case.kind in ("injected_question", "injected_article")) >= bool(case.forbidden)
    assert len({article.id for one in case.references for article in collection.named(one.article)}) >= (
        2 if case.kind == "two_articles" else 0
    )


@pytest.mark.parametrize("case", [case for case in CASES if not case.refused], ids=lambda case: case.id)
def test_the_reference_answer_states_the_facts_and_the_references_carry_them(case: Case) -> None:
    assert needs(case)
    assert [fact for fact in case.facts if not says_fact(case.answer, fact)] == []
    assert [phrase for phrase in case.forbidden if says(case.answer, phrase)] == []
    quotes = " ".join(reference.quote for reference in case.references)
    missing = [fact for fact in case.facts if not says_fact(quotes, fact)]
    assert missing == [] or case.kind == "speaker"  # "he" in the sentence, the name before it
