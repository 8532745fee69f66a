"""What Ollama tells of a model, beside its OpenAI-compatible interface."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: Seconds to load a model into memory; it is loaded by the first question otherwise.
LOAD_TIMEOUT = 120.0
_UNITS = {"K": 1e-6, "M": 1e-3, "B": 1.0, "T": 1e3}


@dataclass(frozen=True, slots=True)
class Served:
    """A model as Ollama serves it.

    Attributes:
        window: context window of its requests; a longer prompt loses its beginning without a word.
        trained: the longest one that the model was trained for.
        parameters: billions of them.
        thinks: whether it can think before it answers.
    """

    window: int | None = None
    trained: int | None = None
    parameters: float | None = None
    thinks: bool = False


def served_by_ollama(http: Any, url: str, model: str) -> Served:
    """Ask Ollama for a model: its description, and the window that it has in memory (it is loaded for that).

    Args:
        http: an ``httpx.Client``.
        url: base URL that ends in ``/v1``.
        model: its name at Ollama.
    """
    base = url.removesuffix("/v1")
    told = _asked(http, "POST", f"{base}/api/show", {"model": model})
    info, details = _object(told.get("model_info")), _object(told.get("details"))
    trained = next((value for key, value in info.items() if key.endswith(".context_length") and _positive(value)), None)
    window = _set_window(told.get("parameters"))
    if told.get("remote_model"):  # it runs at Ollama's, which has no window of this machine
        window = window or trained
    elif told and window is None:
        window = _window_in_memory(http, base, model)
    capabilities = told.get("capabilities")
    return Served(
        window=min(window, trained) if window and trained else window,
        trained=trained,
        parameters=_parameters(info, details),
        thinks=isinstance(capabilities, list) and "thinking" in capabilities,
    )


def _window_in_memory(http: Any, base: str, model: str) -> int | None:
    """The window of the loaded model; loads it first, as the first question would."""
    import httpx

    for load in (False, True):
        if load:
            _asked(http, "POST", f"{base}/api/generate", {"model": model}, httpx.Timeout(LOAD_TIMEOUT, connect=5.0))
        running = _asked(http, "GET", f"{base}/api/ps").get("models")
        for one in running if isinstance(running, list) else ():
            if isinstance(one, dict) and model in (one.get("name"), one.get("model")):
                return one["context_length"] if _positive(one.get("context_length")) else None
    return None


def _asked(http: Any, method: str, url: str, body: Any = None, timeout: Any = None) -> Mapping[str, Any]:
    """A reply as an object, empty where there is none: nothing depends on it but what is known."""
    import httpx

    extra = {"timeout": timeout} if timeout else {}
    try:
        response = http.request(method, url, json=body, **extra)
        told = response.json() if response.status_code == 200 else {}
    except (httpx.HTTPError, ValueError):
        return {}
    return _object(told)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _set_window(parameters: Any) -> int | None:
    """``num_ctx`` among the parameters of a model's file, which are lines of text."""
    match = re.search(r"^num_ctx\s+(\d+)", parameters, re.MULTILINE) if isinstance(parameters, str) else None
    return int(match[1]) or None if match else None


def _parameters(info: Mapping[str, Any], details: Mapping[str, Any]) -> float | None:
    if _positive(info.get("general.parameter_count")):
        return float(info["general.parameter_count"]) / 1e9
    match = re.fullmatch(r"([\d.]+)\s*([KMBT])", str(details.get("parameter_size", "")).strip().upper())
    return float(match[1]) * _UNITS[match[2]] if match else None


def _positive(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
