"""A second peer: Haystack's own RAG pipeline with references, on the same passages, vectors and endpoint.

Chosen of three that install from PyPI: Haystack is the one whose parts make a pipeline with citations as its
documentation shows it (``InMemoryEmbeddingRetriever``, ``ChatPromptBuilder``, ``OpenAIChatGenerator``,
``AnswerBuilder`` with a reference pattern), needs nothing but the endpoint, and lies beside our pins (group
``peers``). paper-qa drives its answers by several calls a question through litellm and is made for papers with
DOIs; txtai's RAG pipeline gives a text without references.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from assistant.llm.endpoint import Endpoint

#: The pattern of Haystack's ``AnswerBuilder`` for “[2]”.
_REFERENCE = r"\[(\d+)\]"
#: Haystack ships no prompt. Its published one for answers with references (“question-answering-with-references”)
#: in our words: only the documents, cite by number, say so when they do not answer.
_PROMPT = """Answer the question briefly, using only the documents below. After each claim, cite the documents it
rests on by number in square brackets, like [1]. If the documents do not contain the answer, say that answering is
not possible with the given information.

{% for document in documents %}
[{{ loop.index }}] {{ document.content }}
{% endfor %}

Question: {{ question }}
Answer:"""


@dataclass(frozen=True, slots=True)
class PeerPassage:
    """A passage that the peer may cite, with its vector (dimension,)."""

    id: str
    text: str
    vector: Sequence[float]


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """What it replied, and the ids of the passages it cited and was given, in their order."""

    text: str
    cited: tuple[str, ...]
    retrieved: tuple[str, ...]


def available() -> bool:
    """Whether Haystack is installed (``pip install --group peers``)."""
    return find_spec("haystack") is not None


def haystack_engine(
    passages: Sequence[PeerPassage],
    embed: Callable[[str], Sequence[float]],
    endpoint: Endpoint,
    *,
    top_k: int = 10,
    max_tokens: int = 512,
    timeout: float = 600.0,
) -> Callable[[str], PeerAnswer]:
    """A function from question to answer.

    Args:
        passages: everything that can be retrieved.
        embed: a question to its vector, as the passages' were made.
        endpoint: the language model (``assistant.model.endpoint()``).
        top_k: documents put before the model; 10 is Haystack's default.
        max_tokens: longest reply.
        timeout: seconds to wait for a reply.
    """
    from haystack import Document, Pipeline
    from haystack.components.builders import AnswerBuilder, ChatPromptBuilder
    from haystack.components.generators.chat import OpenAIChatGenerator
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
    from haystack.dataclasses import ChatMessage
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack.utils import Secret

    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(
        [Document(id=one.id, content=one.text, embedding=[float(x) for x in one.vector]) for one in passages]
    )
    pipeline = Pipeline()
    pipeline.add_component("retriever", InMemoryEmbeddingRetriever(store, top_k=top_k))
    pipeline.add_component(
        "prompt", ChatPromptBuilder([ChatMessage.from_user(_PROMPT)], required_variables=["question", "documents"])
    )
    pipeline.add_component(
        "model",
        OpenAIChatGenerator(
            api_key=Secret.from_token(endpoint.key),
            model=endpoint.model,
            api_base_url=endpoint.url,
            generation_kwargs={"temperature": 0.0, "seed": 7, "max_tokens": max_tokens},
            timeout=timeout,
            max_retries=0,
        ),
    )
    pipeline.add_component(
        "answer", AnswerBuilder(reference_pattern=_REFERENCE, return_only_referenced_documents=False)
    )
    pipeline.connect("retriever.documents", "prompt.documents")
    pipeline.connect("retriever.documents", "answer.documents")
    pipeline.connect("prompt.prompt", "model.messages")
    pipeline.connect("model.replies", "answer.replies")

    def ask(question: str) -> PeerAnswer:
        inputs = {
            "retriever": {"query_embedding": [float(x) for x in embed(question)]},
            "prompt": {"question": question},
            "answer": {"query": question},
        }
        return _answer(pipeline.run(inputs)["answer"]["answers"][0])

    return ask


def _answer(generated: Any) -> PeerAnswer:
    documents = sorted(generated.documents, key=lambda document: document.meta["source_index"])
    return PeerAnswer(
        text=generated.data,
        cited=tuple(document.id for document in documents if document.meta["referenced"]),
        retrieved=tuple(document.id for document in documents),
    )
