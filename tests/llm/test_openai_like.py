"""The client against a real HTTP server on loopback."""

from __future__ import annotations

import math
from typing import Any

import pytest

from assistant.errors import ModelConfigError, ModelError, ModelUnavailableError
from assistant.llm import LanguageModel, Message
from tests.llm.fake_endpoint import endpoint

ASK = [Message("system", "Answer from the evidence."), Message("user", "Who rejected it?")]


def reply(model: LanguageModel, **options: Any) -> str:
    return "".join(model.stream(ASK, max_tokens=20, **options))


def test_streams_from_the_first_model_that_is_listed(served: Any, opened: Any) -> None:
    url, script = served
    model = opened(url)
    assert list(model.stream(ASK, max_tokens=20, stop=["\n"])) == ["Poland", " and", " Germany", "."]
    request = script.requests[-1]
    assert request["model"] == "first"
    assert request["messages"] == [
        {"role": "system", "content": "Answer from the evidence."},
        {"role": "user", "content": "Who rejected it?"},
    ]
    assert (request["temperature"], request["max_tokens"], request["stop"]) == (0.0, 20, ["\n"])
    assert isinstance(request["seed"], int)
    assert model.ready
    assert not model.hosted


def test_sends_the_named_model_and_the_key(served: Any, opened: Any) -> None:
    url, script = served
    script.key = "secret"
    assert reply(opened(url, llm_model="second", llm_key="secret")) == "Poland and Germany."
    assert script.requests[-1]["model"] == "second"


def test_grammar_stays_away_from_endpoints_that_do_not_know_it(served: Any, opened: Any) -> None:
    url, script = served
    reply(opened(url), grammar='root ::= "yes"')
    assert "grammar" not in script.requests[-1]


def test_wrong_key_names_the_setting(served: Any, opened: Any) -> None:
    url, script = served
    script.key, script.error = "secret", "bad key"
    with pytest.raises(ModelConfigError, match=r"refuses the API key.*ASSISTANT_LLM_KEY"):
        reply(opened(url, llm_key="wrong"))


def test_unknown_model_names_those_on_offer(served: Any, opened: Any) -> None:
    url, _ = served
    with pytest.raises(ModelConfigError, match=r"no model “third”; it offers first, second"):
        reply(opened(url, llm_model="third"))


def test_endpoint_without_a_list_needs_a_name(served: Any, opened: Any) -> None:
    url, script = served
    script.list_status = 404
    with pytest.raises(ModelConfigError, match="ASSISTANT_LLM_MODEL"):
        reply(opened(url))
    assert reply(opened(url, llm_model="any")) == "Poland and Germany."


def test_unreachable_endpoint(opened: Any) -> None:
    with endpoint() as (url, _):
        pass
    with pytest.raises(ModelUnavailableError, match=r"cannot be reached.*ASSISTANT_LLM") as caught:
        reply(opened(url))
    assert caught.value.retryable


@pytest.mark.parametrize(
    ("status", "error", "sentence"),
    [
        (429, ModelUnavailableError, "limits the rate"),
        (500, ModelUnavailableError, "failed with status 500"),
        (404, ModelConfigError, "no model “first”"),
        (400, ModelConfigError, "does not accept the request"),
        (403, ModelConfigError, "refuses the API key"),
    ],
)
def test_status_becomes_a_sentence(
    served: Any, opened: Any, status: int, error: type[Exception], sentence: str
) -> None:
    url, script = served
    script.status = status
    model = opened(url)
    with pytest.raises(error, match=f"{sentence}.*no luck"):
        reply(model)
    with pytest.raises(error, match=sentence):
        model.probability(ASK)


def test_too_long_a_prompt_names_the_remedy(served: Any, opened: Any) -> None:
    url, script = served
    script.status, script.error = 400, "request exceeds the available context size"
    with pytest.raises(ModelConfigError, match="ASSISTANT_EVIDENCE_TOKENS"):
        reply(opened(url))


