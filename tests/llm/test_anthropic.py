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
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.script.requests.append(body)
        refused = self.script.refuse(body)
        status, headers = self.script.busy.pop(0) if self.script.busy else (self.script.status, {})
        if refused:
            status, self.script.error = refused
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 200 or self.script.body is not None:
            self.send_header("content-type", "application/json")
            self.end_headers()
            error = {"type": "error", "error": {"type": "api_error", "message": self.script.error}}
            self.wfile.write(self.script.body if self.script.body is not None else json.dumps(error).encode())
            return
        tool = "tools" in body
        if not body.get("stream"):
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(self._message(tool)).encode())
            return
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        usage = {"input_tokens": 1, "output_tokens": 1}
        about = {"id": "1", "type": "message", "role": "assistant", "model": "m", "content": [], "usage": usage}
        self._event("message_start", message=about | {"stop_reason": None, "stop_sequence": None})
        if self.script.thoughts:
            self._event("content_block_start", index=0, content_block={"type": "thinking", "thinking": ""})
            for thought in self.script.thoughts:
                self._event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": thought})
            self._event("content_block_stop", index=0)
        if self.script.pieces:
            block = {"type": "tool_use", "id": "1", "name": "t", "input": {}} if tool else {"type": "text", "text": ""}
            self._event("content_block_start", index=1, content_block=block)
            for piece in self.script.pieces:
                part = {"type": "input_json_delta", "partial_json": piece} if tool else _text(piece)
                self._event("content_block_delta", index=1, delta=part)
            self._event("content_block_stop", index=1)
        if self.script.error_event:
            self._event("error", error={"type": "overloaded_error", "message": "Overloaded"})
        if self.script.finish:
            self._event("message_delta", delta={"stop_reason": self.script.finish, "stop_sequence": None}, usage=usage)
            self._event("message_stop")

    def _message(self, tool: bool) -> dict[str, Any]:
        text = "".join(self.script.pieces)
        block = {"type": "tool_use", "id": "1", "name": "t", "input": json.loads(text)} if tool else _text(text)
        return {
            "id": "1", "type": "message", "role": "assistant", "model": "m", "stop_sequence": None,
            "content": [block | {"type": block["type"].removesuffix("_delta")}], "stop_reason": self.script.finish,
            "usage": {"input_tokens": 1, "output_tokens": 1},
        }  # fmt: skip

    def _event(self, kind: str, **data: Any) -> None:
        self.wfile.write(f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode())


def _text(text: str) -> dict[str, Any]:
    return {"type": "text_delta", "text": text}


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


SCHEMA = {
    "type": "object",
    "properties": {"supported": {"type": "boolean"}, "reason": {"type": "string", "maxLength": 90}},
    "required": ["supported"],
    "additionalProperties": False,
}
GOOD = {"supported": True}


def test_a_reply_by_schema_is_decoded_under_it(served: Any) -> None:
    model, script = served
    script.pieces = ['{"supp', 'orted": true}']
    assert model.structured(ASK, SCHEMA, max_tokens=20) == GOOD
    form = script.requests[-1]["output_config"]["format"]
    assert form["type"] == "json_schema" and form["schema"]["required"] == ["supported"]
    assert "maxLength" not in form["schema"]["properties"]["reason"]
    assert model.traits.structured is True and SCHEMA["properties"]["reason"]["maxLength"] == 90  # type: ignore[index]
    script.pieces = ['{"supported": "yes"}']
    assert model.structured(ASK, SCHEMA, max_tokens=20) is None
    script.pieces = []
    assert model.structured(ASK, SCHEMA, max_tokens=20) is None


