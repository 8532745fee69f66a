"""Side by side with LlamaIndex's ``CitationQueryEngine`` at its defaults, question by question in one run.

    python -m benchmarks.peers --data FOLDER [--fact 16] [--unanswerable 8] [--absent 8] [--cases FILE]

Both use the same embedding model, the same LLM server and the same passages, and take turns, so that a
machine whose speed drifts drifts for both. The engine never refuses by a sentence of its own; what counts as
its refusal is any reply that says that the sources do not help. With ``--plain``, LlamaIndex's
``RetrieverQueryEngine`` over our hybrid retriever tells retrieval and the rest apart. With ``--haystack``, Haystack's
pipeline with references (``peer_haystack.py``, group ``peers``) answers, too.
"""

from __future__ import annotations

import json
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from tqdm import tqdm

from assistant import Assistant, load_settings
from assistant.embedding import Embedder, load_embedder
from assistant.errors import InputError
from assistant.grounding.statements import is_non_answer
from assistant.llm.endpoint import Endpoint
from assistant.llm.openai_like import OpenAILikeModel
from assistant.models import ModelStore
from benchmarks.conditions import describe_machine
from benchmarks.peer_haystack import PeerPassage, available, haystack_engine
from benchmarks.wiki_answers import contains_answer
from eval.cases.wiki import Question, load_questions, open_corpus, sample

Ask = Callable[[Question], dict[str, Any]]

#: Longest reply of the engines, three times our own: only replies that hang are longer.
MAX_TOKENS = 512

#: Refusals as the engine's prompt invites them: "you should indicate that".
_HELPLESS = re.compile(
    r"none of the (?:provided |given )?sources|no (?:relevant |specific )?(?:information|mention|sources?)\b"
    r"|(?:not|n[’']t) (?:\w+ )?(?:mention|provide|contain|specif|include|state|help|relevant)"
    r"|unable to|not possible|cannot (?:be )?(?:answer|determin)",
    re.IGNORECASE,
)


def main(
    data: Annotated[Path, typer.Option(help="Folder with corpus.jsonl and questions.jsonl.")],
    index: Path = Path("build/wiki-index"),
    fact: int = 16,
    unanswerable: int = 8,
    absent: int = 8,
    seed: int = 7,
    plain: Annotated[bool, typer.Option(help="Also the plain engine over our retriever.")] = False,
    haystack: Annotated[bool, typer.Option(help="Also Haystack's pipeline with references.")] = False,
    cases: Annotated[Path | None, typer.Option(help="Write every reply here, to read.")] = None,
) -> None:
    """Run all on the same questions of the test split and print one table."""
    if haystack and not available():
        raise InputError("Haystack is not installed; install it: pip install -c constraints.txt --group peers.")
    settings = load_settings()
    embedder = load_embedder(settings, ModelStore(settings.cache_folder))
    questions = sample(
        load_questions(data), "test", {"fact": fact, "unanswerable": unanswerable, "absent": absent}, seed
    )
    print(describe_machine())
    with open_corpus(data, index, settings) as assistant:
        engines = engines_over(assistant, embedder, plain=plain, haystack=haystack)
        for ask in engines.values():
            ask(questions[0])
        rows = [_timed(name, ask, question) for question in tqdm(questions) for name, ask in engines.items()]
    if cases:
        cases.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    _table(rows, list(engines))


def engines_over(
    assistant: Assistant, embedder: Embedder, *, plain: bool = False, haystack: bool = False
) -> dict[str, Ask]:
    """What answers, by name, ours first; all over the same passages, vectors and model."""
    passages = _passages(assistant)
    engines: dict[str, Ask] = {
        "assistant": lambda question: _ours(assistant, question),
        "CitationQueryEngine": _engine(_citation_engine(assistant, embedder, passages)),
    }
    if plain:
        engines["hybrid retriever + RetrieverQueryEngine"] = _engine(_plain_engine(assistant))
    if haystack:
        engines["Haystack pipeline with references"] = _haystack(assistant, embedder, passages)
    return engines


def _timed(name: str, ask: Ask, question: Question) -> dict[str, Any]:
    started = time.perf_counter()
    row = ask(question)
    seconds = time.perf_counter() - started
    return {
        "engine": name,
        "id": question.id,
        "kind": question.kind,
        "question": question.text,
        "seconds": seconds,
    } | row


def _ours(assistant: Assistant, question: Question) -> dict[str, Any]:
    answer = assistant.ask(question.text)
    return {
        "text": answer.text,
        "refused": answer.refused,
        "correct": not answer.refused and contains_answer(answer.text, question.answers),
        "gold_cited": any(c.article_id == question.passage for c in answer.citations),
        "cited": len(answer.citations),
    }


def _engine(engine: Any) -> Ask:
    def ask(question: Question) -> dict[str, Any]:
        response = engine.query(question.text)
        text = str(response)
        numbers = {int(number) for number in re.findall(r"\[(\d+)\]", text)}
        cited = [node for number, node in enumerate(response.source_nodes, 1) if number in numbers]
        return _judged(question, text, [node.metadata["article_id"] for node in cited])

    return ask


