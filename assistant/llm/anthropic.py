"""Anthropic's models through LlamaIndex's class for them; an optional extra."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from assistant import failures
from assistant.imports import LLAMA_INDEX
from assistant.llm.base import Message
from assistant.llm.bounds import HEADERS, OverrunError, bounding
from assistant.llm.endpoint import estimate_tokens, shown
from assistant.llm.failures import own_cause, refused, said_by, understood
from assistant.llm.neutral import neutralise
from assistant.llm.reading import Arrived, read
from assistant.llm.replies import Replies

_URL = "https://api.anthropic.com"
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
            raise failures.MODEL_EXTRA_MISSING() from error
        self.name = model
        self._url = shown(base_url or _URL)
        self._timeout = timeout
        self._lock = threading.Lock()
        self._closed = False
        self._model: Any = Anthropic(
            model=model, api_key=key, base_url=base_url, timeout=timeout, max_retries=_RETRIES, temperature=0.0
        )
        # its HTTP client is not ours to give, but tells us of responses all the same
        self._replies = Replies()
        http = self._model._client._client
        http.headers.update(HEADERS)
        http.event_hooks = {"response": [bounding(timeout), self._replies.arrived]}

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
            raise failures.MODEL_CLOSED()
        options: dict[str, Any] = {"max_tokens": max_tokens}
        # white space alone is refused as a stop sequence
        if stops := [text for text in stop if text.strip()]:
            options["stop_sequences"] = stops
        with self._translated():
            with self._replies.catching() as caught, understood(self._url):
                events = self._model.stream_chat(_chat_messages(messages), **options)
            try:
                yield from read(_arriving(events, self._url), self._url, max_tokens, may_be_empty=bool(stops))
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
            raise failures.MODEL_SILENT(url=self._url, seconds=f"{self._timeout:g}") from error
        except OverrunError as error:
            raise failures.MODEL_ENDLESS(url=self._url) from error
        except (anthropic.APIConnectionError, httpx.HTTPError) as error:
            ours = own_cause(error, self._url)
            raise ours or failures.MODEL_UNREACHABLE(url=self._url, remedy="check the network") from error
        except anthropic.APIStatusError as error:
            raise refused(error.status_code, said_by(error.body) or error.message, self._url, self.name) from error
        except anthropic.APIError as error:
            raise failures.MODEL_FAILED_WRITING(url=self._url, said=error.message) from error


def _arriving(events: Iterator[Any], url: str) -> Iterator[Arrived]:
    """What each event of a stream brings; LlamaIndex keeps the reason for its end among the other facts."""
    while True:
        with understood(url):
            event = next(events, None)
            if event is None:
                return
            finish = event.message.additional_kwargs.get("stop_reason")
            yield Arrived(event.delta or "", None, str(finish) if finish else None)


def _chat_messages(messages: Sequence[Message]) -> list[Any]:
    from llama_index.core.base.llms.types import ChatMessage, MessageRole

    return [ChatMessage(role=MessageRole(message.role), content=neutralise(message.content)) for message in messages]
