from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.probabilities import yes_probability


def test_adds_up_all_spellings() -> None:
    tokens = [("Yes", 0.3), (" yes", 0.1), ("YES", 0.1), ("▁yes", 0.1), ("no", 0.1), ("Ġno", 0.1)]
    found = yes_probability([(token, math.log(mass)) for token, mass in tokens], "yes", "no")
    assert found == pytest.approx(0.6 / 0.8)


def test_one_word_alone_is_certain() -> None:
    assert yes_probability([("yes", -0.2)], "yes", "no") == 1.0
    assert yes_probability([("no", -0.2)], "yes", "no") == 0.0


@given(
    st.lists(
        st.tuples(st.sampled_from(["yes", "No", "other"]), st.floats(allow_nan=True, allow_infinity=True)),
        max_size=6,
    )
)
def test_is_a_probability_or_nothing(candidates: list[tuple[str, float]]) -> None:
    found = yes_probability(candidates, "yes", "no")
    assert found is None or 0.0 <= found <= 1.0


@pytest.mark.parametrize("values", [[math.nan, -1.0], [0.5, -1.0], [0.0, 0.0], [-math.inf, -math.inf]])
def test_nonsense_is_nothing(values: list[float]) -> None:
    assert yes_probability(zip(["yes", "no"], values, strict=True), "yes", "no") is None
