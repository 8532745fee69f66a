"""Failures of an endpoint, turned into the sentence that says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from assistant import failures
from assistant.errors import AssistantError, ModelError, ModelUnavailableError
from assistant.llm.bounds import OverrunError
from assistant.llm.refusals import is_length, is_quota


@contextmanager
def translated(name: str, url: str, model: str, timeout: float) -> Iterator[None]:
    """Translate what httpx raises.

    Args:
        name: the model as the user named it.
        url: the endpoint.
        model: the model's name at the endpoint.
        timeout: seconds that were waited.
    """
    import httpx

    try:
        yield
    except httpx.TimeoutException as error:
        raise failures.MODEL_SILENT(url=url, seconds=f"{timeout:g}") from error
    except OverrunError as error:
        raise failures.MODEL_ENDLESS(url=url) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise own_cause(error, url) or unreachable(name, url) from error


@contextmanager
def sdk_translated(sdk: Any, name: str, url: str, model: str, timeout: float) -> Iterator[None]:
    """Translate what httpx and a vendor's client raise; openai's and anthropic's name their errors alike.

    Args:
        sdk: the module of the client.
        name: the model as the user named it.
        url: the endpoint.
        model: the model's name at the endpoint.
        timeout: seconds that were waited.
    """
    try:
        with translated(name, url, model, timeout):
            yield
    except sdk.APITimeoutError as error:
        raise failures.MODEL_SILENT(url=url, seconds=f"{timeout:g}") from error
    except sdk.APIConnectionError as error:
        raise own_cause(error, url) or unreachable(name, url) from error
    except sdk.APIStatusError as error:
        raise refused(error.status_code, said_by(error.body) or error.message, url, model, body=error.body) from error
    except sdk.APIError as error:  # an error event in the middle of a stream
        raise failures.MODEL_FAILED_WRITING(url=url, said=_short(error.message)) from error


def own_cause(error: BaseException, url: str) -> AssistantError | None:
    """The error of ours that a client has wrapped into one of its own, if it was one."""
    cause = error.__cause__
    if isinstance(cause, OverrunError):
        return failures.MODEL_ENDLESS(url=url)
    return cause if isinstance(cause, AssistantError) else None


@contextmanager
def understood(url: str) -> Iterator[None]:
    """Around a call that does nothing but take a reply apart: whatever a client stumbles over there is malformed."""
    try:
        yield
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise failures.MODEL_NOT_A_COMPLETION(url=url) from error


def unreachable(name: str, url: str) -> ModelUnavailableError:
    """Nobody answers."""
    remedy = "start it with `ollama serve`" if name.startswith("ollama:") else "check that it runs"
    return failures.MODEL_UNREACHABLE(url=url, remedy=remedy)


def refused(status: int, message: str, url: str, model: str, *, body: Any = None) -> ModelError:
    """The error for an HTTP status, with the endpoint's own words where they help."""
    if status < 300:  # an error event in the middle of a stream
        return failures.MODEL_FAILED_WRITING(url=url, said=_short(message))
    if status < 400:
        return failures.MODEL_NOT_AN_INTERFACE(url=url)
    said = f" ({_short(message)})" if message else ""
    if status == 402 or is_quota(f"{message} {_code(body)}"):
        return failures.MODEL_QUOTA_USED_UP(url=url, said=said)
    if status == 401 or (status == 403 and not (message and _about_right(message))):
        return failures.MODEL_KEY_REFUSED(url=url, said=said)
    if status == 403:
        return failures.MODEL_NOT_ALLOWED(url=url, said=said)
    if status == 429:
        return failures.MODEL_RATE_LIMITED(url=url, said=said)
    if status >= 500:
        return failures.MODEL_STATUS(url=url, status=status, said=said)
    if status == 413 or is_length(f"{message} {_code(body)}"):
        return failures.MODEL_PROMPT_TOO_LONG(said=said)
    if status == 404 or _code(body) in ("model_not_found", "not_found_error"):
        return failures.MODEL_UNKNOWN_THERE(url=url, model=model, said=said)
    return failures.MODEL_REQUEST_REFUSED(url=url, model=model, said=said)


def _about_right(message: str) -> bool:
    """Whether a 403 speaks of what a valid key may not do."""
    return bool(
        re.search(r"\bnot (?:be )?(?:allowed|permitted|authori[sz]ed)\b|\bpermission|\baccess\b", message, re.I)
    )


def _code(body: Any) -> str:
    """The code or the type of an error, where it has one."""
    inner = body.get("error", body) if isinstance(body, dict) else None
    if not isinstance(inner, dict):
        return ""
    return next((one for key in ("code", "type") if isinstance(one := inner.get(key), str)), "")


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
