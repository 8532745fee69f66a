"""Fusion, filters and the LlamaIndex retriever over the real index of the sample articles."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.embedding import Embedder
from assistant.retrieval import HybridRetriever, fuse
from assistant.types import Filters

TROOPS = "Which countries rejected sending troops?"


def test_fusion_keeps_how_far_apart_scores_are() -> None:
    fused = fuse({"a": 0.9, "b": 0.2, "c": 0.1}, {"b": 10.0, "a": 9.9, "d": 1.0}, 0.5)
    assert max(fused, key=lambda key: fused[key]) == "a"
    assert fused["a"] == pytest.approx(0.5 + 0.5 * 8.9 / 9.0)
    assert fused["d"] == 0.0


def test_one_leg_alone_and_ties() -> None:
    assert fuse({}, {"a": 3.0}, 0.5) == {"a": 0.5}
    assert fuse({}, {}, 0.5) == {}


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