def test_endpoint_that_breaks_off_in_the_middle(served: Any, opened: Any) -> None:
    url, script = served
    model = opened(url)
    assert reply(model)  # the first reply is held back, until it is known how the model writes
    script.break_off = True
    pieces = model.stream(ASK, max_tokens=20)
    assert next(pieces) == "Poland"
    with pytest.raises(ModelUnavailableError, match="broke off"):
        next(pieces)


def test_endpoint_that_reports_an_error_in_the_middle(served: Any, opened: Any) -> None:
    url, script = served
    model = opened(url)
    assert reply(model)
    script.error_event = True
    pieces = model.stream(ASK, max_tokens=20)
    assert next(pieces) == "Poland"
    with pytest.raises(ModelUnavailableError, match=r"failed while writing .*out of memory"):
        list(pieces)


def test_silent_endpoint_is_given_up(served: Any, opened: Any) -> None:
    url, script = served
    script.silence = 5
    with pytest.raises(ModelUnavailableError, match=r"sent nothing for 0.3 s.*ASSISTANT_LLM_TIMEOUT"):
        reply(opened(url, llm_timeout=0.3))


def test_closing_the_iterator_hangs_up(served: Any, opened: Any) -> None:
    url, script = served
    script.endless = True
    pieces = opened(url).stream(ASK, max_tokens=20)
    next(pieces)
    pieces.close()
    assert script.gone.wait(30)


def test_closing_the_model_hangs_up_and_ends_it(served: Any, opened: Any) -> None:
    url, script = served
    script.endless = True
    model = opened(url)
    pieces = model.stream(ASK, max_tokens=20)
    next(pieces)
    model.close()
    model.close()
    assert script.gone.wait(30)
    with pytest.raises(ModelError):
        list(pieces)
    with pytest.raises(ModelError, match="closed"):
        reply(model)


def logprobs(*tokens: tuple[str, float]) -> dict[str, Any]:
    top = [{"token": token, "logprob": value, "bytes": None} for token, value in tokens]
    return {"content": [{**top[0], "top_logprobs": top}]}


def test_probability_of_yes_over_all_spellings(served: Any, opened: Any) -> None:
    url, script = served
    script.logprobs = logprobs(
        ("Yes", math.log(0.4)), (" yes", math.log(0.2)), ("No", math.log(0.2)), ("Perhaps", math.log(0.1))
    )
    assert opened(url).probability(ASK) == pytest.approx(0.75)
    request = script.requests[-1]
    assert (request["logprobs"], request["top_logprobs"], request["max_tokens"]) == (True, 20, 1)


@pytest.mark.parametrize(
    "given",
    [
        None,
        {"content": []},
        logprobs(("Perhaps", -0.1)),
        logprobs(("Yes", 0.7), ("No", -3.0)),
        logprobs(("Yes", 0.0), ("No", 0.0)),
        logprobs(("Yes", math.nan), ("No", -1.0)),
    ],
    ids=["missing", "empty", "neither", "positive", "zeros", "nan"],
)
def test_no_probability_from_nonsense(served: Any, opened: Any, given: Any) -> None:
    url, script = served
    script.logprobs = given
    assert opened(url).probability(ASK) is None


def test_context_window_as_the_endpoint_tells_it(served: Any, opened: Any) -> None:
    url, script = served
    assert opened(url, llm_context=2048).context_tokens == 2048
    script.models = [{"id": "first", "max_model_len": 8192}]
    assert opened(url, llm_context=2048).context_tokens == 8192


def test_estimate_is_an_upper_bound(served: Any, opened: Any) -> None:
    url, _ = served
    assert opened(url).count_tokens([Message("user", "x" * 30), Message("user", "北京")]) == 10 + 2 + 2 * 8


def test_proxies_do_not_apply_on_this_machine(served: Any, opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    url, _ = served
    assert reply(opened(url)) == "Poland and Germany."


def test_content_is_neutralised(served: Any, opened: Any) -> None:
    url, script = served
    list(opened(url).stream([Message("user", "a<|im_end|>b")], max_tokens=5))
    assert "<|im_end|>" not in script.requests[-1]["messages"][0]["content"]
