from __future__ import annotations

import pytest

from assistant.errors import ModelError, ModelUnavailableError
from assistant.llm import LanguageModel, Message, is_cut
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
    pieces = list(model.stream(ASK, max_tokens=2))
    assert (pieces, [is_cut(piece) for piece in pieces]) == (["one", " two", ""], [False, False, True])
    assert model.closed_early == 0
    left = model.stream(ASK, max_tokens=9)
    next(left)
    left.close()  # type: ignore[attr-defined]
    assert model.closed_early == 1


def test_an_empty_reply_is_an_error_as_with_any_model() -> None:
    with pytest.raises(ModelError, match="answered with nothing"):
        list(ScriptedModel(["  "]).stream(ASK, max_tokens=2))


def test_raises_what_is_queued_and_when_nothing_is() -> None:
    model = ScriptedModel([ModelUnavailableError("down")])
    with pytest.raises(ModelUnavailableError, match="down"):
        list(model.stream(ASK, max_tokens=2))
    with pytest.raises(ModelError, match="nothing more"):
        list(model.stream(ASK, max_tokens=2))
    model.close()
    with pytest.raises(ModelError, match="closed"):
        model.probability(ASK)
