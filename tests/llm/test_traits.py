"""What is known of a model: told by its server, by its file, or by its maker."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from assistant.llm import Message, traits_of
from assistant.llm.connecting import UNTOLD_WINDOW
from assistant.llm.gguf import Header, header_of, labelled
from assistant.llm.vendors import known_window
from assistant.models import ModelStore
from assistant.settings import load_settings
from tests.llm.fake_endpoint import Script

ASK = [Message("user", "Who rejected it?")]
TEMPLATE = "{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>{% endif %}"


def llama(script: Script, template: str = "{{ messages }}", window: int = 8192) -> None:
    script.models = [{"id": "m", "owned_by": "llamacpp", "meta": {"n_params": 4_020_000_000, "n_ctx_train": 262_144}}]
    settings = {"n_ctx": window, "params": {"reasoning_format": "deepseek"}}
    script.routes = {"/props": {"default_generation_settings": settings, "chat_template": template}}


def test_of_llama_cpp(served: Any, opened: Any) -> None:
    url, script = served
    llama(script)
    traits = opened(url).traits
    assert (traits.parameters, traits.context_tokens, traits.logprobs, traits.hosted) == (4.02, 8192, None, False)
    assert "llama.cpp" in traits.reason and "8,192" in traits.reason


def test_thinking_is_switched_off_where_the_template_knows_how(served: Any, opened: Any) -> None:
    url, script = served
    llama(script, TEMPLATE)
    assert "".join(opened(url).stream(ASK, max_tokens=9))
    assert script.requests[-1]["chat_template_kwargs"] == {"enable_thinking": False}
    assert "reasoning_effort" not in script.requests[-1]
    assert "".join(opened(url, llm_thinking="high").stream(ASK, max_tokens=9))
    assert script.requests[-1]["chat_template_kwargs"] == {"enable_thinking": True}
    assert script.requests[-1]["max_tokens"] > 1000
    llama(script)
    assert "".join(opened(url, llm_model="m").stream(ASK, max_tokens=9))
    assert "chat_template_kwargs" not in script.requests[-1]


SHOWN = {
    "details": {"parameter_size": "8.2B"},
    "model_info": {"qwen3.context_length": 40_960, "general.architecture": "qwen3"},
    "capabilities": ["completion", "thinking"],
}


@pytest.mark.parametrize(
    ("shown", "running", "window"),
    [
        (SHOWN | {"parameters": 'stop "<|im_end|>"\nnum_ctx     16384\n'}, [], 16_384),
        (SHOWN, [{"name": "m:latest", "context_length": 8192}], 8192),
        (SHOWN, [{"name": "m:latest"}], 4096),
        (SHOWN | {"remote_model": "m"}, [], 40_960),
        (SHOWN | {"parameters": "num_ctx 999999"}, [], 40_960),
        ({}, [], 4096),
        ({"model_info": 5, "details": [], "capabilities": "x", "parameters": 7}, "x", 4096),
    ],
)
def test_of_ollama(served: Any, opened: Any, shown: Any, running: Any, window: int) -> None:
    """A prompt beyond its window loses its beginning there without a word, so that the trained one does not count."""
    url, script = served
    script.models = [{"id": "m:latest", "owned_by": "library"}]
    script.routes = {"/api/show": shown, "/api/ps": {"models": running}, "/api/generate": {}}
    model = opened(url, llm_model="m")
    traits = model.traits
    assert traits.context_tokens == window
    assert traits.parameters == (8.2 if shown.get("details") else None)
    assert "".join(model.stream(ASK, max_tokens=9))
    assert script.requests[-1].get("reasoning_effort") == ("none" if shown.get("details") else None)


def test_the_model_is_loaded_to_learn_its_window(served: Any, opened: Any) -> None:
    url, script = served
    script.models = [{"id": "m", "owned_by": "library"}]
    running: list[dict[str, Any]] = []

    def load(body: dict[str, Any]) -> dict[str, Any]:
        running.append({"name": body["model"], "context_length": 32_768})
        return {"done": True}

    script.routes = {"/api/show": SHOWN, "/api/generate": load, "/api/ps": lambda _: {"models": running}}
    assert opened(url).context_tokens == 32_768


def test_of_vllm(served: Any, opened: Any) -> None:
    url, script = served
    script.models = [{"id": "m", "owned_by": "vllm", "max_model_len": 65_536}]
    model = opened(url)
    assert (model.traits.context_tokens, model.traits.parameters) == (65_536, None)
    assert "".join(model.stream(ASK, max_tokens=9))
    assert script.requests[-1]["chat_template_kwargs"] == {"enable_thinking": False}


@pytest.mark.parametrize("key", ["context_length", "context_window", "max_context_length"])
def test_of_gateways(served: Any, opened: Any, key: str) -> None:
    url, script = served
    script.models = [{"id": "m", key: 131_072}]
    assert opened(url).context_tokens == 131_072


def test_where_nobody_tells(served: Any, opened: Any) -> None:
    url, script = served
    assert opened(url).context_tokens == UNTOLD_WINDOW
    assert opened(url, llm_context=2048).context_tokens == 2048
    script.models = [{"id": "openai/gpt-4o-mini"}]
    assert opened(url).context_tokens == 128_000


@pytest.mark.parametrize(
    ("name", "window"),
    [
        ("gpt-4o-mini", 128_000), ("gpt-4", 8_192), ("gpt-4-0613", 8_192), ("gpt-4.1-nano", 1_047_576),
        ("gpt-5.2", 400_000), ("ft:gpt-4o:me", 128_000), ("o3-mini", 200_000), ("o1-mini", 128_000),
        ("anthropic/claude-sonnet-9", 200_000), ("gpt-4omni", None), ("llama-3", None), ("", None),
    ],
)  # fmt: skip
def test_what_makers_publish(name: str, window: int | None) -> None:
    assert known_window(name) == window
    assert known_window(name, openai=True) == (window or 128_000)


def test_log_probabilities_are_known_once_they_were_asked_for(served: Any, opened: Any) -> None:
    url, script = served
    top = [{"token": "Yes", "logprob": -0.1}, {"token": "No", "logprob": -3.0}]
    script.logprobs = {"content": [{**top[0], "top_logprobs": top}]}
    model = opened(url)
    assert model.traits.logprobs is None
    assert model.probability(ASK)
    assert model.traits.logprobs is True


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def gguf(path: Path, label: str | None = "4B", tensors: tuple[tuple[int, ...], ...] = (), version: int = 3) -> Path:
    entries = [text("general.architecture") + struct.pack("<I", 8) + text("qwen3")]
    if label is not None:
        entries.append(text("general.size_label") + struct.pack("<I", 8) + text(label))
    entries += [
        text("a.flags") + struct.pack("<IIQ", 9, 7, 3) + b"\1\0\1",
        text("a.nested") + struct.pack("<IIQ", 9, 9, 1) + struct.pack("<IQ", 4, 2) + b"\0" * 8,
        text("qwen3.context_length") + struct.pack("<II", 4, 40_960),
        text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 2) + text("a") + text("bc"),
        text("tokenizer.ggml.eos") + struct.pack("<II", 4, 2),
    ]
    told = b"".join(
        text(f"blk.{number}") + struct.pack(f"<I{len(shape)}Q", len(shape), *shape) + struct.pack("<IQ", 0, 0)
        for number, shape in enumerate(tensors)
    )
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(entries)) + b"".join(entries) + told)
    return path


def test_of_a_file(tmp_path: Path) -> None:
    assert header_of(gguf(tmp_path / "a")) == Header(4.0, 40_960)
    counted = gguf(tmp_path / "b", None, ((1000, 2000, 500), (500_000_000,)))
    assert header_of(counted) == Header(1.5, 40_960)
    settings = load_settings(llm=str(counted), llm_context=8192, cache=tmp_path)
    traits = traits_of(settings, ModelStore(tmp_path))
    assert traits is not None and (traits.parameters, traits.context_tokens) == (1.5, 8192)
    wide = settings.model_copy(update={"llm_context": 131_072})
    assert getattr(traits_of(wide, ModelStore(tmp_path)), "context_tokens", None) == 40_960


def test_of_a_damaged_file(tmp_path: Path) -> None:
    whole = gguf(tmp_path / "a", None, ((10,),)).read_bytes()
    for length in range(0, len(whole), 7):
        (tmp_path / "b").write_bytes(whole[:length])
        assert header_of(tmp_path / "b") is None
    for wrong in (b"GGUF" + b"\xff" * 60, b"GGML" + whole[4:], b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 1)):
        (tmp_path / "b").write_bytes(wrong)
        assert header_of(tmp_path / "b") is None
    assert header_of(gguf(tmp_path / "c", version=1)) is None
    assert header_of(tmp_path / "missing") is None


@pytest.mark.parametrize(
    ("label", "billions"),
    [("1.5B", 1.5), ("270M", 0.27), ("35B-A3B", 35.0), ("8x7B", 56.0), ("large", None), ("", None), ("0B", None)],
)
def test_labels(label: str, billions: float | None) -> None:
    assert labelled(label) == (None if billions is None else pytest.approx(billions))


@pytest.mark.parametrize(
    "name", ["openai:gpt-x", "anthropic:claude-x", "ollama:x", "http://localhost:8000/v1", "missing.gguf"]
)
def test_of_an_endpoint_nothing_is_known_before_it_is_asked(tmp_path: Path, name: str) -> None:
    assert traits_of(load_settings(llm=name, cache=tmp_path), ModelStore(tmp_path)) is None


def test_of_a_model_that_is_not_on_the_disk_the_manifest_tells(tmp_path: Path) -> None:
    traits = traits_of(load_settings(cache=tmp_path), ModelStore(tmp_path))
    assert traits is not None and traits.parameters == 1.5 and "manifest" in traits.reason
