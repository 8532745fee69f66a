"""Asks the assistant one case and notes what the model was given to read and what that cost."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from assistant.assistant import Assistant
from assistant.errors import InputError
from assistant.llm import LanguageModel, Message
from assistant.types import Answer
from eval.types import Case, Result


@dataclass(frozen=True, slots=True)
class Request:
    """One request to the model and how many pieces came back."""

    messages: tuple[Message, ...]
    pieces: int


@dataclass
class Overheard:
    """A :class:`~assistant.llm.LanguageModel` that passes everything on and remembers what was asked and its cost.

    With ``stays_open`` closing it leaves the model open, for the next assistant.
    """

    model: LanguageModel
    stays_open: bool = False
    requests: list[Request] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """Everything that the model was given to read, a text a message."""
        return [message.content for request in self.requests for message in request.messages]

    def close(self) -> None:
        """See :class:`~assistant.llm.LanguageModel`."""
        if not self.stays_open:
            self.model.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)

    def stream(self, messages: Sequence[Message], **options: Any) -> Iterator[str]:
        """See :class:`~assistant.llm.LanguageModel`."""
        pieces = 0
        try:
            for piece in self.model.stream(messages, **options):
                pieces += 1
                yield piece
        finally:
            self.requests.append(Request(tuple(messages), pieces))

    def structured(self, messages: Sequence[Message], schema: Mapping[str, Any], **options: Any) -> Any | None:
        """See :class:`~assistant.llm.LanguageModel`."""
        self.requests.append(Request(tuple(messages), 1))
        return self.model.structured(messages, schema, **options)

    def probability(self, messages: Sequence[Message], **options: Any) -> float | None:
        """See :class:`~assistant.llm.LanguageModel`."""
        self.requests.append(Request(tuple(messages), 1))
        return self.model.probability(messages, **options)


def ask(case: Case, assistant: Assistant, overheard: Overheard) -> Result:
    """Ask the earlier questions of the case, then its own; only the last answer counts.

    ``assistant`` must have been opened with ``overheard`` as its model. A question that the assistant does not
    accept gives a result with an ``error``.

    Raises:
        ModelError: the model cannot be used.
    """
    conversation = assistant.conversation()
    try:
        for earlier in case.history:
            conversation.ask(earlier)
        overheard.requests.clear()
        started = time.perf_counter()
        answer = conversation.ask(case.question)
        seconds = time.perf_counter() - started
    except InputError as error:
        return Result(case, {}, error=str(error))
    requests = list(overheard.requests)
    tokens = {
        "prompt": sum(overheard.count_tokens(request.messages) for request in requests),
        "reply": sum(request.pieces for request in requests),
        "requests": len(requests),
    }
    return Result(case, answer.to_dict(), contexts=contexts_of(answer), tokens=tokens, seconds=seconds)


def contexts_of(answer: Answer) -> tuple[str, ...]:
    """What the model was given to read, one text an article, its heading first."""
    groups = groupby(answer.evidence, key=lambda sentence: (sentence.article_id, sentence.title))
    return tuple(
        "\n".join([f"{title}:", " ".join(sentence.text for sentence in sentences)]) for (_, title), sentences in groups
    )
