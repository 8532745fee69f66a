"""From the setting `llm` to a model."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from assistant.errors import ModelConfigError
from assistant.llm.base import LanguageModel
from assistant.llm.embedded import open_embedded
from assistant.llm.endpoint import connect, is_local
from assistant.llm.openai_like import OpenAILikeModel
from assistant.models import ModelStore
from assistant.settings import Settings

_OPENAI = "https://api.openai.com/v1"
_OLLAMA = "http://127.0.0.1:11434"
#: Sent where no key is needed; some servers insist on the header.
_NO_KEY = "none"


def open_model(settings: Settings, store: ModelStore) -> LanguageModel:
    """The language model of the settings. Returns while it still loads or connects; first use waits.

    Raises:
        ModelConfigError: the name is malformed, a key is missing, or the file is no model.
        ModelStoreError: the model file cannot be had.
    """
    name = settings.llm
    kind, separator, rest = name.partition(":")
    if name.startswith(("http://", "https://")):
        return _remote(settings, _base_url(name), _key(settings, _belongs_to_openai(name)), settings.llm_model)
    if separator and kind in ("openai", "ollama", "anthropic"):
        if not rest:
            raise ModelConfigError(f"“{name}” lacks the model's name; write {kind}:NAME.")
        if kind == "ollama":
            url = _base_url(_with_scheme(os.environ.get("OLLAMA_HOST") or _OLLAMA))
            return _remote(settings, url, _key(settings), rest)
        if kind == "openai":
            return _remote(settings, _OPENAI, _required_key(settings, "OPENAI_API_KEY", "OpenAI"), rest)
        from assistant.llm.anthropic import AnthropicModel

        return AnthropicModel(
            rest, key=_required_key(settings, "ANTHROPIC_API_KEY", "Anthropic"), timeout=settings.llm_timeout
        )
    if separator and kind != "hf" and not Path(name).exists():
        raise ModelConfigError(
            f"“{name}” names no kind of model that is known; write a name of `assistant models`, a .gguf file, "
            "hf:OWNER/REPO/FILE.gguf, a URL, ollama:NAME, openai:NAME or anthropic:NAME."
        )
    path = store.path(name)
    if path.is_dir():
        raise ModelConfigError(f"{path} is a folder, not a language model; name its .gguf file.")
    return open_embedded(
        name if path.stem not in name else path.stem,
        path,
        context_tokens=settings.llm_context,
        timeout=settings.llm_timeout,
        threads=settings.llm_threads,
    )


def _remote(settings: Settings, url: str, key: str, model: str | None) -> LanguageModel:
    name = f"{model} at {urlsplit(url).netloc}" if model else settings.llm
    return OpenAILikeModel(
        name,
        lambda: connect(settings.llm, url, key, model, settings.llm_context),
        hosted=not is_local(url),
        timeout=settings.llm_timeout,
    )


def _base_url(url: str) -> str:
    """Without a trailing slash, with the usual /v1 where no path is given."""
    url = url.rstrip("/")
    if not urlsplit(url).hostname:
        raise ModelConfigError(f"“{url}” is no URL; write it like http://localhost:8000/v1.")
    return url if urlsplit(url).path else f"{url}/v1"


def _with_scheme(host: str) -> str:
    """OLLAMA_HOST may be a bare host and port, and 0.0.0.0 there means “listen everywhere”."""
    url = host if "://" in host else f"http://{host}"
    url = url.replace("//0.0.0.0", "//127.0.0.1")
    return url if urlsplit(url).port or url.startswith("https") else f"{url.rstrip('/')}:11434"


def _belongs_to_openai(url: str) -> bool:
    """OPENAI_API_KEY goes to OpenAI and to nobody else."""
    return urlsplit(url).hostname == urlsplit(_OPENAI).hostname


def _key(settings: Settings, openai: bool = False) -> str:
    if settings.llm_key is not None:
        return settings.llm_key.get_secret_value()
    return (os.environ.get("OPENAI_API_KEY") if openai else None) or _NO_KEY


def _required_key(settings: Settings, variable: str, company: str) -> str:
    key = settings.llm_key.get_secret_value() if settings.llm_key else os.environ.get(variable)
    if not key:
        raise ModelConfigError(f"No key for {company}; set ASSISTANT_LLM_KEY or {variable}.")
    return key
