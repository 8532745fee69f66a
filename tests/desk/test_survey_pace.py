"""How long it still takes."""

from __future__ import annotations

import random

import pytest

from assistant.desk.survey.pace import Pace, spread


def test_what_was_read_so_far_is_a_sample_of_all() -> None:
    order = spread(200)
    assert sorted(order) == list(range(200))
    for count in (10, 20, 50):
        assert abs(sum(order[:count]) / count - 100) < 15


@pytest.mark.parametrize("seed", range(5))
def test_after_ten_the_estimate_is_right_within_a_third(seed: int) -> None:
    """The best passages name members, which takes twice as long."""
    chance = random.Random(seed)
    lengths = [chance.randint(500, 1200) for _ in range(200)]
    seconds = [
        length / 250 * (2 if rank < 60 else 1) * chance.uniform(0.8, 1.25) for rank, length in enumerate(lengths)
    ]
    pace, order = Pace(), spread(200)
    for rank in order[:10]:
        pace.add(lengths[rank], seconds[rank])
    left = pace.left([lengths[rank] for rank in order[10:]])
    assert left is not None
    assert left == pytest.approx(sum(seconds[rank] for rank in order[10:]), rel=0.3)


def test_one_that_waited_for_the_model_to_load_does_not_count() -> None:
    pace = Pace([(1000, 60.0), *[(1000, 2.0)] * 9])
    assert pace.left([1000] * 10) == pytest.approx(20.0)


def test_nothing_is_told_of_too_few() -> None:
    assert Pace([(1000, 2.0)] * 2).left([1000]) is None
