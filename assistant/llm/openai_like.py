"""One client for every OpenAI-compatible endpoint: LlamaIndex's ``OpenAILike``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from assistant import failures
from assistant.imports import LLAMA_INDEX
from assistant.llm.base import Message, Traits
from assistant.llm.endpoint import CONNECT_TIMEOUT, Endpoint, client, shown
from assistant.llm.failures import said_by, translated, understood
from assistant.llm.neutral import neutral
from assistant.llm.probabilities import candidates_of, logprob_of, yes_probability
from assistant.llm.reading import Arrived, ensure_text, read
from assistant.llm.replies import Replies

#: The most that OpenAI's API allows; “yes” in all spellings is well within.
_TOP = 20
#: Fixed, so that endpoints that sample nonetheless do it the same way.
_SEED = 7
#: Repeats of a request that a hosted endpoint turned away or lost (the openai client waits in between).
_RETRIES = 2


class OpenAILikeModel:
    """A :class:`~assistant.llm.LanguageModel` behind an OpenAI-compatible endpoint.

    Connecting and importing LlamaIndex's client (1.4 s) run in the background from construction on, so that
    retrieval goes on meanwhile; the first use waits for both. What fails there is raised at each use.

    Args:
        name: what an answer reports as its model.
        connect: gives the endpoint; called once, in the background.
        hosted: whether the endpoint is on another machine.
        timeout: seconds to wait for the next piece of a reply.
        release: called by :meth:`close`.
    """

    def __init__(
        self,
        name: str,
        connect: Callable[[], Endpoint],
        *,
        hosted: bool,
        timeout: float,
        release: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.hosted = hosted
        self._timeout = timeout
        self._release = release
        self._lock = threading.Lock()
        self._replies = Replies()
        self._model: Any = None
        self._http: Any = None
        self._closed = False
        with_threads = ThreadPoolExecutor(2, thread_name_prefix="language-model")
        self._endpoint = with_threads.submit(connect)
        self._library = with_threads.submit(_import_library)
        with_threads.shutdown(wait=False)

    @property
    def ready(self) -> bool:
        """See :class:`~assistant.llm.LanguageModel`."""
        return self._endpoint.done() and self._library.done()

    @property
    def context_tokens(self) -> int:
        """See :class:`~assistant.llm.LanguageModel`."""
        return self._connected().context_tokens

    @property
    def traits(self) -> Traits:
        """TEMP"""
        return Traits(None, self.context_tokens, None, None, self.hosted, "temp")

    def structured(self, messages, schema, *, name="reply", max_tokens):  # type: ignore
        import json

        e = self._connected()
        with e.http() as http:
            r = e.complete(
                http,
                neutral(messages),
                max_tokens,
                timeout=60,
                model=e.model,
                response_format={
                    "type": "json_schema",
                    "json_schema": {"name": name, "schema": dict(schema), "strict": True},
                },
            )
        try:
            return json.loads(r["choices"][0]["message"]["content"])
        except ValueError:
            return None

    def endpoint(self) -> Endpoint:
        """Where the model listens, for another client of the same protocol. Waits for the model.

        Raises:
            ModelError: the model cannot be used.
        """
        return self._connected()

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """See :class:`~assistant.llm.LanguageModel`."""
        endpoint = self._connected()
        with self._lock:
            if self._http is None:
                self._http = endpoint.http()
        with self._translated(endpoint):
            return endpoint.count_tokens(self._http, neutral(messages))

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        stop: Sequence[str] = (),
        grammar: str | None = None,
    ) -> Iterator[str]:
        """See :class:`~assistant.llm.LanguageModel`."""
        endpoint = self._connected()
        options: dict[str, Any] = {"max_tokens": max_tokens, "logprobs": True}
        if stop:
            options["stop"] = list(stop)
        if grammar is not None and endpoint.llama_server:
            options["extra_body"] = {"grammar": grammar}
        url = shown(endpoint.url)
        with self._translated(endpoint):
            chunks = self._chat_model(endpoint).stream_chat(_chat_messages(messages), **options)
            with self._replies.catching() as caught, understood(url):
                first = next(chunks, None)
            try:
                yield from read(_arriving(first, chunks, url), url, max_tokens, may_be_empty=bool(stop))
            finally:
                self._replies.give_up(caught)

    def probability(self, messages: Sequence[Message], *, yes: str = "yes", no: str = "no") -> float | None:
        """See :class:`~assistant.llm.LanguageModel`."""
        endpoint = self._connected()
        with self._translated(endpoint):
            choice = _only_choice(self._ask_for_one_token(endpoint, messages), shown(endpoint.url))
        return yes_probability(candidates_of(choice), yes, no)

    def llama_index_llm(self) -> Any:
        """The LlamaIndex ``LLM`` that speaks to the same endpoint, for use in a LlamaIndex engine.

        Raises:
            ModelError: the model cannot be used.
        """
        return self._chat_model(self._connected())

    def close(self) -> None:
        """See :class:`~assistant.llm.LanguageModel`."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._replies.close_all()
        self._release()  # first: a model that is still loading need not be waited for
        for opened in (self._http, self._model and self._model._get_client()):
            if opened is not None:
                opened.close()

    def _connected(self) -> Endpoint:
        if self._closed:
            raise failures.MODEL_CLOSED()
        return self._endpoint.result()

    def _chat_model(self, endpoint: Endpoint) -> Any:
        library = self._library.result()
        with self._lock:
            if self._model is None:
                self._model = library(endpoint, self._timeout, self._replies)
            return self._model

    def _ask_for_one_token(self, endpoint: Endpoint, messages: Sequence[Message]) -> Any:
        """The HTTP response; LlamaIndex's own reading of it fails where log-probabilities are malformed."""
        from llama_index.llms.openai.utils import to_openai_message_dicts

        model = self._chat_model(endpoint)
        options = model._get_model_kwargs(max_tokens=1, logprobs=True, top_logprobs=_TOP)
        completions = model._get_client().chat.completions.with_raw_response
        written = to_openai_message_dicts(_chat_messages(messages), model=endpoint.model)
        return completions.create(messages=written, **options).http_response

    def _translated(self, endpoint: Endpoint) -> Any:
        return translated(self.name, shown(endpoint.url), endpoint.model, self._timeout)


