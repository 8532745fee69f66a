"""When a graph that is only nearly right counts as damaged, over a double of Chroma."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from assistant.index.health import _different_vectors


class Graph:
    """Finds each passage by its own vector but for so many, whose nearest is another's at that cosine."""

    def __init__(self, lost: int, cosine: float = 0.5) -> None:
        self.lost, self.cosine = lost, cosine
        self.looked_up = 0

    def query(self, vector: np.ndarray, wanted: int, *, collection: str) -> list[tuple[str, float]]:
        self.looked_up += 1
        missed = self.looked_up <= self.lost
        return [("another", self.cosine)] if missed else [(str(int(vector[0])), 1.0)]


class Catalog:
    """Gives a passage its number as a vector."""

    def vectors(self, numbers: Sequence[int], dimension: int) -> np.ndarray:
        return np.array([[number, 0.0] for number in numbers], dtype=np.float32)


def problems(graph: Graph, passages: int = 200) -> list[str]:
    names: dict[Any, Any] = {str(number): number for number in range(passages)}
    state: Any = SimpleNamespace(collection="c")
    return _different_vectors(Catalog(), graph, state, names, 2, full=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(("lost", "is_damaged"), [(0, False), (4, False), (7, True)])
def test_one_probe_in_ten_may_miss(lost: int, is_damaged: bool) -> None:
    assert bool(problems(Graph(lost))) == is_damaged


@pytest.mark.parametrize(("cosine", "is_damaged"), [(0.99999, False), (0.99, True)])
def test_the_same_text_elsewhere_is_no_miss(cosine: float, is_damaged: bool) -> None:
    assert bool(problems(Graph(50, cosine))) == is_damaged


def test_as_many_are_looked_up_as_find_one_damaged_in_ten() -> None:
    graph = Graph(0)
    problems(graph)
    assert 1 - 0.9**graph.looked_up > 0.99
    assert graph.looked_up < 100, "each takes a search"
