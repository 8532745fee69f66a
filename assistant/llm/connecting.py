"""Which models an endpoint offers, and what it tells of the one that is used."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from assistant import failures
from assistant.llm.endpoint import SMALL_TIMEOUT, Endpoint, client, shown, told_json
from assistant.llm.failures import translated
from assistant.llm.ollama import Served, served_by_ollama
from assistant.llm.vendors import known_window

#: The context window of an endpoint that does not tell it: servers of 2026 give a request so much and more, and say so
#: where it was too much.
UNTOLD_WINDOW = 32_768
#: Ollama's own, which leaves out the beginning of a longer prompt without a word.
_OLLAMA_WINDOW = 4_096
#: Under these names lists of models tell the window: vLLM and SGLang, OpenRouter and Together, Groq, Mistral.
_WINDOWS = ("max_model_len", "context_length", "context_window", "max_context_length")
#: How servers call themselves in ``owned_by``.
_OWNERS = {"llamacpp": "llama.cpp", "vllm": "vLLM", "sglang": "SGLang", "library": "Ollama"}
_OPENAI_HOST = "https://api.openai.com/"


def connect(name: str, url: str, key: str, model: str | None, context_tokens: int | None) -> Endpoint:
    """Ask an endpoint for its models, and for what it tells of the chosen one.

    Args:
        name: what the user wrote, for messages.
        url: base URL that ends in ``/v1``.
        key: API key or a stand-in.
        model: the model to ask for; None takes the first that it lists.
        context_tokens: context window to assume where the endpoint does not tell; None assumes what is usual.

    Raises:
        ModelConfigError: the key is refused, or there is no such model.
        ModelUnavailableError: it cannot be reached.
    """
    with client(url, key) as http, translated(name, shown(url), model or "", SMALL_TIMEOUT):
        response = http.get(f"{url}/models")
        if response.status_code == 404:  # some gateways list nothing; then the first request will tell
            offered: list[dict[str, Any]] = []
        else:
            offered = _models(told_json(response, url, model or ""), url)
        chosen = _choose(offered, model, url)
        entry = next((one for one in offered if str(one.get("id")) == chosen), {})
        server = _server(name, url, offered)
        props = _props(http, url) if server == "llama.cpp" else None
        ollama = served_by_ollama(http, url, chosen) if server == "Ollama" else Served()
    window, reason = _window(entry, props, ollama, context_tokens, chosen, server)
    return Endpoint(
        url,
        key,
        chosen,
        window,
        llama_server=props is not None,
        server=server,
        parameters=_parameters(entry) or ollama.parameters,
        template=_template(server, props, ollama),
        separates=server == "OpenAI" or (props is not None and _separates(props)),
        reason=reason,
    )


def _server(name: str, url: str, offered: list[dict[str, Any]]) -> str:
    if url.startswith(_OPENAI_HOST):
        return "OpenAI"
    owners = (entry.get("owned_by") for entry in offered)
    told = next((_OWNERS[owner] for owner in owners if isinstance(owner, str) and owner in _OWNERS), "")
    return told or ("Ollama" if name.startswith("ollama:") else "")


def _props(http: Any, url: str) -> dict[str, Any] | None:
    response = http.get(f"{url.removesuffix('/v1')}/props")
    if response.status_code != 200:
        return None
    props = told_json(response, url, "")
    return props if isinstance(props, dict) else None


def _models(body: Any, url: str) -> list[dict[str, Any]]:
    entries = body.get("data", []) if isinstance(body, dict) else "nothing of the kind"
    if not isinstance(entries, list | None):
        raise failures.MODEL_NOT_AN_INTERFACE(url=shown(url))
    return [entry for entry in entries or [] if isinstance(entry, dict)]


def _choose(offered: list[dict[str, Any]], model: str | None, url: str) -> str:
    ids = [str(entry["id"]) for entry in offered if entry.get("id") not in (None, "")]
    if model is None:
        if not ids:
            raise failures.MODEL_NONE_LISTED(url=shown(url))
        return ids[0]
    # Ollama lists “llama3.2:latest” for “llama3.2”
    match = next((known for known in ids if known in (model, f"{model}:latest")), None)
    if ids and match is None:
        some = ", ".join(ids[:5]) + (" …" if len(ids) > 5 else "")
        raise failures.MODEL_NOT_LISTED(url=shown(url), model=model, offered=some)
    return match or model


def _window(
    entry: Mapping[str, Any],
    props: Mapping[str, Any] | None,
    ollama: Served,
    assumed: int | None,
    model: str,
    server: str,
) -> tuple[int, str]:
    """The context window, and where it is known from."""
    settings = props.get("default_generation_settings") if props is not None else None
    if isinstance(settings, dict) and (window := positive(settings.get("n_ctx"))):
        return window, "llama.cpp's server tells it"
    for key in _WINDOWS if props is None else ():
        if window := positive(entry.get(key)):
            return window, "the endpoint's list of models tells it"
    if ollama.window:
        return ollama.window, "Ollama tells it"
    if assumed:
        return assumed, "ASSISTANT_LLM_CONTEXT says so"
    if server == "Ollama":
        return min(
            _OLLAMA_WINDOW, ollama.trained or _OLLAMA_WINDOW
        ), "Ollama does not tell it, and has so much by itself"
    if window := known_window(model, openai=server == "OpenAI"):
        return window, "its maker publishes it"
    return UNTOLD_WINDOW, "the endpoint does not tell it, and so much is usual"


def _parameters(entry: Mapping[str, Any]) -> float | None:
    """llama.cpp's server tells them with the model."""
    meta = entry.get("meta")
    count = positive(meta.get("n_params")) if isinstance(meta, dict) else None
    return count / 1e9 if count else None


def _template(server: str, props: Mapping[str, Any] | None, ollama: Served) -> frozenset[str]:
    if server in ("vLLM", "SGLang"):  # they do not tell the template, and one without that variable ignores it
        return frozenset(("enable_thinking",))
    text = props.get("chat_template") if props is not None else None
    known = {word for word in ("enable_thinking", "reasoning_effort") if isinstance(text, str) and word in text}
    return frozenset(known | ({"thinking"} if ollama.thinks else set()))


def _separates(props: Mapping[str, Any]) -> bool:
    """Whether llama.cpp's server takes thoughts apart, or the model's template knows of none."""
    with contextlib.suppress(KeyError, TypeError):
        if str(props["default_generation_settings"]["params"]["reasoning_format"]) not in ("none", ""):
            return True
    template = props.get("chat_template")
    return isinstance(template, str) and "think" not in template.lower()


def positive(value: Any) -> int | None:
    """A positive whole number of a reply, None for whatever else stands there."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
