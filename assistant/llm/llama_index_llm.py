"""A LlamaIndex ``LLM`` that a user brings, as a language model of ours."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, cast

from assistant import failures
from assistant.errors import AssistantError, ModelReplyError
from assistant.llm.base import LanguageModel, Message, Piece, Traits
from assistant.llm.endpoint import estimate_tokens
from assistant.llm.neutral import neutral
from assistant.llm.reading import OnlyThoughtsError, most_characters, read
from assistant.llm.stops import until
from assistant.llm.structure import in_words, obeying
from assistant.llm.thoughts import Arrived, Thoughts


def as_language_model(model: Any) -> LanguageModel:
    """The model itself, or an adapter where it is one of LlamaIndex's classes.

    Args:
        model: a :class:`~assistant.llm.LanguageModel`, or an instance of ``llama_index.core.llms.LLM``.
    """
    ours = hasattr(model, "probability") or not hasattr(model, "stream_chat")
    return cast(LanguageModel, model) if ours else LlamaIndexModel(model)


class LlamaIndexModel:
    """A :class:`~assistant.llm.LanguageModel` over LlamaIndex's interface, which has no log-probabilities or schemas.

    What the class itself does about keys, retries and timeouts is left to it.

    Args:
        llm: an instance of ``llama_index.core.llms.LLM``.
        hosted: whether questions leave the machine; LlamaIndex does not tell, so that it counts as true.
    """

    ready = True

    def __init__(self, llm: Any, *, hosted: bool = True) -> None:
        self._llm = llm
        self.hosted = hosted
        self.name = str(llm.metadata.model_name or type(llm).__name__)
        self._closed = False

    @property
    def context_tokens(self) -> int:
        """See :class:`~assistant.llm.LanguageModel`."""
        return int(self._llm.metadata.context_window)

    @property
    def traits(self) -> Traits:
        """See :class:`~assistant.llm.LanguageModel`."""
        reason = f"LlamaIndex's {type(self._llm).__name__} tells a window of {self.context_tokens:,} tokens"
        return Traits(None, self.context_tokens, False, None, self.hosted, reason)

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """An upper bound."""
        return estimate_tokens(messages)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        stop: Sequence[str] = (),
        grammar: str | None = None,
    ) -> Iterator[str]:
        """See :class:`~assistant.llm.LanguageModel`; grammars are ignored."""
        return until(self._read(neutral(messages), max_tokens, may_be_empty=bool(stop)), stop)

    def probability(self, messages: Sequence[Message], *, yes: str = "yes", no: str = "no") -> float | None:
        """None: the interface gives no log-probabilities."""
        return None

    def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "reply", max_tokens: int
    ) -> Any | None:
        """See :class:`~assistant.llm.LanguageModel`; the schema is told in words."""
        asked = [*messages[:-1], in_words(messages[-1], schema)]
        try:
            return obeying("".join(self.stream(asked, max_tokens=max_tokens)), schema)
        except ModelReplyError:
            return None

    def close(self) -> None:
        """No request is sent any more; the class itself has nothing to close."""
        self._closed = True

    def _read(self, messages: Sequence[Message], max_tokens: int, *, may_be_empty: bool) -> Generator[Piece]:
        if self._closed:
            raise failures.MODEL_CLOSED()
        place = type(self._llm).__name__
        thoughts = Thoughts(most_characters(max_tokens))
        try:
            with closing(self._events(messages, max_tokens)) as events:
                yield from read(events, place, max_tokens, thoughts=thoughts, may_be_empty=may_be_empty)
        except AssistantError:
            raise
        except OnlyThoughtsError as error:
            raise failures.MODEL_ONLY_THOUGHTS(url=place, tokens=f"{max_tokens:,}") from error
        except Exception as error:
            # each class raises errors of its own vendor's client
            raise failures.MODEL_FAILED_WRITING(url=place, said=" ".join(str(error).split())[:160]) from error

    def _events(self, messages: Sequence[Message], max_tokens: int) -> Any:
        from llama_index.core.base.llms.types import ChatMessage, MessageRole

        told = [ChatMessage(role=MessageRole(one.role), content=one.content) for one in messages]
        pieces = self._llm.stream_chat(told, max_tokens=max_tokens)
        finish = "stop"
        for piece in pieces:
            if self._closed:
                raise failures.MODEL_CLOSED()
            finish = _finish(piece.raw) or finish
            yield Arrived(piece.delta or "")
        yield Arrived(finish=finish)


def _finish(raw: Any) -> str | None:
    """How the reply ended, where the vendor's own event says so in one of the usual ways."""
    try:
        return str(raw.choices[0].finish_reason or "") or None
    except (AttributeError, LookupError, TypeError):
        return None
