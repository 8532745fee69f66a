"""How the dense leg asks Chroma and the catalog, over doubles of both that keep what they were asked."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from assistant.errors import IndexStoreError
from assistant.index.dense import DenseSearch
from assistant.types import Filters

QUERY = np.ones(2, dtype=np.float32)
SOME = Filters(sources=("post",))


class Catalog:
    """So many passages; every ``passing``-th passes a filter."""

    def __init__(self, passages: int, passing: int = 1, newest: int | None = None) -> None:
        self.passages, self.passing = passages, passing
        self.now = state(newest or passages)
        self.ranked = 0

    def state(self) -> Any:
        return self.now

    def matching(self, filters: Filters, limit: int) -> int:
        return min(self.passages // self.passing, limit)

    def rank(
        self, query: np.ndarray, k: int, filters: Filters, newer_than: int | None = None
    ) -> list[tuple[str, float]]:
        self.ranked += newer_than is None
        return [("exact", 1.0)][:k] if newer_than is None else []

    def known(self, names: Sequence[str], filters: Filters, up_to: int) -> dict[str, str]:
        passing = self.passing if filters else 1
        return {name: name for name in names if int(name) % passing == 0}


class Vectors:
    """Chroma with as many passages, nearest first by number."""

    local, place = True, "local"

    def __init__(self, passages: int) -> None:
        self.passages = passages
        self.asked: list[int] = []
        self.loaded = 0

    def open(self, *_: Any, **__: Any) -> None:
        self.loaded += 1

    def count(self) -> int:
        return self.passages

    def query(self, query: np.ndarray, wanted: int, *, collection: str) -> list[tuple[str, float]]:
        self.asked.append(wanted)
        return [(str(at), 1 - at / 1e6) for at in range(min(wanted, self.passages))]


def state(newest: int, generation: int = 1) -> Any:
    return SimpleNamespace(
        passages=newest, newest=newest, complete_to=newest, generation=generation, collection="c", pending=0,
        settled=False, vectors_at="local", vector_folder="chroma", vector_files=None,
        holds_same_vectors=lambda other: False,
    )  # fmt: skip


def dense(catalog: Catalog, vectors: Vectors) -> DenseSearch:
    return DenseSearch(catalog, vectors, writable=True, heal=lambda: None)  # type: ignore[arg-type]


@pytest.mark.parametrize(("passing", "exactly"), [(1_600, True), (2_500, False)])
def test_what_few_passages_pass_is_ranked_exactly(passing: int, exactly: bool) -> None:
    catalog, vectors = Catalog(passing * 2, 2), Vectors(passing * 2)
    dense(catalog, vectors).search(QUERY, 5, SOME)
    assert (catalog.ranked == 1, vectors.asked == []) == (exactly, exactly)


def test_a_filter_that_leaves_a_quarter_is_met_at_once_and_a_narrower_one_by_asking_for_more() -> None:
    for share, asked in ((4, [40]), (10, [40, 160]), (60, [40, 160, 640])):
        catalog, vectors = Catalog(200_000, share), Vectors(200_000)
        hits = dense(catalog, vectors).search(QUERY, 10, SOME)
        assert [name for name, _ in hits] == [str(at * share) for at in range(10)]
        assert vectors.asked == asked


@pytest.mark.parametrize(("k", "exactly"), [(1_100, False), (1_500, True)])
def test_past_five_thousand_hits_all_that_pass_is_ranked_exactly(k: int, exactly: bool) -> None:
    catalog, vectors = Catalog(200_000, 4), Vectors(200_000)
    hits = dense(catalog, vectors).search(QUERY, k, SOME)
    assert (hits == [("exact", 1.0)]) == exactly
    assert len(hits) == (1 if exactly else k)


def test_without_a_filter_exactly_so_many_are_asked_for() -> None:
    catalog, vectors = Catalog(10_000), Vectors(10_000)
    assert len(dense(catalog, vectors).search(QUERY, 7_000, Filters())) == 7_000
    assert vectors.asked == [7_000]
    assert dense(catalog, vectors).search(QUERY, 0, Filters()) == []


@pytest.mark.parametrize(("added", "loads"), [(900, 1), (1_100, 2)])
def test_the_vectors_are_loaded_again_when_a_thousand_passages_are_new(added: int, loads: int) -> None:
    catalog, vectors = Catalog(5_000), Vectors(5_000)
    search = dense(catalog, vectors)
    search.search(QUERY, 5, Filters())
    catalog.now = state(5_000 + added, generation=2)
    vectors.passages += added
    search.search(QUERY, 5, Filters())
    assert vectors.loaded == loads


def test_nothing_is_loaded_for_an_empty_index() -> None:
    catalog, vectors = Catalog(0), Vectors(0)
    catalog.now = state(0)
    assert dense(catalog, vectors).search(QUERY, 5, Filters()) == [("exact", 1.0)]
    assert vectors.loaded == 0


@pytest.mark.parametrize(("times", "exactly"), [(2, False), (3, True)])
def test_vectors_that_another_process_replaces_are_looked_for_three_times(times: int, exactly: bool) -> None:
    class Replaced(Vectors):
        def query(self, query: np.ndarray, wanted: int, *, collection: str) -> list[tuple[str, float]]:
            hits = super().query(query, wanted, collection=collection)
            if len(self.asked) <= times:
                raise IndexStoreError("gone")
            return hits

    hits = dense(Catalog(5_000), Replaced(5_000)).search(QUERY, 5, Filters())
    assert (hits == [("exact", 1.0)]) == exactly
