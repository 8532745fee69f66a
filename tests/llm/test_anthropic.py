"""Anthropic's adapter with its real SDK against a stand-in of the interface on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from assistant.errors import ModelConfigError, ModelError, ModelUnavailableError
from assistant.llm import Message, is_cut
from assistant.llm.anthropic import AnthropicModel
from tests.llm.fake_endpoint import Script, endpoint

ASK = [Message("system", "Answer from the evidence."), Message("user", "Who rejected it?")]


class Messages(BaseHTTPRequestHandler):
    """Writes ``script.pieces`` as one text block and ends with ``script.finish``."""

    script: Script

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        self.script.requests.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(self.script.status)
        if self.script.status != 200 or self.script.body is not None:
            self.send_header("content-type", "application/json")
            self.end_headers()
            error = {"type": "error", "error": {"type": "api_error", "message": self.script.error}}
            self.wfile.write(self.script.body if self.script.body is not None else json.dumps(error).encode())
            return
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        usage = {"input_tokens": 1, "output_tokens": 1}
        about = {"id": "1", "type": "message", "role": "assistant", "model": "m", "content": [], "usage": usage}
        self._event("message_start", message=about | {"stop_reason": None, "stop_sequence": None})
        if self.script.pieces:
            self._event("content_block_start", index=0, content_block={"type": "text", "text": ""})
            for piece in self.script.pieces:
                self._event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
            self._event("content_block_stop", index=0)
        if self.script.error_event:
            self._event("error", error={"type": "overloaded_error", "message": "Overloaded"})
        if self.script.finish:
            self._event("message_delta", delta={"stop_reason": self.script.finish, "stop_sequence": None}, usage=usage)
            self._event("message_stop")

    def _event(self, kind: str, **data: Any) -> None:
        self.wfile.write(f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode())


@pytest.fixture
def served() -> Iterator[tuple[AnthropicModel, Script]]:
    with endpoint(Messages, Script(finish="end_turn")) as (url, script):
        model = AnthropicModel("claude-haiku-4-5", key="k", timeout=10, base_url=url.removesuffix("/v1"))
        yield model, script
        model.close()


def test_a_reply_and_one_that_reached_the_limit(served: Any) -> None:
    model, script = served
    assert list(model.stream(ASK, max_tokens=20)) == ["Poland", " and", " Germany", "."]
    assert script.requests[-1]["max_tokens"] == 20
    script.finish = "max_tokens"
    assert is_cut(list(model.stream(ASK, max_tokens=20))[-1])
    script.finish, script.pieces = "stop_sequence", []
    assert list(model.stream(ASK, max_tokens=20, stop=["."])) == []
    assert model.probability(ASK) is None


@pytest.mark.parametrize(
    ("finish", "pieces", "sentence"),
    [
        ("refusal", ["Pol"], "refuses to answer"),
        ("tool_use", [], "called a tool"),
        ("end_turn", [], "answered with nothing"),
        ("end_turn", ["  "], "answered with nothing"),
        ("pause_turn", ["Pol"], "reason that is not known"),
        (None, ["Pol"], "broke off in the middle"),
    ],
)
def test_a_reply_that_is_no_text_is_an_error(served: Any, finish: str | None, pieces: list[str], sentence: str) -> None:
    model, script = served
    script.finish, script.pieces = finish, pieces
    with pytest.raises(ModelError, match=sentence) as caught:
        list(model.stream(ASK, max_tokens=20))
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"id": 1', b"\xff\xfe", b'{"type": "message", "content": []}'])
def test_what_is_no_reply_is_called_so(served: Any, body: bytes) -> None:
    model, script = served
    script.body = body
    with pytest.raises(ModelError, match="no chat completion"):
        list(model.stream(ASK, max_tokens=20))


def test_an_error_in_the_middle(served: Any) -> None:
    model, script = served
    script.error_event = True
    with pytest.raises(ModelUnavailableError, match=r"failed while writing .*Overloaded"):
        list(model.stream(ASK, max_tokens=20))


def test_a_status(served: Any) -> None:
    model, script = served
    script.status, script.error = 401, "bad key"
    with pytest.raises(ModelConfigError, match=r"refuses the API key .bad key"):
        list(model.stream(ASK, max_tokens=20))


def test_a_reply_that_ignores_the_limit_is_left_there(served: Any) -> None:
    model, script = served
    script.pieces = [" more"] * 5_000
    pieces = list(model.stream(ASK, max_tokens=20))
    assert len(pieces) < 60 and is_cut(pieces[-1])


def test_a_closed_model_says_so(served: Any) -> None:
    model, _ = served
    model.close()
    with pytest.raises(ModelError, match="closed"):
        list(model.stream(ASK, max_tokens=20))
