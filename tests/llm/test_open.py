from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.errors import ModelConfigError, ModelStoreError, ModelUnavailableError, SettingsError
from assistant.llm import LanguageModel, open_model
from assistant.llm.endpoint import Endpoint, is_local
from assistant.models import ModelStore
from assistant.settings import load_settings


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OLLAMA_HOST"):
        monkeypatch.delenv(name, raising=False)


def opened(tmp_path: Path, name: str, **settings: Any) -> LanguageModel:
    return open_model(load_settings(llm=name, cache=tmp_path, **settings), ModelStore(tmp_path, progress=False))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("openai:gpt-x", "No key for OpenAI; set ASSISTANT_LLM_KEY or OPENAI_API_KEY"),
        ("anthropic:claude-x", "No key for Anthropic; set ASSISTANT_LLM_KEY or ANTHROPIC_API_KEY"),
        ("ollama:", "lacks the model's name; write ollama:NAME"),
        ("mistral:large", "names no kind of model that is known"),
        ("http:///v1", "is no URL"),
    ],
)
def test_bad_names_get_a_sentence(tmp_path: Path, name: str, sentence: str) -> None:
    with pytest.raises(ModelConfigError, match=sentence):
        opened(tmp_path, name)


def test_unknown_model_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ModelStoreError, match=r"no model “qwen2.5-coder-1.5”.*Did you mean qwen2.5-coder-1.5b"):
        opened(tmp_path, "qwen2.5-coder-1.5")


def test_folder_is_no_language_model(tmp_path: Path) -> None:
    with pytest.raises(ModelConfigError, match="is a folder"):
        opened(tmp_path, str(tmp_path))


def test_hosted_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> Endpoint:
        raise ModelUnavailableError("nobody is asked, not even for the address")

    monkeypatch.setattr("assistant.llm.open.connect", unreachable)
    model = opened(tmp_path, "http://model.invalid:1/v1", llm_model="m")
    assert model.hosted
    assert model.name == "m at model.invalid:1"
    model.close()


def test_openai_key_goes_to_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.llm.fake_endpoint import endpoint

    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    with endpoint() as (url, script):
        script.key = "secret"  # would be let in only if the key were sent
        model = opened(tmp_path, url)
        with pytest.raises(ModelConfigError, match="refuses the API key"):
            _ = model.context_tokens
        model.close()


def test_ollama_host_is_respected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.llm import Message
    from tests.llm.fake_endpoint import endpoint

    with endpoint() as (url, script):
        monkeypatch.setenv("OLLAMA_HOST", url.removeprefix("http://").removesuffix("/v1"))
        script.models = [{"id": "llama3.2:latest"}]
        model = opened(tmp_path, "ollama:llama3.2")
        assert "".join(model.stream([Message("user", "hi")], max_tokens=5)) == "Poland and Germany."
        assert script.requests[-1]["model"] == "llama3.2:latest"
        model.close()


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:8000/v1", True),
        ("http://127.0.0.1:8000/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://127.0.0.1.example.org/v1", False),
        ("http://localhost.example.org/v1", False),
        ("http://192.168.1.5:8000/v1", False),
        ("https://api.openai.com/v1", False),
    ],
)
def test_what_stays_on_the_machine(url: str, local: bool) -> None:
    assert is_local(url) is local


def test_no_name_at_all_is_a_sentence(tmp_path: Path) -> None:
    """What a program sends for a setting may have skipped the validation."""
    for name in (None, "", 7):
        settings = load_settings().model_copy(update={"llm": name})
        with pytest.raises(ModelConfigError, match="No language model is named"):
            open_model(settings, ModelStore(tmp_path))
    with pytest.raises(SettingsError, match="The setting llm is wrong"):
        load_settings(llm=None)