@pytest.mark.parametrize("tools", [True, False])
def test_where_it_is_not_a_tool_must_be_called_or_the_schema_is_told(served: Any, tools: bool) -> None:
    model, script = served
    script.pieces = ['{"supported": true}'] if tools else ['Sure: {"supported": true}']

    def refuse(body: dict[str, Any]) -> tuple[int, Any] | None:
        if "output_config" in body:
            return 400, "output_config.format: not supported by this model"
        return (400, "tool_choice is not supported") if "tools" in body and not tools else None

    script.refuse = refuse
    script.finish = "tool_use" if tools else "end_turn"
    assert [model.structured(ASK, SCHEMA, name="verdict", max_tokens=20) for _ in range(2)] == [GOOD] * 2
    assert len(script.requests) == (3 if tools else 4)
    request = script.requests[-1]
    if tools:
        assert request["tool_choice"] == {"type": "tool", "name": "verdict"}
        assert request["tools"][0]["input_schema"] == SCHEMA
    else:
        assert "tools" not in request and '"supported"' in request["messages"][-1]["content"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("temperature", "`temperature` is deprecated for this model."),
        ("stream", "streaming is not available"),
        ("stop_sequences", "stop_sequences: unexpected"),
    ],
)
def test_a_refused_parameter_costs_one_repeat(served: Any, tmp_path: Any, name: str, message: str) -> None:
    _, script = served
    script.pieces = ["Poland", " did.", " END", " it"]
    script.refuse = lambda body: (400, message) if body.get(name) is not None else None
    with endpoint(Messages, script) as (url, _):
        for requests in (2, 3):
            model = AnthropicModel(
                "claude-that-nobody-knows", key="k", timeout=10, base_url=url.removesuffix("/v1"), cache=tmp_path
            )
            assert "".join(model.stream(ASK, max_tokens=20, stop=["END"])) == "Poland did. "
            assert len(script.requests) == requests
            model.close()
    assert name not in script.requests[-1]


def test_thinking_is_no_text(served: Any) -> None:
    model, script = served
    script.thoughts, script.pieces = ["It may be France."], ["Poland did."]
    assert "".join(model.stream(ASK, max_tokens=20)) == "Poland did."
    script.pieces, script.finish = [], "max_tokens"
    with pytest.raises(ModelError, match="tokens in thought"):
        list(model.stream(ASK, max_tokens=20))
    script.pieces, script.finish = ["Poland did."], "end_turn"
    before = len(script.requests)
    assert "".join(model.stream(ASK, max_tokens=20)) == "Poland did."
    assert len(script.requests) == before + 1 and script.requests[-1]["max_tokens"] > 1000  # it is known to think


@pytest.mark.parametrize(
    ("status", "message", "sentence"),
    [
        (404, "model: claude-x", "no model “claude-haiku-4-5” .model: claude-x"),
        (400, "Your credit balance is too low to access the Anthropic API.", "quota or the credit .* used up"),
        (400, "prompt is too long: 210000 tokens > 200000 maximum", "prompt is too long for the model"),
    ],
)
def test_what_is_no_parameter_is_told_truly_and_once(served: Any, status: int, message: str, sentence: str) -> None:
    model, script = served
    script.status, script.error = status, message
    with pytest.raises(ModelConfigError, match=sentence):
        list(model.stream(ASK, max_tokens=20))
    assert len(script.requests) == 1


def test_a_busy_endpoint_is_asked_again(served: Any) -> None:
    model, script = served
    script.busy = [(529, {"retry-after": "0.01"}), (429, {"retry-after": "0.01"})]
    assert "".join(model.stream(ASK, max_tokens=20)) == "Poland and Germany."
    assert len(script.requests) == 3


def test_what_requests_share_is_marked_for_the_cache_where_it_is_long(served: Any) -> None:
    model, script = served
    evidence = "Sources:\n\n" + "Poland rejected the idea.\n\n" * 200
    system = Message("system", "Answer from the evidence.")
    tails = ("Question: Who rejected it?\n\nAnswer.", "Claim: Poland did.\n\nIn full: it did.\n\nYes or no?")
    for tail in tails:
        assert list(model.stream([system, Message("user", evidence + tail)], max_tokens=20))
        (message,) = script.requests[-1]["messages"]
        assert [block["text"] for block in message["content"]] == [evidence, tail]
        assert [block.get("cache_control") for block in message["content"]] == [{"type": "ephemeral"}, None]
    assert script.requests[-1]["system"] == "Answer from the evidence."  # too short to be kept
    long = [Message("system", "Answer. " * 500), Message("user", "Who rejected it?")]
    assert list(model.stream(long, max_tokens=20))
    assert script.requests[-1]["system"][0]["cache_control"] == {"type": "ephemeral"}
    assert script.requests[-1]["messages"][0]["content"] == "Who rejected it?"


def test_what_is_known_of_it(served: Any) -> None:
    model, _ = served
    traits = model.traits
    assert (traits.context_tokens, traits.logprobs, traits.structured) == (200_000, False, None)
    assert AnthropicModel("claude-x", key="k", timeout=1).hosted
