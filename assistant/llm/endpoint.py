"""An OpenAI-compatible endpoint: where it is, and what it can do beside chatting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant import failures
from assistant.llm.base import Message
from assistant.llm.bounds import HEADERS, bounding
from assistant.llm.failures import refused

#: Seconds to wait for a connection and for small requests; only a model's reply may take long.
CONNECT_TIMEOUT = 5.0
SMALL_TIMEOUT = 30.0
#: Characters a token where the tokenizer is out of reach: English prose has 4 to 5, names and figures about
#: 3, and a bound must hold for the dense parts. A character beyond ASCII may be a token of its own.
_ASCII_PER_TOKEN = 3
#: Tokens that a chat template puts around a message; 4 or 5 in the common ones.
_PER_MESSAGE = 8


@dataclass(frozen=True)
class Endpoint:
    """A connected endpoint.

    Attributes:
        url: base URL that ends in ``/v1``.
        key: API key, or a stand-in where none is asked for.
        model: the model to ask for.
        context_tokens: its context window.
        llama_server: whether it is llama.cpp's server, which counts tokens and obeys grammars.
        server: the program behind it where it is known: “llama.cpp”, “vLLM”, “SGLang”, “Ollama”, “OpenAI”.
        parameters: billions of the model's parameters, None where it does not tell.
        template: what it is known to take about thinking: ``enable_thinking`` and ``reasoning_effort`` for its chat
            template, ``thinking`` where the model can think at all.
        separates: whether it is known to send thoughts apart from the text, or none.
        reason: where the context window is known from, as the end of a sentence.
    """

    url: str
    key: str = field(repr=False)
    model: str
    context_tokens: int
    llama_server: bool = False
    server: str = ""
    parameters: float | None = None
    template: frozenset[str] = frozenset()
    separates: bool = False
    reason: str = ""

    @property
    def local(self) -> bool:
        """Whether it runs on this machine."""
        return is_local(self.url)

    def http(self) -> Any:
        """An ``httpx.Client`` for small requests."""
        return client(self.url, self.key)

    def count_tokens(self, http: Any, messages: Sequence[Message]) -> int:
        """Exact with llama.cpp's server, else an upper bound."""
        if not self.llama_server:
            return estimate_tokens(messages)
        rendered = self._told(http, "apply-template", "prompt", {"messages": [_plain(one) for one in messages]})
        return len(
            self._told(http, "tokenize", "tokens", {"content": rendered, "add_special": True, "parse_special": True})
        )

    def complete(
        self, http: Any, messages: Sequence[Message], max_tokens: int, *, timeout: float | None = None, **options: Any
    ) -> dict[str, Any]:
        """What the server answers to a chat request, whole; for requests that are no question of a reader.

        Args:
            http: of :meth:`http`.
            messages: the conversation, sent as it is.
            max_tokens: longest reply.
            timeout: seconds to wait for the reply; None waits as long as it takes.
            options: further fields of the request.

        Raises:
            httpx.HTTPError: the server does not answer, or answers with an error.
        """
        body = {"messages": [_plain(one) for one in messages], "max_tokens": max_tokens, "temperature": 0, **options}
        response = http.post(f"{self.url}/chat/completions", json=body, timeout=timeout).raise_for_status()
        reply: dict[str, Any] = response.json()
        return reply

    def _told(self, http: Any, path: str, key: str, body: Any) -> Any:
        """What llama.cpp's server answers under one key."""
        reply = told_json(http.post(f"{self.url.removesuffix('/v1')}/{path}", json=body), self.url, self.model)
        value = reply.get(key) if isinstance(reply, dict) else None
        if not isinstance(value, str | list):
            raise failures.MODEL_NOT_AN_INTERFACE(url=shown(self.url))
        return value


def client(url: str, key: str, timeout: float = SMALL_TIMEOUT) -> Any:
    """An ``httpx.Client`` with the key; proxies of the environment do not apply on this machine."""
    import httpx

    return httpx.Client(
        headers={"Authorization": f"Bearer {key}", **HEADERS},
        event_hooks={"response": [bounding(timeout)]},
        timeout=httpx.Timeout(timeout, connect=CONNECT_TIMEOUT),
        trust_env=not is_local(url),
    )


def shown(url: str) -> str:
    """A URL as messages and answers show it: without a name and password before the host."""
    scheme, separator, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}"


def is_local(url: str) -> bool:
    """Whether a URL names this machine: nothing sent to it leaves it."""
    import ipaddress
    from urllib.parse import urlsplit

    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def estimate_tokens(messages: Sequence[Message]) -> int:
    """An upper bound for tokens of the prompt, from its characters."""
    total = 0
    for message in messages:
        beyond = sum(not character.isascii() for character in message.content)
        total += _PER_MESSAGE + beyond + -(-(len(message.content) - beyond) // _ASCII_PER_TOKEN)
    return total


def _plain(message: Message) -> dict[str, str]:
    return {"role": message.role, "content": message.content}


def told_json(response: Any, url: str, model: str) -> Any:
    """The JSON of a small reply.

    Raises:
        ModelError: it is an error, or no JSON.
    """
    if response.status_code >= 400:
        raise refused(response.status_code, "", shown(url), model)
    try:
        return response.json()
    except ValueError as error:
        raise failures.MODEL_NOT_AN_INTERFACE(url=shown(url)) from error
