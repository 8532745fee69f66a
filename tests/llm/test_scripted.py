from __future__ import annotations

import pytest

from assistant.errors import ModelError, ModelUnavailableError
from assistant.llm import LanguageModel, Message
from assistant.llm.scripted import ScriptedModel

ASK = [Message("user", "Who?")]


def test_answers_from_its_queues_and_keeps_what_was_asked() -> None:
    model: LanguageModel = ScriptedModel(["Poland and Germany.", "Nobody."], [0.9, None])
    assert list(model.stream(ASK, max_tokens=10)) == ["Poland", " and", " Germany."]
    assert model.probability(ASK) == 0.9
    assert model.probability(ASK) is None
    assert "".join(model.stream(ASK, max_tokens=10, stop=["dy"], grammar="g")) == "Nobo"
    assert isinstance(model, ScriptedModel)
    assert [call.kind for call in model.calls] == ["stream", "probability", "probability", "stream"]
    assert model.calls[-1].grammar == "g"
    assert model.calls[0].messages == tuple(ASK)


def test_keeps_to_max_tokens_and_notices_an_early_close() -> None:
    model = ScriptedModel(["one two three four", "one two"])
    assert list(model.stream(ASK, max_tokens=2)) == ["one", " two"]
    assert model.closed_early == 0
    pieces = model.stream(ASK, max_tokens=9)
    next(pieces)
    pieces.close()
    assert model.closed_early == 1


def test_raises_what_is_queued_and_when_nothing_is() -> None:
    model = ScriptedModel([ModelUnavailableError("down")])
    with pytest.raises(ModelUnavailableError, match="down"):
        list(model.stream(ASK, max_tokens=2))
    with pytest.raises(ModelError, match="nothing more"):
        list(model.stream(ASK, max_tokens=2))
    model.close()
    with pytest.raises(ModelError, match="closed"):
        model.probability(ASK)
