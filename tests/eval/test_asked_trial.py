"""Questions as people type them: the set, and what an answer comes to."""

from collections import Counter
from typing import Any

import pytest

from eval.trials.asked import Asked, load_asked, load_conversations, outcome

KEY = Asked("a", "dev", "typing", "wo?", "Where?", (("Arle",), ("nine", "9")), False, ("Velland",))
NONE = Asked("b", "dev", "typing", "wo?", "Where?", (), True, ())


def answer(text: str, *, refused: bool = False) -> dict[str, Any]:
    return {"text": text, "refused": refused}


@pytest.mark.parametrize(
    ("asked", "given", "expected"),
    [
        (KEY, answer("In Arle, nine [1]."), "right"),
        (KEY, answer("In ARLE [1]."), "half"),
        (KEY, answer("In Ulmar [1]."), "beside"),
        (KEY, answer("In Arle or Velland, nine [1]."), "wrong"),
        (KEY, answer("No. Nearest: Velland.", refused=True), "refused"),
        (NONE, answer("No.", refused=True), "right"),
        (NONE, answer("In Arle."), "wrong"),
    ],
)
def test_an_answer_comes_to_one_outcome(asked: Asked, given: dict[str, Any], expected: str) -> None:
    assert outcome(asked, given) == expected


def test_ten_of_each_kind_in_two_halves() -> None:
    every = load_asked()
    assert set(Counter(one.kind for one in every).values()) == {10}
    assert Counter(one.split for one in every) == {"dev": 60, "test": 60}
    assert all(one.facts or one.refused for one in every)


def test_ten_conversations_each_with_follow_ups() -> None:
    every = load_conversations()
    assert Counter(one.split for one in every) == {"dev": 5, "test": 5}
    assert all(len(one.turns) > 1 and all(turn.facts or turn.refused for turn in one.turns) for one in every)
