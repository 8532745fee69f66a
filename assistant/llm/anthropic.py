"""Anthropic's models through Anthropic's own SDK; an optional extra."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant import failures
from assistant.errors import ModelReplyError
from assistant.llm.accepting import Accepted, accepted
from assistant.llm.anthropic_request import fields_of, shared_beginning
from assistant.llm.base import Message, Piece, Traits
from assistant.llm.bounds import HEADERS, bounding
from assistant.llm.endpoint import CONNECT_TIMEOUT, estimate_tokens, is_local, shown
from assistant.llm.failures import sdk_translated, understood
from assistant.llm.habits import Habits, Learnt
from assistant.llm.neutral import neutral
from assistant.llm.reading import most_characters, read
from assistant.llm.replies import Replies
from assistant.llm.request import Thinking, Wanted, most_room
from assistant.llm.room import with_room
from assistant.llm.structure import obeying
from assistant.llm.thoughts import Arrived, Thoughts
from assistant.llm.vendors import known_window

_URL = "https://api.anthropic.com"
#: The smallest window of the models on offer.
_CONTEXT = 200_000


class AnthropicModel:
    """A :class:`~assistant.llm.LanguageModel` at Anthropic: hosted, without log-probabilities.

    Args:
        model: the model's name at Anthropic; one that it does not have is refused at first use.
        key: API key.
        timeout: seconds to wait for the next piece of a reply.
        base_url: another address, for a gateway.
        cache: the model cache, which keeps what is learnt of the endpoint; None keeps it in the process.
        thinking: how much a model that can think may think.

    Raises:
        ModelConfigError: the extra is not installed.
    """

    def __init__(
        self,
        model: str,
        *,
        key: str,
        timeout: float,
        base_url: str | None = None,
        cache: Path | None = None,
        thinking: Thinking = "off",
    ) -> None:
        self.name = model
        self.hosted = not is_local(base_url or _URL)
        self._url = shown(base_url or _URL)
        self._timeout = timeout
        self._thinking = thinking
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._replies = Replies()
        self._learnt = Learnt(cache, self._url, model, Habits(logprobs=False, thinks=False))
        self._shared = ""  # what the last request and others begin with
        if find_spec("anthropic") is None:
            raise failures.MODEL_EXTRA_MISSING()
        with_thread = ThreadPoolExecutor(1, thread_name_prefix="language-model")
        self._library = with_thread.submit(_client, base_url or _URL, key, timeout, self._replies)
        with_thread.shutdown(wait=False)

    @property
    def ready(self) -> bool:
        """See :class:`~assistant.llm.LanguageModel`."""
        return self._library.done()

    @property
    def context_tokens(self) -> int:
        """See :class:`~assistant.llm.LanguageModel`."""
        known = known_window(self.name) or _CONTEXT
        return min(known, self._learnt.habits.window or known)

    @property
    def traits(self) -> Traits:
        """See :class:`~assistant.llm.LanguageModel`."""
        reason = f"Anthropic's models have windows of {self.context_tokens:,} tokens and more"
        return Traits(None, self.context_tokens, False, self._learnt.habits.structured, self.hosted, reason)

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
        return self._reply(Wanted(neutral(messages), max_tokens, tuple(stop)))

    def probability(self, messages: Sequence[Message], *, yes: str = "yes", no: str = "no") -> float | None:
        """None: the interface gives no log-probabilities."""
        return None

    def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "reply", max_tokens: int
    ) -> Any | None:
        """See :class:`~assistant.llm.LanguageModel`; what takes no schema must call a tool."""
        wanted = Wanted(neutral(messages), max_tokens, schema=schema, name=name)
        try:
            found = obeying("".join(self._reply(wanted)), schema)
        except ModelReplyError:
            return None
        if found is not None:
            self._learnt.learn(structured=True)
        return found

    def close(self) -> None:
        """See :class:`~assistant.llm.LanguageModel`."""
        with self._lock:
            if not self._closed.is_set():
                self._closed.set()
                self._replies.close_all()
                self._library.result().close()

    def _reply(self, wanted: Wanted) -> Generator[Piece]:
        if self._closed.is_set():
            raise failures.MODEL_CLOSED()
        most = most_room("off")
        rooms = [most] if self._learnt.habits.thinks else [0, most]

        def thought() -> None:  # although nobody asked it to
            self._learnt.learn(thinks=True)

        with self._translated():
            yield from with_room(wanted, rooms, lambda asked, _: self._read(asked), thought, self._url)

    def _read(self, wanted: Wanted) -> Generator[Piece]:
        with self._replies.catching() as caught:
            asked = self._asked(wanted)
        # thinking comes in blocks of its own
        thoughts = Thoughts(most_characters(wanted.max_tokens + wanted.room), held=False)
        try:
            yield from read(
                _events(asked, self._url, tool=wanted.schema is not None),
                self._url,
                wanted.max_tokens,
                thoughts=thoughts,
                may_be_empty=bool(wanted.stop),
            )
        finally:
            self._replies.give_up(caught)

    def _asked(self, wanted: Wanted) -> Accepted[Any]:
        import anthropic

        messages = self._library.result().messages.with_raw_response
        self._shared = shared_beginning(wanted.messages, self._shared)
        taken = accepted(
            lambda fields: messages.create(**fields),
            lambda habits: fields_of(self.name, wanted, habits, self._thinking, self._shared),
            self._learnt,
            sdk=anthropic,
            hosted=self.hosted,
            closed=self._closed,
        )
        assert taken is not None
        return taken

    @contextmanager
    def _translated(self) -> Iterator[None]:
        self._library.result()
        import anthropic

        with sdk_translated(anthropic, self.name, self._url, self.name, self._timeout):
            yield


def _client(url: str, key: str, timeout: float, replies: Replies) -> Any:
    """The SDK's client; importing it takes 1.6 s."""
    import anthropic
    import anthropic.resources.messages  # what a first request would import
    import httpx

    waiting = httpx.Timeout(timeout, connect=CONNECT_TIMEOUT)
    http = httpx.Client(
        headers=HEADERS,
        event_hooks={"response": [bounding(timeout), replies.arrived]},
        timeout=waiting,
        trust_env=not is_local(url),
    )
    return anthropic.Anthropic(api_key=key, base_url=url, timeout=waiting, max_retries=0, http_client=http)