def _import_library() -> Callable[[Endpoint, float, Replies], Any]:
    """Imports LlamaIndex's client; returns what builds one."""
    import httpx
    import openai

    with LLAMA_INDEX:
        from llama_index.llms.openai_like import OpenAILike

    def build(endpoint: Endpoint, timeout: float, replies: Replies) -> Any:
        # our own openai client, because LlamaIndex's has one timeout for connecting and for waiting
        http = client(endpoint.url, endpoint.key, timeout)
        http.event_hooks["response"].append(replies.arrived)
        transport = openai.OpenAI(
            base_url=endpoint.url,
            api_key=endpoint.key,
            timeout=httpx.Timeout(timeout, connect=CONNECT_TIMEOUT),
            max_retries=0 if endpoint.local else _RETRIES,
            http_client=http,
        )
        return OpenAILike(
            model=endpoint.model,
            api_base=endpoint.url,
            api_key=endpoint.key,
            is_chat_model=True,
            context_window=endpoint.context_tokens,
            temperature=0.0,
            additional_kwargs={"seed": _SEED},
            max_retries=0,
            openai_client=transport,
        )

    return build


def _arriving(first: Any, others: Iterator[Any], url: str) -> Iterator[Arrived]:
    """What each chunk of a stream brings; chunks without a choice bring nothing."""
    response = first
    while response is not None:
        with understood(url):
            if choices := response.raw.choices:
                delta, finish = choices[0].delta, choices[0].finish_reason
                if getattr(delta, "tool_calls", None):
                    finish = finish or "tool_calls"
                yield Arrived(
                    response.delta or "",
                    logprob_of(response.raw),
                    str(finish) if finish else None,
                    str(getattr(delta, "refusal", None) or ""),
                )
            response = next(others, None)


def _only_choice(response: Any, url: str) -> Any:
    """The choice of a reply that came in one piece.

    Raises:
        ModelError: there is none, or it is no text.
    """
    with understood(url):
        body = response.json()
        if isinstance(body, dict) and body.get("error"):
            raise failures.MODEL_FAILED_WRITING(url=url, said=said_by(body)[:160] or "it does not say why")
        choice = body["choices"][0]
        message, finish = choice["message"], choice.get("finish_reason")
        text, refusal = message.get("content"), message.get("refusal")
        if message.get("tool_calls"):
            finish = "tool_calls"
    spoken = bool(text.strip() if isinstance(text, str) else text)
    ensure_text(str(finish) if finish else None, str(refusal or ""), url, spoken=spoken)
    return choice


def _chat_messages(messages: Sequence[Message]) -> list[Any]:
    from llama_index.core.base.llms.types import ChatMessage, MessageRole

    return [ChatMessage(role=MessageRole(message.role), content=message.content) for message in neutral(messages)]
