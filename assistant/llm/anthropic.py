"""Anthropic's models through LlamaIndex's class for them; an optional extra."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from assistant.errors import ModelConfigError, ModelError, ModelUnavailableError
from assistant.imports import LLAMA_INDEX
from assistant.llm.base import Message
from assistant.llm.endpoint import estimate_tokens
from assistant.llm.failures import refused, said_by
from assistant.llm.neutral import neutralise
from assistant.llm.replies import Replies

_HOST = "api.anthropic.com"
#: The smallest window of the models on offer.
_CONTEXT = 200_000
_RETRIES = 2


class AnthropicModel:
    """A :class:`~assistant.llm.LanguageModel` at Anthropic: hosted, without log-probabilities.

    Args:
        model: the model's name at Anthropic.
        key: API key.
        timeout: seconds to wait for the next piece of a reply.
        base_url: another address, for a gateway.

    Raises:
        ModelConfigError: the extra is not installed.
    """

    hosted = True
    ready = True
    context_tokens = _CONTEXT

    def __init__(self, model: str, *, key: str, timeout: float, base_url: str | None = None) -> None:
        try:
            with LLAMA_INDEX:
                from llama_index.llms.anthropic import Anthropic
        except ImportError as error:
            raise ModelConfigError(
                "Anthropic's models need an extra: pip install 'cited-news-assistant[anthropic]'."
            ) from error
        self.name = model
        self._url = base_url or f"https://{_HOST}"
        self._timeout = timeout
        self._lock = threading.Lock()
        self._closed = False
        self._model: Any = Anthropic(
            model=model, api_key=key, base_url=base_url, timeout=timeout, max_retries=_RETRIES, temperature=0.0
        )
        # its HTTP client is not ours to give, but tells us of responses all the same
        self._replies = Replies()
        self._model._client._client.event_hooks = {"response": [self._replies.arrived]}

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """An upper bound: counting exactly would cost a request to the other side."""
        return estimate_tokens(messages)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        stop: Sequence[str] = (),
        grammar: str | None = None,
    ) -> Iterator[str]:
        """See :class:`~assistant.llm.LanguageModel`; there are no grammars here."""
        if self._closed:
            raise ModelError("The language model is closed; open the assistant again.")
        options: dict[str, Any] = {"max_tokens": max_tokens}
        # white space alone is refused as a stop sequence
        if stops := [text for text in stop if text.strip()]:
            options["stop_sequences"] = stops
        with self._translated():
            with self._replies.catching() as caught:
                pieces = self._model.stream_chat(_chat_messages(messages), **options)
            try:
                for piece in pieces:
                    if piece.delta:
                        yield piece.delta
            finally:
                self._replies.give_up(caught)

    def probability(self, messages: Sequence[Message], *, yes: str = "yes", no: str = "no") -> float | None:
        """None: the interface gives no log-probabilities."""
        return None

    def close(self) -> None:
        """See :class:`~assistant.llm.LanguageModel`."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._replies.close_all()
                self._model._client.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        import anthropic
        import httpx

        try:
            yield
        except (anthropic.APITimeoutError, httpx.TimeoutException) as error:
            raise ModelUnavailableError(
                f"{_HOST} sent nothing for {self._timeout:g} s; try again, or allow it more with ASSISTANT_LLM_TIMEOUT."
            ) from error
        except (anthropic.APIConnectionError, httpx.TransportError) as error:
            raise ModelUnavailableError(
                f"{self._url} cannot be reached, or broke off; check the network, or name a local model "
                "with ASSISTANT_LLM."
            ) from error
        except anthropic.APIStatusError as error:
            raise refused(error.status_code, said_by(error.body) or error.message, self._url, self.name) from error
        except anthropic.APIError as error:
            raise ModelUnavailableError(f"{self._url} failed while writing; try again.") from error


def _chat_messages(messages: Sequence[Message]) -> list[Any]:
    from llama_index.core.base.llms.types import ChatMessage, MessageRole

    return [ChatMessage(role=MessageRole(message.role), content=neutralise(message.content)) for message in messages]
