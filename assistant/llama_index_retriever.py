"""The hybrid retriever as a LlamaIndex ``BaseRetriever``, so that it drops into any LlamaIndex engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.imports import LLAMA_INDEX
from assistant.types import Filters, RetrievedPassage

if TYPE_CHECKING:
    from llama_index.core.retrievers import BaseRetriever
    from llama_index.core.schema import NodeWithScore

    from assistant.retrieval import HybridRetriever


def as_llama_index(retriever: HybridRetriever, k: int, filters: Filters | None) -> BaseRetriever:
    """Wrap ``retriever``; nodes carry offsets into the article's text and its metadata.

    LlamaIndex is imported here, not above: it costs a second, and most questions never need the wrapper.
    """
    with LLAMA_INDEX:
        from llama_index.core.retrievers import BaseRetriever
        from llama_index.core.schema import QueryBundle

    class PassageRetriever(BaseRetriever):
        """Dense and lexical retrieval over an assistant's index."""

        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            return [_node(hit) for hit in retriever.search(query_bundle.query_str, k, filters)]

    return PassageRetriever()


def _node(hit: RetrievedPassage) -> NodeWithScore:
    from llama_index.core.schema import NodeRelationship, NodeWithScore, RelatedNodeInfo, TextNode

    passage = hit.passage
    facts = {
        "article_id": passage.article_id,
        "title": hit.title,
        "source": hit.source,
        "date": hit.date,
        "url": hit.url,
        "path": hit.path,
    }
    metadata = {key: value for key, value in facts.items() if value is not None}
    hidden = [key for key in metadata if key not in ("title", "source", "date")]
    node = TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata=metadata,
        # a model needs title, outlet and date to judge a passage; ids and paths only cost tokens
        excluded_llm_metadata_keys=hidden,
        excluded_embed_metadata_keys=hidden,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.article_id)},
    )
    return NodeWithScore(node=node, score=hit.score)
