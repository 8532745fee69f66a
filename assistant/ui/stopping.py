"""A language model that can be stopped in the middle of a sentence, from another thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, cast

from assistant.llm import LanguageModel, Message, Traits


class Stopped(Exception):
    """The work was given up while the model wrote."""


class StoppableModel:
    """Another model, which looks before each piece and each verdict whether anybody still waits for it.

    The work on a question runs in one thread (see :class:`~assistant.ui.running.Run`), and an iterator cannot be
    closed from outside while it waits for the next word. So the thread itself looks: :meth:`until` names the
    event that ends it. Closing the model's iterator then closes the HTTP response, on which the server stops.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._here = threading.local()

    @contextmanager
    def until(self, stop: threading.Event) -> Iterator[None]:
        """Within the block and in this thread, the model raises :class:`Stopped` once ``stop`` is set."""
        self._here.stop = stop
        try:
            yield
        finally:
            self._here.stop = None

    @property
    def name(self) -> str:
        """See :class:`~assistant.llm.LanguageModel`."""
        return self._model.name

    @property
    def hosted(self) -> bool:
        """See :class:`~assistant.llm.LanguageModel`."""
        return self._model.hosted

    @property
    def ready(self) -> bool:
        """See :class:`~assistant.llm.LanguageModel`."""
        return self._model.ready

    @property
    def context_tokens(self) -> int:
        """See :class:`~assistant.llm.LanguageModel`."""
        return self._model.context_tokens

    @property
    def traits(self) -> Traits:
        """See :class:`~assistant.llm.LanguageModel`."""
        return self._model.traits

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """See :class:`~assistant.llm.LanguageModel`."""
        return self._model.count_tokens(messages)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        stop: Sequence[str] = (),
        grammar: str | None = None,
    ) -> Iterator[str]:
        """See :class:`~assistant.llm.LanguageModel`.

        Raises:
            Stopped: nobody waits for it any more.
        """
        self._look()
        pieces = self._model.stream(messages, max_tokens=max_tokens, stop=stop, grammar=grammar)
        with closing(cast(Any, pieces)):
            for piece in pieces:
                self._look()
                yield piece

    def probability(self, messages: Sequence[Message], *, yes: str = "yes", no: str = "no") -> float | None:
        """See :class:`~assistant.llm.LanguageModel`.

        Raises:
            Stopped: nobody waits for it any more.
        """
        self._look()
        return self._model.probability(messages, yes=yes, no=no)

    def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "reply", max_tokens: int
    ) -> Any | None:
        """See :class:`~assistant.llm.LanguageModel`.

        Raises:
            Stopped: nobody waits for it any more.
        """
        self._look()
        return self._model.structured(messages, schema, name=name, max_tokens=max_tokens)

    def close(self) -> None:
        """See :class:`~assistant.llm.LanguageModel`."""
        self._model.close()

    def _look(self) -> None:
        stop: threading.Event | None = getattr(self._here, "stop", None)
        if stop is not None and stop.is_set():
            raise Stopped
