"""The gate's two looks."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.evidence import Evidence, EvidenceSentence, Span
from assistant.grounding.calibration import load_calibration
from assistant.grounding.gate import decide, is_hopeless, look_again
from assistant.types import ArticleFacts

GATE = load_calibration().gate
STRICTNESS = ["open", "balanced", "strict"]


def evidence(cosine: float, coverage: float) -> Evidence:
    origin = Span(ArticleFacts("a", "Title"), 0, 1, "Text.")
    sentence = EvidenceSentence(origin, 1.0, cosine, coverage, np.ones(3, dtype=np.float32))
    return Evidence((sentence,), best_cosine=cosine, best_coverage=coverage)


def test_what_is_about_something_else_is_hopeless_and_what_is_on_the_topic_is_not() -> None:
    assert is_hopeless(evidence(0.05, 0.0), GATE)
    assert is_hopeless(Evidence(()), GATE)
    assert not is_hopeless(evidence(0.7, 0.8), GATE)


def test_a_first_look_wants_to_be_surer_than_the_last() -> None:
    doubtful = evidence(0.6, 0.7)
    assert decide(doubtful, 0.6, "balanced", GATE, last=True).passed
    assert not decide(doubtful, 0.6, "balanced", GATE, last=False).passed
    assert decide(evidence(0.8, 1.0), 0.99, "balanced", GATE, last=False).passed


@pytest.mark.parametrize("strictness", STRICTNESS)
def test_more_is_read_only_where_it_might_change_the_decision(strictness: str) -> None:
    doubtful = evidence(0.6, 0.7)
    assert decide(doubtful, 0.6, strictness, GATE, last=False).read_on
    assert not decide(doubtful, 0.6, strictness, GATE, last=True).read_on
    assert not decide(evidence(0.8, 1.0), 0.99, strictness, GATE, last=False).read_on
    hopeless = decide(doubtful, 1e-4, strictness, GATE, last=False)
    assert (hopeless.passed, hopeless.read_on) == (False, False)
    assert decide(doubtful, None, strictness, GATE, last=False).read_on, "nobody has looked"


def test_without_a_verdict_all_evidence_is_read_first() -> None:
    good = evidence(0.8, 1.0)
    assert not decide(good, None, "balanced", GATE, last=False).passed
    assert decide(good, None, "balanced", GATE, last=True).passed
    assert decide(good, None, "balanced", GATE).passed, "nothing else is said of more evidence"


@pytest.mark.parametrize(("logprob", "recall"), [(-0.01, 1.0), (-0.2, 0.8), (-1.0, 0.3)])
def test_stricter_never_lets_more_through(logprob: float, recall: float) -> None:
    passed = [look_again(evidence(0.6, 0.6), 0.6, logprob, recall, s, GATE).passed for s in STRICTNESS]  # type: ignore[union-attr]
    assert passed == sorted(passed, reverse=True)


def test_hesitation_and_foreign_words_lower_the_confidence() -> None:
    def confidence(logprob: float, recall: float) -> float:
        decision = look_again(evidence(0.6, 0.6), 0.6, logprob, recall, "balanced", GATE)
        assert decision is not None
        return decision.confidence

    assert confidence(-0.02, 1.0) > confidence(-0.5, 1.0)
    assert confidence(-0.02, 1.0) > confidence(-0.02, 0.4)
    assert look_again(evidence(0.6, 0.6), 0.6, None, 1.0, "balanced", GATE) is None
