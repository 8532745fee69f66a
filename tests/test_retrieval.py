"""Fusion, filters and the LlamaIndex retriever over the real index of the sample articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.embedding import Embedder
from assistant.retrieval import HybridRetriever, fuse
from assistant.types import ArticleSummary, Filters, Passage

TROOPS = "Which countries rejected sending troops?"


def test_fusion_keeps_how_far_apart_scores_are() -> None:
    fused = fuse({"a": 0.9, "b": 0.2, "c": 0.1}, {"b": 10.0, "a": 9.9, "d": 1.0}, 0.5)
    assert max(fused, key=lambda key: fused[key]) == "a"
    assert fused["a"] == pytest.approx(0.5 + 0.5 * 8.9 / 9.0)
    assert fused["d"] == 0.0


def test_one_leg_alone_and_ties() -> None:
    assert fuse({}, {"a": 3.0}, 0.5) == {"a": 0.5}
    assert fuse({}, {}, 0.5) == {}


def test_the_weight_is_that_of_the_meaning_and_the_words_have_the_rest() -> None:
    dense, lexical = {"near": 0.9, "word": 0.1}, {"word": 7.0, "near": 2.0}
    assert fuse(dense, lexical, 0.75) == {"near": 0.75, "word": 0.25}
    assert fuse(dense, lexical, 0.0) == {"near": 0.0, "word": 1.0}


def test_scores_below_zero_are_ranked_like_others_and_a_tie_is_found_in_full() -> None:
    assert fuse({}, {"a": -1.0, "b": -3.0, "c": -2.0}, 0.0) == {"a": 1.0, "b": 0.0, "c": 0.5}
    assert fuse({"a": 0.4, "b": 0.4}, {}, 1.0) == {"a": 1.0, "b": 1.0}


class Listed:
    """An index of one passage an article, with the scores that the test says; it keeps what it was asked."""

    def __init__(self, lexical: dict[str, float], dense: dict[str, float]) -> None:
        self.legs = {"lexical": lexical, "dense": dense}
        self.asked: list[tuple[str, int, Filters]] = []

    def _leg(self, name: str, k: int, filters: Filters) -> list[tuple[str, float]]:
        self.asked.append((name, k, filters))
        return list(self.legs[name].items())

    def lexical(self, terms: Sequence[str], k: int, filters: Filters) -> list[tuple[str, float]]:
        return self._leg("lexical", k, filters)

    def dense(self, vector: np.ndarray, k: int, filters: Filters) -> list[tuple[str, float]]:
        return self._leg("dense", k, filters)

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        return [Passage(one, one, 0, 0, 5, "Text.", ((0, 5),)) for one in ids]

    def articles(self, filters: Filters) -> list[ArticleSummary]:
        ids = self.legs["lexical"].keys() | self.legs["dense"].keys()
        return [ArticleSummary(one, f"Title {one}", None, None, None, None, None, 1) for one in ids]


class Alike:
    """Gives every text the same vector."""

    def encode(self, texts: Sequence[str], kind: str = "passage") -> np.ndarray:
        return np.ones((len(texts), 2), dtype=np.float32)


def listed(index: Listed, **options: Any) -> HybridRetriever:
    settings: dict[str, Any] = {"dense_weight": 0.5, "candidates": 50, **options}
    return HybridRetriever(index, Alike(), **settings)  # type: ignore[arg-type]


def test_each_leg_is_asked_for_all_candidates_with_the_filters() -> None:
    index, where = Listed({"a": 1.0}, {"a": 1.0}), Filters(sources=("post",))
    listed(index).search("Who?", 3, where)
    listed(index).search("Who?", 3)
    assert index.asked == [(leg, 50, asked) for asked in (where, Filters()) for leg in ("lexical", "dense")]


def test_a_passage_carries_the_scores_of_the_legs_that_found_it() -> None:
    index = Listed({"both": 8.0, "words": 4.0}, {"both": 0.9, "meaning": 0.3})
    hits = {hit.passage.id: (hit.score, hit.dense, hit.lexical) for hit in listed(index).search("Who?", 9)}
    assert hits == {"both": (1.0, 0.9, 8.0), "words": (0.0, None, 4.0), "meaning": (0.0, 0.3, None)}


@pytest.mark.parametrize(("k", "expected"), [(2, ["best", "a"]), (9, ["best", "a", "b", "c"]), (0, []), (-1, [])])
def test_the_best_come_first_and_equals_by_name(k: int, expected: list[str]) -> None:
    index = Listed({"c": 1.0, "b": 1.0, "a": 1.0, "best": 9.0}, {})
    assert [hit.passage.id for hit in listed(index).search("Who?", k)] == expected


def test_a_reranker_reads_title_and_text_and_leaves_equals_in_order() -> None:
    class Reads:
        def __init__(self) -> None:
            self.texts: list[str] = []

        def score(self, question: str, texts: Sequence[str]) -> list[float]:
            self.texts = list(texts)
            return [0.1, 0.9, 0.1]

    reader = Reads()
    index = Listed({"a": 9.0, "b": 5.0, "c": 1.0}, {})
    hits = listed(index, reranker=reader).search("Who?", 3)
    assert [hit.passage.id for hit in hits] == ["b", "a", "c"]
    assert reader.texts[0] == "Title a\nText."


def test_passages_come_ranked_with_scores_and_facts(assistant: Assistant) -> None:
    hits = assistant.search(TROOPS)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    best = hits[0]
    article = assistant.article(best.passage.article_id)
    assert article.text[best.passage.start : best.passage.end] == best.passage.text
    assert (best.title, best.date) == (article.title, article.date)
    assert {hit.passage.article_id for hit in hits[:4]} & {
        "01-nato-no-plans-to-send-troops",
        "03-germany-and-poland-rule-out-troops",
    }


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(date_from="2024-03-12", date_to="2024-03-12"), {"04-nato-chief-rebuffs-macron"}),
        (Filters(sources=("menafn",)), {"02-nato-chief-contradicts-macron"}),
        (Filters(article_ids=("05-nato-rejects-no-fly-zone",)), {"05-nato-rejects-no-fly-zone"}),
        (Filters(date_from="2030-01-01"), set()),
    ],
)
def test_filters_hold_in_both_legs(assistant: Assistant, filters: Filters, expected: set[str]) -> None:
    assert {hit.passage.article_id for hit in assistant.search(TROOPS, filters=filters)} == expected


def test_a_reranker_decides_the_order(assistant: Assistant, embedder: Embedder) -> None:
    class Backwards:
        def score(self, question: str, texts: list[str]) -> np.ndarray:
            return np.arange(len(texts), dtype=np.float32)

    plain = assistant.search(TROOPS, 5)
    retriever = HybridRetriever(assistant.index, embedder, dense_weight=0.5, candidates=100, reranker=Backwards())
    assert [hit.passage.id for hit in retriever.search(TROOPS, 5)] == [hit.passage.id for hit in plain][::-1]


def test_llama_index_nodes_carry_offsets_and_metadata(assistant: Assistant) -> None:
    from llama_index.core.retrievers import BaseRetriever

    retriever = assistant.as_retriever(3)
    assert isinstance(retriever, BaseRetriever)
    nodes = retriever.retrieve(TROOPS)
    assert [node.node_id for node in nodes] == [hit.passage.id for hit in assistant.search(TROOPS, 3)]
    node = nodes[0].node
    article = assistant.article(node.metadata["article_id"])
    assert article.text[node.start_char_idx : node.end_char_idx] == node.get_content()
    assert "path" not in node.get_content("llm") and article.title in node.get_content("llm")