def _haystack(assistant: Assistant, embedder: Embedder, passages: list[PeerPassage]) -> Ask:
    pipeline = haystack_engine(
        passages,
        lambda question: [float(x) for x in embedder.encode([question], kind="query")[0]],
        _endpoint(assistant),
        max_tokens=MAX_TOKENS,
    )

    def ask(question: Question) -> dict[str, Any]:
        answer = pipeline(question.text)
        return _judged(question, answer.text, [_article(passage) for passage in answer.cited])

    return ask


def _judged(question: Question, text: str, cited: list[str]) -> dict[str, Any]:
    """``cited`` are the articles of the passages that the reply cites."""
    refused = bool(_HELPLESS.search(text)) or is_non_answer(text)
    return {
        "text": text,
        "refused": refused,
        "correct": not refused and contains_answer(text, question.answers),
        "gold_cited": question.passage in cited,
        "cited": len(cited),
    }


def _passages(assistant: Assistant) -> list[PeerPassage]:
    """Everything that is indexed, the title first, as it was embedded."""
    found = []
    for summary in assistant.articles():
        ids = [f"{summary.id}#{ordinal}" for ordinal in range(summary.passages)]
        for passage, vector in zip(assistant.index.passages(ids), assistant.index.vectors(ids), strict=True):
            found.append(PeerPassage(passage.id, f"{summary.title}\n{passage.text}", [float(x) for x in vector]))
    return found


def _article(passage: str) -> str:
    return passage.rpartition("#")[0]


def _citation_engine(assistant: Assistant, embedder: Embedder, passages: list[PeerPassage]) -> Any:
    """The engine at its defaults (two passages, chunks of 512 tokens) over our passages and vectors."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.query_engine import CitationQueryEngine
    from llama_index.core.schema import TextNode

    class Ours(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return [float(x) for x in embedder.encode([query], kind="query")[0]]

        def _get_text_embedding(self, text: str) -> list[float]:
            return [float(x) for x in embedder.encode([text])[0]]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    nodes = [
        TextNode(
            id_=passage.id,
            text=passage.text,
            metadata={"article_id": _article(passage.id)},
            embedding=list(passage.vector),
            excluded_llm_metadata_keys=["article_id"],
        )
        for passage in passages
    ]
    index = VectorStoreIndex(nodes, embed_model=Ours())
    return CitationQueryEngine.from_args(index, llm=_llama_index_llm(assistant))


def _plain_engine(assistant: Assistant) -> Any:
    from llama_index.core.query_engine import RetrieverQueryEngine

    return RetrieverQueryEngine.from_args(assistant.as_retriever(2), llm=_llama_index_llm(assistant))


def _llama_index_llm(assistant: Assistant) -> Any:
    """LlamaIndex's own client for the endpoint of our model (of the group ``peers``).

    Its engines ask for no limit, and a small model that hangs would then write until the context is full.
    """
    from llama_index.llms.openai_like import OpenAILike

    endpoint = _endpoint(assistant)
    return OpenAILike(
        model=endpoint.model,
        api_base=endpoint.url,
        api_key=endpoint.key,
        is_chat_model=True,
        context_window=endpoint.context_tokens,
        temperature=0.0,
        max_tokens=MAX_TOKENS,
    )


def _endpoint(assistant: Assistant) -> Endpoint:
    """Where the peers find the model that we ask.

    Raises:
        InputError: it does not speak their protocol.
    """
    if not isinstance(assistant.model, OpenAILikeModel):
        raise InputError(
            f"The peers need an OpenAI-compatible endpoint, and {assistant.model.name} has none; "
            "choose another model with ASSISTANT_LLM."
        )
    return assistant.model.endpoint()


def _table(rows: list[dict[str, Any]], engines: list[str]) -> None:
    baseline = {row["id"]: row["seconds"] for row in rows if row["engine"] == engines[0]}
    for name in engines:
        own = [row for row in rows if row["engine"] == name]
        facts = [row for row in own if row["kind"] == "fact"]
        print(f"\n{name}, {len(own)} questions")
        print(f"  median {statistics.median(row['seconds'] for row in own):.2f} s")
        ratios = [row["seconds"] / baseline[row["id"]] for row in own]
        answerable = [row["seconds"] / baseline[row["id"]] for row in facts]
        print(
            f"  median of the ratios to the assistant's time: {statistics.median(ratios):.2f}, "
            f"on fact questions {statistics.median(answerable):.2f}"
        )
        for label, hits in (
            ("accepted answer in the text (fact)", [row["correct"] for row in facts]),
            ("gold passage cited (fact)", [row["gold_cited"] for row in facts]),
            ("falsely refused (fact)", [row["refused"] for row in facts]),
            ("refused (unanswerable)", [row["refused"] for row in own if row["kind"] == "unanswerable"]),
            ("refused (absent)", [row["refused"] for row in own if row["kind"] == "absent"]),
        ):
            print(f"  {label}: {sum(hits)} of {len(hits)}")


if __name__ == "__main__":
    from assistant.cli.edge import run

    run(lambda: typer.run(main), "peers")
