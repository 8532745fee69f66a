"""The second peer against an endpoint whose reply is known."""

from __future__ import annotations

import os

import pytest

from assistant.llm.endpoint import Endpoint
from benchmarks.peer_haystack import PeerPassage, available, haystack_engine
from tests.llm.fake_endpoint import endpoint

pytestmark = pytest.mark.skipif(not available(), reason="needs the group “peers”")

PASSAGES = [
    PeerPassage("mill#0", "The mill was sold for 40,000 crowns.", [1.0, 0.0, 0.0]),
    PeerPassage("ferry#0", "The ferry runs daily.", [0.0, 1.0, 0.0]),
    PeerPassage("school#0", "The school is new.", [0.0, 0.0, 1.0]),
]


def test_it_retrieves_by_our_vectors_and_its_marks_become_passages() -> None:
    with endpoint() as (url, script):
        script.pieces = ["For 40,000 crowns [1].", " It is green [7]."]
        ask = haystack_engine(PASSAGES, lambda question: [0.9, 0.5, 0.1], Endpoint(url, "key", "first", 4096), top_k=2)
        answer = ask("For how much was the mill sold?")
    assert answer.text == "For 40,000 crowns [1]. It is green [7]."
    assert answer.retrieved == ("mill#0", "ferry#0")
    assert answer.cited == ("mill#0",)  # a mark beyond the documents cites nothing
    (body,) = script.requests
    sent = body["messages"][-1]["content"]
    assert sent.index("[1] The mill was sold") < sent.index("[2] The ferry runs") < sent.index("For how much")
    assert "school" not in sent
    assert body["temperature"] == 0.0


def test_its_telemetry_is_off() -> None:
    with endpoint() as (url, _):
        haystack_engine(PASSAGES, lambda question: [1.0, 0.0, 0.0], Endpoint(url, "key", "first", 4096))
    assert os.environ["HAYSTACK_TELEMETRY_ENABLED"] == "False"
    from haystack.telemetry import _telemetry

    assert _telemetry.telemetry is None
