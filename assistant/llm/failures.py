"""Failures of an endpoint, turned into the sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from assistant.errors import ModelConfigError, ModelError, ModelUnavailableError


@contextmanager
def translated(name: str, url: str, model: str, timeout: float) -> Iterator[None]:
    """Translate what the openai client and httpx raise.

    Args:
        name: the model as the user named it.
        url: the endpoint.
        model: the model's name at the endpoint.
        timeout: seconds that were waited.
    """
    import httpx
    import openai

    try:
        yield
    except (openai.APITimeoutError, httpx.TimeoutException) as error:
        raise ModelUnavailableError(
            f"The language model at {url} sent nothing for {timeout:g} s; try again, "
            "or allow it more with ASSISTANT_LLM_TIMEOUT."
        ) from error
    except (openai.APIConnectionError, httpx.TransportError) as error:
        raise unreachable(name, url) from error
    except openai.APIStatusError as error:
        raise refused(error.status_code, said_by(error.body) or error.message, url, model) from error
    except openai.APIError as error:  # an error event in the middle of a stream
        raise ModelUnavailableError(
            f"The language model at {url} failed while writing ({_short(error.message)}); try again."
        ) from error


def unreachable(name: str, url: str) -> ModelUnavailableError:
    """Nobody answers."""
    remedy = "start it with `ollama serve`" if name.startswith("ollama:") else "check that it runs"
    return ModelUnavailableError(
        f"The language model's endpoint {url} cannot be reached, or broke off; {remedy}, "
        "or name another with ASSISTANT_LLM."
    )


def refused(status: int, message: str, url: str, model: str) -> ModelError:
    """The error for an HTTP status, with the endpoint's own words where they help."""
    said = f" ({_short(message)})" if message else ""
    if status in (401, 403):
        return ModelConfigError(f"The endpoint {url} refuses the API key{said}; set ASSISTANT_LLM_KEY to a valid one.")
    if status == 404:
        return ModelConfigError(
            f"The endpoint {url} has no model “{model}”{said}; name one that it offers "
            "(ASSISTANT_LLM, or ASSISTANT_LLM_MODEL for a URL)."
        )
    if status == 429:
        return ModelUnavailableError(
            f"The endpoint {url} limits the rate or the quota is used up{said}; wait a little, or check the account."
        )
    if status >= 500:
        return ModelUnavailableError(f"The endpoint {url} failed with status {status}{said}; try again.")
    if "context" in message.lower():
        return ModelConfigError(
            f"The prompt is too long for the model{said}; lower ASSISTANT_EVIDENCE_TOKENS "
            "or raise ASSISTANT_LLM_CONTEXT."
        )
    return ModelConfigError(f"The endpoint {url} does not accept the request{said}; check the model's name “{model}”.")


def said_by(body: Any) -> str:
    """The message in an error's body, or nothing."""
    if isinstance(body, dict):
        inner = body.get("error", body)
        if isinstance(inner, dict) and isinstance(inner.get("message"), str):
            return str(inner["message"])
        if isinstance(inner, str):
            return inner
    return ""


def _short(message: str) -> str:
    return " ".join(message.split())[:160].rstrip(".")
