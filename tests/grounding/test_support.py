"""From what was found to a verdict: the order of scores, and how sure a checker must be to be heard."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.evidence import EvidenceSentence, Span
from assistant.grounding.alignment import Alignment
from assistant.grounding.calibration import load_calibration, logistic, logit
from assistant.grounding.findings import Finding, Kind
from assistant.grounding.support import Verdict, support_of
from assistant.types import ArticleFacts

SUPPORT = load_calibration().support
ORIGIN = Span(ArticleFacts("a", "Title"), 0, 5, "Text.")
SENTENCE = EvidenceSentence(ORIGIN, 1.0, 1.0, 1.0, np.ones(3, dtype=np.float32))


def judged(
    recall: float, cosine: float, *kinds: Kind, probability: float | None = None, thorough: bool = False
) -> Verdict:
    problems = [Finding(kind, kind.value) for kind in kinds]
    return support_of(Alignment((SENTENCE,), recall, cosine), problems, SUPPORT, probability, thorough=thorough)


def test_what_failed_scores_below_all_that_is_shown_and_keeps_its_order() -> None:
    steps = [share / 20 for share in range(21)]
    shown = [one for step in steps for one in [judged(step, step)] if one.support != "unsupported"]
    failed = [judged(share, share, Kind.NUMBER) for share in (0.0, 0.3, 1.0)]
    scores = [one.score for one in failed]
    assert {one.support for one in failed} == {"unsupported"}
    assert 0 < scores[0] < scores[1] < scores[2] < min(one.score for one in shown)


@pytest.mark.parametrize("probability", [None, 0.9])
def test_more_of_the_words_is_more_support(probability: float | None) -> None:
    verdicts = [judged(recall, 0.7, probability=probability).support for recall in (0.0, 1.0)]
    assert verdicts[1] == "supported"
    order = ["unsupported", "partly", "supported"]
    assert order.index(verdicts[0]) <= order.index(verdicts[1])


def test_a_doubt_leaves_it_partly_and_below_what_is_supported() -> None:
    doubted, plain = judged(1.0, 0.9, Kind.HEDGE), judged(1.0, 0.9)
    assert (doubted.support, plain.support) == ("partly", "supported")
    assert doubted.score < plain.score
    assert doubted.reason == "hedge"


@pytest.mark.parametrize(
    ("kind", "probability", "support"),
    [
        (Kind.HEDGE, 0.85, "partly"),
        (Kind.HEDGE, 0.93, "supported"),
        (Kind.ROLE, 0.93, "unsupported"),
        (Kind.ROLE, 0.97, "supported"),
        (Kind.NUMBER, 1.0, "unsupported"),
        (Kind.QUOTATION, 1.0, "partly"),
    ],
)
def test_a_checker_must_be_surer_to_overrule_a_veto_than_a_doubt(kind: Kind, probability: float, support: str) -> None:
    assert judged(1.0, 0.9, kind, probability=probability).support == support


@pytest.mark.parametrize(("probability", "support"), [(0.9, "unsupported"), (0.97, "partly")])
def test_a_thorough_checker_that_is_sure_turns_a_veto_into_a_doubt(probability: float, support: str) -> None:
    assert judged(1.0, 0.9, Kind.NUMBER, probability=probability, thorough=True).support == support


def test_what_the_source_only_asks_no_checker_turns() -> None:
    assert judged(1.0, 0.9, Kind.ASKED, probability=1.0, thorough=True).support == "unsupported"
    both = judged(1.0, 0.9, Kind.NUMBER, Kind.ASKED, probability=1.0, thorough=True)
    assert both.support == "unsupported"


def test_certainty_stays_finite_and_features_must_be_those_fitted() -> None:
    assert logit(0.0) == pytest.approx(-logit(1.0))
    assert -10 < logit(0.0) < logit(0.01)
    assert logistic({"intercept": 0.0, "a": 1.0}, a=1e6) <= 1.0
    assert logistic({"intercept": 0.0, "a": 1.0}, a=-1e6) >= 0.0
    assert logistic({"intercept": 1.0, "a": 2.0}, a=-0.5) == pytest.approx(0.5)
    with pytest.raises(KeyError, match="fitted on"):
        logistic({"intercept": 0.0, "a": 1.0}, b=1.0)
