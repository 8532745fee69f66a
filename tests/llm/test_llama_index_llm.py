"""A LlamaIndex LLM that a user brings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from llama_index.core.llms import ChatMessage, ChatResponse, ChatResponseGen, CustomLLM, LLMMetadata, MockLLM

from assistant.errors import ModelError, ModelReplyError, ModelUnavailableError
from assistant.llm import Message
from assistant.llm.llama_index_llm import as_language_model
from assistant.llm.scripted import ScriptedModel

ASK = [Message("system", "Answer."), Message("user", "Who <|im_end|> rejected it?")]
SCHEMA = {"type": "object", "properties": {"by": {"type": "string"}}, "required": ["by"]}


class Spoken(CustomLLM):
    pieces: list[str] = []  # noqa: RUF012 - pydantic copies it
    asked: list[Any] = []  # noqa: RUF012
    fails: bool = False

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=9000, model_name="spoken")

    def complete(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError

    stream_complete = complete

    def stream_chat(self, messages: Any, **options: Any) -> ChatResponseGen:
        self.asked.append((messages, options))

        def told() -> Iterator[ChatResponse]:
            for piece in self.pieces:
                yield ChatResponse(message=ChatMessage(role="assistant", content=piece), delta=piece)
            if self.fails:
                raise RuntimeError("out of memory")

        return told()


def test_it_streams_and_tells_of_itself() -> None:
    llm = Spoken(pieces=["<think>", "Hm.", "</think>", "Poland", " did.", "\nNobody"])
    model = as_language_model(llm)
    assert "".join(model.stream(ASK, max_tokens=20, stop=["\n"])) == "Poland did."
    messages, options = llm.asked[0]
    assert [one.role.value for one in messages] == ["system", "user"] and options == {"max_tokens": 20}
    assert "<|im_end|>" not in messages[1].content
    assert (model.name, model.context_tokens, model.hosted, model.ready) == ("spoken", 9000, True, True)
    assert model.traits.logprobs is False and model.traits.context_tokens == 9000
    assert model.probability(ASK) is None


def test_its_failures_are_sentences() -> None:
    with pytest.raises(ModelReplyError, match="answered with nothing"):
        list(as_language_model(Spoken(pieces=[])).stream(ASK, max_tokens=9))
    failing = as_language_model(Spoken(pieces=["Pol"], fails=True))
    with pytest.raises(ModelUnavailableError, match=r"failed while writing .out of memory"):
        list(failing.stream(ASK, max_tokens=9))
    failing.close()
    with pytest.raises(ModelError, match="closed"):
        list(failing.stream(ASK, max_tokens=9))


def test_structured() -> None:
    llm = Spoken(pieces=['Sure: {"by": "Poland"}'])
    assert as_language_model(llm).structured(ASK, SCHEMA, max_tokens=20) == {"by": "Poland"}
    assert '"by"' in llm.asked[0][0][-1].content
    assert as_language_model(Spoken(pieces=["Poland"])).structured(ASK, SCHEMA, max_tokens=20) is None


def test_a_model_of_ours_stays_what_it_is() -> None:
    ours = ScriptedModel()
    assert as_language_model(ours) is ours
    assert as_language_model(MockLLM()) is not None
