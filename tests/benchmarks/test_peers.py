"""All pipelines over one index and one endpoint whose reply is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.embedding import Embedder
from assistant.errors import InputError
from assistant.llm.scripted import ScriptedModel
from assistant.settings import Settings, load_settings
from benchmarks import peers
from benchmarks.peer_haystack import available
from eval.cases.wiki import Question
from tests.llm.fake_endpoint import Script, endpoint

REJECTED = "02-nato-chief-contradicts-macron"
QUESTION = Question("q", "What did Stoltenberg tell Reuters?", "fact", ("no plans to send troops",), REJECTED)
NAMES = ["assistant", "CitationQueryEngine", "hybrid retriever + RetrieverQueryEngine",
         "Haystack pipeline with references"]  # fmt: skip
REPLY = ["NATO has no plans to send troops to Ukraine, Stoltenberg told Reuters", " [1][2]."]

needs_haystack = pytest.mark.skipif(not available(), reason="needs the group “peers”")


@pytest.fixture
def opened(seeds_index: Path) -> Iterator[tuple[Assistant, Script]]:
    with endpoint() as (url, script):
        settings: Settings = load_settings(llm=url, llm_model="first")
        with Assistant.open(seeds_index, settings=settings) as assistant:
            yield assistant, script


@needs_haystack
def test_every_pipeline_is_judged_alike(
    opened: tuple[Assistant, Script], embedder: Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant, script = opened
    script.pieces = REPLY
    engines = peers.engines_over(assistant, embedder, plain=True, haystack=True)
    assert list(engines) == NAMES
    rows = [peers._timed(name, ask, QUESTION) for name, ask in engines.items()]
    assert [row["correct"] for row in rows] == [True] * 4
    assert [row["cited"] for row in rows[1:]] == [2] * 3
    assert rows[3]["gold_cited"]
    assert {row["engine"] for row in rows} == set(NAMES)
    peers._table(rows, NAMES)
    printed = capsys.readouterr().out
    assert "Haystack pipeline with references, 1 questions" in printed
    assert printed.count("accepted answer in the text (fact): 1 of 1") == 4


@needs_haystack
def test_a_reply_that_says_it_is_not_possible_is_a_refusal(
    opened: tuple[Assistant, Script], embedder: Embedder
) -> None:
    assistant, script = opened
    script.pieces = ["Answering is not possible with the given information."]
    row = peers.engines_over(assistant, embedder, haystack=True)[NAMES[3]](QUESTION)
    assert (row["refused"], row["correct"], row["gold_cited"], row["cited"]) == (True, False, False, 0)


@needs_haystack
def test_haystack_gets_our_passages_and_the_same_limit(opened: tuple[Assistant, Script], embedder: Embedder) -> None:
    assistant, script = opened
    ask = peers.engines_over(assistant, embedder, haystack=True)[NAMES[3]]
    before = len(script.requests)
    ask(QUESTION)
    [request] = script.requests[before:]
    prompt = _text(request["messages"][-1])
    first = assistant.index.passages([f"{REJECTED}#0"])[0]
    assert first.text in prompt
    assert QUESTION.text in prompt
    assert request["max_tokens"] == peers.MAX_TOKENS
    assert request["model"] == "first"


def test_without_haystack_its_option_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "available", lambda: False)
    with pytest.raises(InputError, match="--group peers"):
        peers.main(tmp_path, haystack=True)


def test_a_model_that_peers_cannot_ask_is_told(seeds_index: Path) -> None:
    with (
        Assistant.open(seeds_index, model=ScriptedModel([])) as assistant,
        pytest.raises(InputError, match="OpenAI-compatible endpoint"),
    ):
        peers._endpoint(assistant)


def _text(message: dict[str, Any]) -> str:
    content = message["content"]
    return content if isinstance(content, str) else "".join(part["text"] for part in content)