def _events(asked: Accepted[Any], url: str, *, tool: bool) -> Iterator[Arrived]:
    """What each event of a reply brings.

    Args:
        asked: the response.
        url: the endpoint, for messages.
        tool: whether the input of a tool counts as text, which then ends as texts do.
    """
    if "stream" not in asked.fields:
        yield _whole(asked.response, url, tool=tool)
        return
    with understood(url):
        events = asked.response.parse()
    while True:
        with understood(url):
            event = next(events, None)
            if event is None:
                return
            arrived = _arrived(event, tool=tool)
        if arrived is not None:
            yield arrived


def _arrived(event: Any, *, tool: bool) -> Arrived | None:
    if event.type == "content_block_delta":
        delta = event.delta
        if delta.type == "text_delta":
            return Arrived(delta.text)
        if delta.type == "thinking_delta":
            return Arrived(thought=delta.thinking)
        if delta.type == "input_json_delta" and tool:
            return Arrived(delta.partial_json)
    elif event.type == "message_delta" and event.delta.stop_reason:
        return Arrived(finish=_finish(str(event.delta.stop_reason), tool=tool))
    elif event.type == "message_start":
        return Arrived()
    return None


def _whole(response: Any, url: str, *, tool: bool) -> Arrived:
    with understood(url):
        response.http_response.read()
        body = response.http_response.json()
        blocks = body["content"]
        text = "".join(block["text"] for block in blocks if block["type"] == "text")
        thought = "".join(block["thinking"] for block in blocks if block["type"] == "thinking")
        if tool:
            text += "".join(json.dumps(block["input"]) for block in blocks if block["type"] == "tool_use")
        finish = _finish(str(body["stop_reason"] or ""), tool=tool)
    return Arrived(text, None, finish, thought=thought)


def _finish(reason: str, *, tool: bool) -> str:
    return "end_turn" if tool and reason == "tool_use" else reason
