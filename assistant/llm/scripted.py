"""A language model that says what it is told to: the test double, shipped because users test, too."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from assistant import failures
from assistant.llm.base import Message, Piece, Traits
from assistant.llm.endpoint import estimate_tokens
from assistant.llm.structure import obeying

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """What the model was asked; ``kind`` is the method's name."""

    kind: str
    messages: tuple[Message, ...]
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    grammar: str | None = None
    schema: Mapping[str, Any] | None = None


class ScriptedModel:
    """A :class:`~assistant.llm.LanguageModel` that answers from three queues.

    It keeps the contract: a reply comes in pieces, ends before a stop text and after ``max_tokens`` words (and says
    so), an empty one is an error, and closing the iterator ends it. An exception in a queue is raised in its turn. An
    empty queue is an error, so that a test cannot pass on a request that it did not foresee.

    Args:
        replies: what :meth:`stream` writes, call by call.
        probabilities: what :meth:`probability` returns, call by call.
        name: the model's name.
        hosted: what it claims of privacy.
        context_tokens: its context window.
        objects: what :meth:`structured` returns, call by call.
        parameters: billions of parameters that it claims.

    Attributes:
        calls: everything that was asked, in order.
        closed_early: replies whose reader closed the iterator before their end.
    """

    ready = True

    def __init__(
        self,
        replies: Iterable[str | Exception] = (),
        probabilities: Iterable[float | Exception | None] = (),
        *,
        name: str = "scripted",
        hosted: bool = False,
        context_tokens: int = 4096,
        objects: Iterable[Any | Exception | None] = (),
        parameters: float | None = 1.5,
    ) -> None:
        self.name = name
        self.hosted = hosted
        self.context_tokens = context_tokens
        self.calls: list[Call] = []
        self.closed_early = 0
        self.closed = False
        self._replies = deque(replies)
        self._probabilities = deque(probabilities)
        self._objects = deque(objects)
        self._parameters = parameters
        self._lock = threading.Lock()

    @property
    def traits(self) -> Traits:
        """What it claims; log-probabilities and schemas where there are any in its queues."""
        logprobs = any(isinstance(one, float) for one in self._probabilities) or None
        structured = bool(self._objects) or None
        return Traits(self._parameters, self.context_tokens, logprobs, structured, self.hosted, "its script says so")

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """The upper bound that remote models get, too."""
        return estimate_tokens(messages)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        stop: Sequence[str] = (),
        grammar: str | None = None,
    ) -> Iterator[str]:
        """The next reply, word by word."""
        reply = self._next(self._replies, Call("stream", tuple(messages), max_tokens, tuple(stop), grammar))
        for text in stop:
            reply = reply.split(text)[0]
        # the white space belongs to the word after it, as in most tokenizers
        pieces = reply.replace(" ", "\0 ").split("\0") if reply else []
        if not reply.strip() and not stop:
            raise failures.MODEL_NO_TEXT(url=self.name)
        if len(pieces) > max_tokens:
            pieces = [*pieces[:max_tokens], Piece("", cut=True)]
        written = 0
        try:
            for piece in pieces:
                written += 1
                yield piece
        finally:
            self.closed_early += written < len(pieces)

    def probability(self, messages: Sequence[Message], *, yes: str = "yes", no: str = "no") -> float | None:
        """The next probability."""
        return self._next(self._probabilities, Call("probability", tuple(messages)))

    def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "reply", max_tokens: int
    ) -> Any | None:
        """The next object, or None where it does not obey the schema."""
        value = self._next(self._objects, Call("structured", tuple(messages), max_tokens, schema=schema))
        return None if value is None else obeying(json.dumps(value), schema)

    def close(self) -> None:
        """See :class:`~assistant.llm.LanguageModel`."""
        self.closed = True

    def _next(self, queue: deque[T | Exception], call: Call) -> T:
        with self._lock:
            if self.closed:
                raise failures.MODEL_CLOSED()
            self.calls.append(call)
            if not queue:
                raise failures.MODEL_SCRIPT_ENDED(kind=call.kind)
            item = queue.popleft()
        if isinstance(item, Exception):
            raise item
        return item
