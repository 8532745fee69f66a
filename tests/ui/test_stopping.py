from __future__ import annotations

import threading

import pytest

from assistant.llm import Message
from assistant.ui.stopping import StoppableModel, Stopped
from tests.ui.doubles import QuotingModel

ASKED = [Message("user", "Question: What?")]


def _endless() -> QuotingModel:
    model = QuotingModel()
    model.endless = True
    return model


def test_the_model_is_left_at_the_next_piece_and_asked_no_more():
    inner, stop = _endless(), threading.Event()
    model = StoppableModel(inner)
    with model.until(stop):
        pieces = model.stream(ASKED, max_tokens=9)
        assert next(pieces) == " and"
        assert inner.at_once == 1
        stop.set()
        with pytest.raises(Stopped):
            next(pieces)
        assert (inner.at_once, inner.given_up) == (0, 1)
        with pytest.raises(Stopped):
            model.probability(ASKED)
        with pytest.raises(Stopped):
            next(model.stream(ASKED, max_tokens=9))
        assert inner.started == 1


def test_closing_its_stream_closes_the_models():
    inner = _endless()
    pieces = StoppableModel(inner).stream(ASKED, max_tokens=9)
    next(pieces)
    pieces.close()
    assert inner.given_up == 1


def test_others_who_use_the_model_meanwhile_are_not_stopped():
    model, stop = StoppableModel(_endless()), threading.Event()
    stop.set()
    found: list[str] = []
    with model.until(stop):
        other = threading.Thread(target=lambda: found.append(next(model.stream(ASKED, max_tokens=9))))
        other.start()
        other.join()
    assert found == [" and"]
    assert model.probability(ASKED) == 0.97  # the block is over
