"""A model that fails is an error with a true sentence, whatever it sends; and no reply is endless."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from assistant.errors import ModelConfigError, ModelError
from assistant.llm import LanguageModel, Message, bounds, is_cut
from tests.llm.fake_endpoint import Handler, Script, endpoint

ASK = [Message("system", "Answer from the evidence."), Message("user", "Who rejected it?")]
EVENT_STREAM = {"content-type": "text/event-stream"}
JSON = {"content-type": "application/json"}
TOOL = {"content": None, "tool_calls": [{"index": 0, "id": "1", "type": "function", "function": {"name": "look"}}]}


def reply(model: LanguageModel, **options: Any) -> list[str]:
    return list(model.stream(ASK, max_tokens=20, **options))


NOTHING = "answered with nothing"
NO_COMPLETION = "no chat completion"
SAID = {
    "empty": (Script(pieces=[""]), NOTHING),
    "null": (Script(pieces=[], extra={"content": None}), NOTHING),
    "white space": (Script(pieces=[" ", "\n", "\t"]), NOTHING),
    "thoughts alone": (Script(pieces=["<th", "ink>", "Who?", " Hm.</think>", "\n"]), NOTHING),
    "thoughts without end": (Script(pieces=["<think>", "Who? Hm."]), NOTHING),
    "tool": (Script(pieces=[], extra=TOOL, finish="tool_calls"), "called a tool"),
    "tool, ended as usual": (Script(pieces=[], extra=TOOL), "called a tool|answered with nothing"),
    "refusal": (Script(pieces=[], extra={"content": None, "refusal": "I can't."}), "refuses to answer .*I can't"),
    "filter": (Script(finish="content_filter"), "provider's filter"),
    "filter without text": (Script(pieces=[], finish="content_filter"), "provider's filter"),
    "odd end": (Script(finish="abort"), "reason that is not known .“abort”"),
}


@pytest.mark.parametrize("case", SAID)
def test_a_reply_that_is_no_text_is_an_error(served: Any, opened: Any, case: str) -> None:
    url, script = served
    told, sentence = SAID[case]
    script.pieces, script.extra, script.finish = told.pieces, told.extra, told.finish
    model = opened(url)
    with pytest.raises(ModelError, match=sentence) as caught:
        reply(model)
    assert caught.value.exit_code == 1
    if "thoughts" not in case:
        with pytest.raises(ModelError, match=sentence):
            model.probability(ASK)


BODIES = {
    "no choices": (b'{"choices": []}', JSON),
    "choices missing": (b'{"id": "1", "object": "chat.completion"}', JSON),
    "choices null": (b'{"choices": null}', JSON),
    "choices of another kind": (b'{"choices": ["yes"]}', JSON),
    "no message": (b'{"choices": [{"index": 0, "finish_reason": "stop"}]}', JSON),
    "a list": (b"[1, 2]", JSON),
    "null": (b"null", JSON),
    "invalid": (b'{"choices": [{"mess', JSON),
    "not UTF-8": (b'{"choices": [{"message": {"content": "\xff\xfe"}}]}', JSON),
    "a page": (b"<!DOCTYPE html><html><body>502: bad gateway</body></html>", {"content-type": "text/html"}),
    "nothing": (b"", JSON),
}


@pytest.mark.parametrize("case", BODIES)
def test_what_is_no_completion_is_called_so(served: Any, opened: Any, case: str) -> None:
    url, script = served
    script.body, script.headers = BODIES[case]
    model = opened(url)
    for ask in (reply, lambda model: model.probability(ASK)):
        with pytest.raises(ModelError, match=NO_COMPLETION) as caught:
            ask(model)
        assert caught.value.exit_code == 1


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ([b'{"choices": []}', b"[DONE]"], NO_COMPLETION),
        ([b'{"choices": null}', b"[DONE]"], NO_COMPLETION),
        ([b"{}", b"[DONE]"], NO_COMPLETION),
        ([b'{"choi'], NO_COMPLETION),
        ([b"\xff\xfe"], NO_COMPLETION),
        ([b'{"choices": [{"index": 0}]}', b"[DONE]"], NO_COMPLETION),
        ([b'{"choices": [{"index": 0, "delta": {"content": 5}}]}'], NO_COMPLETION),
        ([b"[DONE]"], NO_COMPLETION),
        ([b'{"error": {"message": "out of memory"}}'], "failed while writing .out of memory"),
        ([b'{"choices": [{"index": 0, "delta": {"content": "Poland"}}]}'], "broke off in the middle"),
        ([b'{"choices": [{"index": 0, "delta": {"content": "Poland"}}]}', b"[DONE]"], "broke off in the middle"),
    ],
)
def test_a_stream_of_something_else(served: Any, opened: Any, events: list[bytes], sentence: str) -> None:
    url, script = served
    script.headers = EVENT_STREAM
    script.body = b"".join(b"data: " + event + b"\n\n" for event in events)
    with pytest.raises(ModelError, match=sentence):
        reply(opened(url))


def test_an_error_told_with_status_200(served: Any, opened: Any) -> None:
    url, script = served
    script.body = b'{"error": {"message": "out of memory"}}'
    with pytest.raises(ModelError, match=r"failed while writing .out of memory"):
        opened(url).probability(ASK)


@pytest.mark.parametrize(
    "logprobs", ["high", [1], {"content": "x"}, {"content": [5]}, {"content": [{"token": "a"}]},
                 {"content": [{"token": "a", "logprob": "x", "top_logprobs": [{"token": "a"}]}]}]
)  # fmt: skip
def test_malformed_log_probabilities_are_none_given(served: Any, opened: Any, logprobs: Any) -> None:
    url, script = served
    script.logprobs = logprobs
    model = opened(url)
    assert model.probability(ASK) is None
    assert "".join(reply(model)) == "Poland and Germany."


def test_thoughts_before_a_reply_are_left_out(served: Any, opened: Any) -> None:
    url, script = served
    script.pieces = ["\n<", "think>", "It was France.", "</th", "ink>\n\n", "Poland", " did", "."]
    assert "".join(reply(opened(url))) == "Poland did."
    script.pieces = ["<b", ">Poland", " <think>"]
    assert "".join(reply(opened(url))) == "<b>Poland <think>"


def test_half_a_character_is_printable(served: Any, opened: Any) -> None:
    url, script = served
    script.pieces = ["Poland \ud83d", "."]
    assert "".join(reply(opened(url))).encode("utf-8") == b"Poland ?."


def test_a_reply_that_reached_the_limit_says_so(served: Any, opened: Any) -> None:
    url, script = served
    model = opened(url)
    assert not any(map(is_cut, reply(model)))
    script.finish = "length"
    pieces = reply(model)
    assert "".join(pieces) == "Poland and Germany." and [is_cut(piece) for piece in pieces].index(True) == 4
    assert model.probability(ASK) is None  # one token was asked for; a model that thinks first has said nothing yet


def test_where_a_stop_text_may_have_ended_it_nothing_is_a_reply(served: Any, opened: Any) -> None:
    url, script = served
    script.pieces = []
    assert reply(opened(url), stop=["\n"]) == []


def test_a_reply_that_ignores_the_limit_is_left_there(served: Any, opened: Any) -> None:
    url, script = served
    script.endless = True
    pieces = reply(opened(url))
    assert is_cut(pieces[-1])
    assert len(pieces) < 60  # of the 20 that were asked for
    assert script.gone.wait(30)


def test_a_stream_of_keep_alives_ends(served: Any, opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    url, script = served
    script.endless_comments = True
    monkeypatch.setattr(bounds, "PATIENCE", 0.05)  # half a second, and the silence that is allowed stays long
    pieces = reply(opened(url, llm_timeout=10))
    assert ["".join(pieces), is_cut(pieces[-1])] == ["Poland and Germany.", True]
    assert script.gone.wait(30)


def test_a_reply_of_any_size_is_bounded(served: Any, opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    url, script = served
    monkeypatch.setattr(bounds, "MOST_BYTES", 100_000)
    model = opened(url)
    script.body = json.dumps({"choices": [{"message": {"content": "x" * 200_000}}]}).encode()
    with pytest.raises(ModelError, match="far longer than any reply"):
        model.probability(ASK)
    script.body, script.listed = None, b'{"data": [' + b" " * 200_000 + b"]}"
    with pytest.raises(ModelError, match="far longer than any reply"):
        _ = opened(url).context_tokens


def test_nothing_is_unpacked(served: Any, opened: Any) -> None:
    url, script = served
    model = opened(url)
    assert reply(model)
    script.body, script.headers = gzip.compress(b"0" * 10_000_000), JSON | {"content-encoding": "gzip"}
    for ask in (reply, lambda model: model.probability(ASK)):
        with pytest.raises(ModelError, match="compressed"):
            ask(model)


@pytest.mark.parametrize(
    ("listed", "sentence"),
    [
        (b'{"data": null}', "lists no models"),
        (b'{"data": []}', "lists no models"),
        (b'{"data": [null, 5, {"name": "x"}, {"id": null}]}', "lists no models"),
        (b'{"data": "x"}', "not answer like an OpenAI-compatible"),
        (b"[]", "not answer like an OpenAI-compatible"),
        (b"<html></html>", "not answer like an OpenAI-compatible"),
        (b"\xff\xfe", "not answer like an OpenAI-compatible"),
    ],
)
def test_a_list_of_models_that_is_none(served: Any, opened: Any, listed: bytes, sentence: str) -> None:
    url, script = served
    script.listed = listed
    with pytest.raises(ModelError, match=sentence):
        reply(opened(url))


@pytest.mark.parametrize(
    ("window", "tokens"), [(-5, 2048), (0, 2048), ("8192", 2048), (True, 2048), (None, 2048), (10**15, 10**15)]
)
def test_a_context_window_is_a_positive_number(served: Any, opened: Any, window: Any, tokens: int) -> None:
    url, script = served
    script.models = [{"id": 7, "max_model_len": window}]
    model = opened(url, llm_context=2048)
    assert model.context_tokens == tokens
    assert reply(model) and script.requests[-1]["model"] == "7"


@pytest.mark.parametrize("props", [b"[]", b'{"default_generation_settings": null}', b"<html>"])
def test_a_server_that_calls_itself_llama(opened: Any, props: bytes) -> None:
    class Llama(Handler):
        def do_GET(self) -> None:  # noqa: N802 - the library's name
            if self.path.endswith("/props"):
                self._send(props, JSON)
            else:
                super().do_GET()

    with endpoint(Llama, Script(models=[{"id": "m", "owned_by": "llamacpp"}])) as (url, _):
        model = opened(url, llm_context=2048)
        if props == b"<html>":
            with pytest.raises(ModelError, match="not answer like an OpenAI-compatible"):
                _ = model.context_tokens
        else:
            assert model.context_tokens == 2048


@pytest.mark.parametrize("key", ["ключ", "two words", "line\nbreak"])
def test_a_key_that_no_header_can_carry(opened: Any, key: str) -> None:
    with pytest.raises(ModelConfigError, match="characters that cannot be sent") as caught:
        opened("http://127.0.0.1:9/v1", llm_key=key)
    assert key not in str(caught.value)


@pytest.mark.parametrize("url", ["http://[::1", "http://host:port/v1", "http://a b/v1", "http://host:99999/v1"])
def test_what_is_no_address(opened: Any, url: str) -> None:
    with pytest.raises(ModelConfigError, match="is no URL"):
        opened(url)


def test_a_password_in_the_address_is_shown_nowhere(opened: Any) -> None:
    with endpoint() as (url, script):
        script.status = 500
        model = opened(url.replace("//", "//user:secret@"))
        with pytest.raises(ModelError) as caught:
            reply(model)
        assert "secret" not in str(caught.value) and "secret" not in model.name
