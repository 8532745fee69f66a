"""Which profile a model gets, and what the settings and its window make of it."""

from __future__ import annotations

import pytest

from assistant.llm import Traits
from assistant.profiles import LARGE, MEDIUM, SMALL, choose, describe
from assistant.settings import load_settings


def traits(parameters: float | None = None, context: int = 32_768, **changes: object) -> Traits:
    known = {"logprobs": None, "structured": None, "hosted": False, "reason": "its header says so"} | changes
    return Traits(parameters, context, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "name"),
    [
        (traits(0.5), "small"),
        (traits(3.1), "small"),
        (traits(4.0), "medium"),
        (traits(14.8), "medium"),
        (traits(35.0), "large"),
        (traits(hosted=True), "large"),
        (traits(), "medium"),
    ],
)
def test_size_decides(known: Traits, name: str) -> None:
    chosen = choose(load_settings(), known)
    assert (chosen.profile.name, "its header says so" in chosen.reason) == (name, True)


def test_the_setting_is_over_all_and_says_so() -> None:
    chosen = choose(load_settings(profile="large"), traits(1.5))
    assert (chosen.profile, chosen.reason) == (LARGE, "as ASSISTANT_PROFILE says")


def test_evidence_and_answer_fit_the_window() -> None:
    profile = choose(load_settings(profile="large"), traits(context=4096)).profile
    assert profile.answer_tokens == 2000
    assert profile.evidence_tokens[-1] + profile.answer_tokens < 4096
    assert choose(load_settings(profile="large"), traits(context=64_000)).profile.evidence_tokens == (8000,)


def test_settings_move_what_they_name() -> None:
    small = choose(load_settings(evidence_tokens=150, llm_max_tokens=80), traits(1.5)).profile
    assert (small.evidence_tokens, small.answer_tokens) == ((90, 150), 80)
    assert choose(load_settings(evidence_tokens=60), traits(1.5)).profile.evidence_tokens == (60,)
    assert choose(load_settings(evidence_tokens=30_000), traits(70.0, 131_072)).profile.evidence_tokens == (30_000,)
    assert choose(load_settings(passages=30), traits(70.0)).profile.passages == 30


@pytest.mark.parametrize(
    ("known", "small", "large"),
    [
        (traits(), "logprobs", "structured"),
        (traits(logprobs=False), "structured", "structured"),
        (traits(structured=False), "logprobs", "logprobs"),
        (traits(logprobs=False, structured=False), "none", "none"),
    ],
)
def test_verdicts_are_asked_for_in_a_way_that_the_endpoint_can(known: Traits, small: str, large: str) -> None:
    found = [choose(load_settings(profile=name), known).profile.verdicts for name in ("small", "large")]
    assert found == [small, large]


def test_a_description_tells_what_and_why() -> None:
    told = describe(choose(load_settings(), traits(7.0)))
    assert "a medium model" in told and "1,500 tokens" in told and "its header says so" in told


def test_profiles_read_more_the_larger_the_model() -> None:
    assert SMALL.evidence_tokens[-1] < MEDIUM.evidence_tokens[-1] < LARGE.evidence_tokens[-1]
