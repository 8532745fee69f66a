"""What an endpoint refuses is left out, once; other refusals stay what they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import ModelConfigError, ModelError
from assistant.llm import LanguageModel, Message, is_cut
from assistant.llm.habits import DAYS_KEPT, ENDPOINTS, Habits, Learnt
from assistant.llm.refusals import refused_forms, window_in

ASK = [Message("system", "Answer from the evidence."), Message("user", "Who rejected it?")]
SENT = {
    "model": "m", "messages": [], "system": True, "temperature": 0.0, "seed": 7, "stream": True, "stop": ["\n"],
    "logprobs": True, "top_logprobs": 20, "max_tokens": 9, "response_format": {"type": "json_schema"},
    "reasoning_effort": "none", "chat_template_kwargs": {"enable_thinking": False}, "grammar": "root",
}  # fmt: skip


def told(message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


def reply(model: LanguageModel, **options: Any) -> str:
    return "".join(model.stream(ASK, max_tokens=20, **options))


@pytest.mark.parametrize(
    ("status", "body", "form"),
    [
        (
            400,
            told("Unsupported parameter: 'logprobs' is not supported with this model.", param="logprobs"),
            "logprobs",
        ),
        (403, told("You are not allowed to request logprobs from this model"), "logprobs"),
        (400, told("this model does not support log probabilities"), "logprobs"),
        (404, told("No endpoints found that support the 'top_logprobs' option"), "top_logprobs=20"),
        (400, told("Use 'max_completion_tokens' instead.", param="max_tokens"), "max_tokens"),
        (400, told("'max_tokens' is not supported with this model."), "max_tokens"),
        (400, told("Unsupported value: 'temperature' does not support 0 with this model."), "temperature"),
        (422, {"detail": [{"loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}]}, "seed"),
        (400, told("Unrecognized request argument supplied: reasoning_effort"), "reasoning_effort"),
        (400, told("Supported values are: 'low', 'medium'", param="reasoning_effort"), "reasoning_effort=none"),
        (422, {"detail": "reasoning_effort: Input should be 'low', 'medium' or 'high'"}, "reasoning_effort=none"),
        (400, told("Invalid parameter: 'response_format' of type 'json_schema' is not supported"), "json_schema"),
        (400, told("Structured outputs are not available for this model"), "json_schema"),
        (400, told("Your organization must be verified to stream this model.", param="stream"), "stream"),
        (400, told("streaming is not available"), "stream"),
        (
            400,
            told("'messages[0].role' does not support 'system' here.", param="messages[0].role"),
            "system",
        ),
        (400, told("System role not supported"), "system"),
        (400, told("unknown field `stop`"), "stop"),
        (400, told("chat template: unexpected keyword enable_thinking"), "chat_template_kwargs"),
    ],
)
def test_a_refused_parameter_is_found(status: int, body: Any, form: str) -> None:
    assert refused_forms(status, body, SENT) == {form}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, told("Incorrect API key; set the parameter 'seed'")),
        (403, told("Your key may not use this model, stop trying")),
        (404, told("The model `m` does not exist", code="model_not_found")),
        (429, told("limit for 'logprobs' reached")),
        (400, told("You exceeded your current quota for 'logprobs'", code="insufficient_quota")),
        (400, told("'max_tokens' is too large: 9. This model's maximum context length is 4096 tokens")),
        (400, told("a system of this kind is out of order")),
        (500, told("'seed' is broken")),
    ],
)
def test_other_refusals_name_no_parameter(status: int, body: Any) -> None:
    assert refused_forms(status, body, SENT) == frozenset()


def test_a_vague_refusal_leaves_out_whatever_can_be() -> None:
    body = told("No endpoints found that can handle the requested parameters.")
    assert refused_forms(404, body, SENT) == frozenset(SENT) - {
        "model", "messages", "system", "stream", "response_format"
    }  # fmt: skip


def test_the_window_in_a_refusal() -> None:
    assert window_in("This model's maximum context length is 4,096 tokens, you asked for 9,000") == 4096
    assert window_in("the request exceeds the available context size (2048 tokens)") == 2048
    assert window_in("too long") is None


REFUSED = {
    "logprobs": lambda body: "logprobs" in body,
    "temperature": lambda body: "temperature" in body,
    "seed": lambda body: "seed" in body,
    "stop": lambda body: "stop" in body,
    "stream": lambda body: bool(body.get("stream")),
    "max_tokens": lambda body: "max_tokens" in body,
    "system": lambda body: body["messages"][0]["role"] == "system",
}


@pytest.mark.parametrize("name", REFUSED)
def test_each_alone_costs_one_repeat_and_never_again(served: Any, opened: Any, name: str) -> None:
    url, script = served
    script.pieces = ["Poland", " and", " Germany", ".\nNobody", " else."]
    script.refuse = lambda body: (
        (400, told(f"Unsupported parameter: '{name}' is not supported with this model."))
        if REFUSED[name](body)
        else None
    )
    for requests in (2, 3):
        assert reply(opened(url), stop=["\n"]) == "Poland and Germany."
        assert len(script.requests) == requests  # the second model found it in the cache
    sent = script.requests[-1]
    assert not REFUSED[name](sent)
    if name == "max_tokens":  # which reasoning models refuse, so that it is asked not to reason
        assert (sent["max_completion_tokens"], sent["reasoning_effort"]) == (20, "none")
    if name == "system":
        assert [one["role"] for one in sent["messages"]] == ["user"]
        assert sent["messages"][0]["content"].startswith("Answer from the evidence.")


def test_a_reasoning_model_that_cannot_be_kept_from_it_has_room(served: Any, opened: Any) -> None:
    url, script = served

    def refuse(body: dict[str, Any]) -> tuple[int, Any] | None:
        if "max_tokens" in body:
            return 400, told("Use 'max_completion_tokens' instead.", param="max_tokens")
        if body.get("reasoning_effort") in ("none", "minimal"):
            return 400, told("Supported values are: 'low', 'medium' and 'high'.", param="reasoning_effort")
        return None

    script.refuse = refuse
    model = opened(url)
    assert reply(model) and reply(model)
    sent = script.requests[-1]
    assert len(script.requests) == 5 and sent["reasoning_effort"] == "low" and sent["max_completion_tokens"] > 1000


def test_several_at_once(served: Any, opened: Any) -> None:
    url, script = served
    names = ("logprobs", "max_tokens", "temperature", "seed", "stream")

    def refuse(body: dict[str, Any]) -> tuple[int, Any] | None:
        wrong = next((name for name in names if REFUSED[name](body)), None)
        return (400, told(f"Unsupported parameter: '{wrong}'", param=wrong)) if wrong else None

    script.refuse = refuse
    model = opened(url)
    assert reply(model) == "Poland and Germany."
    assert len(script.requests) == 6
    assert model.traits.logprobs is False
    assert model.probability(ASK) is None and len(script.requests) == 6


def test_what_a_verdict_learns_on_its_way_is_not_paid_for_again(served: Any, opened: Any) -> None:
    url, script = served
    names = ("max_tokens", "temperature", "logprobs")

    def refuse(body: dict[str, Any]) -> tuple[int, Any] | None:
        wrong = next((name for name in names if REFUSED[name](body)), None)
        return (400, told(f"Unsupported parameter: '{wrong}'", param=wrong)) if wrong else None

    script.refuse = refuse
    model = opened(url)
    assert model.probability(ASK) is None and len(script.requests) == 3
    assert reply(model) == "Poland and Germany." and len(script.requests) == 4


def test_without_log_probabilities_no_word_is_asked_for_that_nobody_reads(served: Any, opened: Any) -> None:
    url, script = served
    for refusal in (told("You are not allowed to request logprobs from this model"), None):
        script.requests.clear()
        script.refuse = lambda body, refusal=refusal: (403, refusal) if refusal and "logprobs" in body else None
        model = opened(url, llm_model=["second", "first"][refusal is None])
        assert [model.probability(ASK) for _ in range(3)] == [None] * 3
        assert len(script.requests) == 1


def test_a_request_that_is_refused_for_good_is_told_and_not_remembered(served: Any, opened: Any) -> None:
    url, script = served
    script.refuse = lambda body: (400, told("Unsupported parameter: 'seed', or so it seems"))
    model = opened(url)
    with pytest.raises(ModelConfigError, match=r"does not accept the request .*seed"):
        reply(model)
    script.refuse = lambda body: None
    assert reply(model) and "seed" in script.requests[-1]


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (429, told("You exceeded your current quota", code="insufficient_quota"), "quota or the credit .* used up"),
        (402, told("Payment required"), "quota or the credit .* used up"),
        (400, told("Your credit balance is too low to access the API"), "quota or the credit .* used up"),
        (403, told("You have no access to this model"), "does not allow this with your API key"),
        (400, told("The model `x` does not exist", code="model_not_found"), "no model “first”"),
        (400, told("prompt is too long: 9000 tokens"), "prompt is too long for the model"),
    ],
)
def test_what_is_no_parameter_is_told_truly_and_once(
    served: Any, opened: Any, status: int, body: Any, sentence: str
) -> None:
    url, script = served
    script.refuse = lambda _: (status, body)
    with pytest.raises(ModelError, match=sentence):
        reply(opened(url))
    assert len(script.requests) == 1


def test_a_window_that_a_refusal_names_holds_from_then_on(served: Any, opened: Any) -> None:
    url, script = served
    script.refuse = lambda _: (400, told("This model's maximum context length is 2048 tokens."))
    model = opened(url)
    assert model.context_tokens > 2048
    with pytest.raises(ModelConfigError, match="too long"):
        reply(model)
    assert model.context_tokens == 2048


def test_a_reply_that_comes_whole_though_a_stream_was_asked_for(served: Any, opened: Any) -> None:
    url, script = served
    whole = {"choices": [{"message": {"content": "Poland did."}, "finish_reason": "length"}]}
    script.body = json.dumps(whole).encode()
    model = opened(url)
    assert reply(model) == "Poland did."
    assert is_cut(list(model.stream(ASK, max_tokens=20))[-1])


def test_what_is_kept_is_forgotten_in_time_and_whatever_else_stands_there(tmp_path: Path) -> None:
    kept = Learnt(tmp_path, "http://x/v1", "m")
    kept.learn(refused=("seed",), logprobs=False, window=2048)
    assert Learnt(tmp_path, "http://x/v1", "m").habits == kept.habits == Habits(
        frozenset(("seed",)), logprobs=False, window=2048
    )  # fmt: skip
    assert Learnt(tmp_path, "http://x/v1", "other").habits == Habits()
    file = tmp_path / ENDPOINTS
    record = json.loads(file.read_text())
    (entry,) = record.values()
    for wrong in (
        entry | {"since": "2020-01-01"}, entry | {"since": "2999-01-01"}, entry | {"since": 7}, entry | {"refused": 5},
        [], "x", {},
    ):  # fmt: skip
        file.write_text(json.dumps(dict.fromkeys(record, wrong)))
        assert Learnt(tmp_path, "http://x/v1", "m").habits == Habits()
    file.write_text(json.dumps(dict.fromkeys(record, entry | {"window": "x", "thinks": 5})))
    assert Learnt(tmp_path, "http://x/v1", "m").habits == Habits(frozenset(("seed",)), logprobs=False)
    assert DAYS_KEPT > 1


def test_a_cache_that_cannot_be_written_costs_repeats_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    learnt = Learnt(tmp_path / "file", "http://x/v1", "m")
    learnt.learn(refused=("seed",))
    assert learnt.habits.refused == {"seed"}
