"""What the rest of the assistant knows of a language model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


class Piece(str):
    """A piece of a reply.

    ``logprob`` is the natural log-probability of its token, None where none is given. ``cut`` marks the last piece,
    an empty one, of a reply that was not finished: it reached ``max_tokens``, or went on beyond all bounds.
    """

    logprob: float | None
    cut: bool
    __slots__ = ("cut", "logprob")

    def __new__(cls, text: str, logprob: float | None = None, *, cut: bool = False) -> Piece:
        """A string like any other, with its log-probability."""
        piece = super().__new__(cls, text)
        piece.logprob = logprob
        piece.cut = cut
        return piece


def is_cut(piece: str) -> bool:
    """True for the mark behind a reply that was not finished."""
    return isinstance(piece, Piece) and piece.cut


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a model, for whoever decides how to use it.

    Attributes:
        parameters: billions of them, None where nobody tells.
        context_tokens: longest prompt and reply together.
        logprobs: whether it gives the log-probabilities of its tokens; None as long as it was not asked for any.
        structured: whether it obeys a JSON schema; None as long as it was not asked to.
        hosted: whether questions and passages leave the machine.
        reason: where this is known from, as the end of a sentence: "… because REASON".
    """

    parameters: float | None
    context_tokens: int
    logprobs: bool | None
    structured: bool | None
    hosted: bool
    reason: str


class LanguageModel(Protocol):
    """A chat model that writes the same text for the same messages (temperature 0). Thread-safe."""

    @property
    def name(self) -> str:
        """What an answer reports as its model."""

    @property
    def hosted(self) -> bool:
        """Whether questions and passages leave the machine."""

    @property
    def ready(self) -> bool:
        """Whether a call would start at once; False while the model is still loading."""

    @property
    def context_tokens(self) -> int:
        """Longest prompt and reply together, in tokens. Waits for the model.

        Raises:
            ModelError: the model cannot be used.
        """

    @property
    def traits(self) -> Traits:
        """What is known of the model by now. Waits for the model.

        Raises:
            ModelError: the model cannot be used.
        """

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Tokens of the whole prompt after the chat template, or an upper bound where nobody can tell.

        Raises:
            ModelError: the model cannot be used.
        """

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        stop: Sequence[str] = (),
        grammar: str | None = None,
    ) -> Iterator[str]:
        """The reply in pieces, as it is written; each is a :class:`Piece` where the endpoint gives log-probabilities.

        Closing the iterator stops the model. A reply that was not finished ends with an empty piece that says so
        (:func:`is_cut`); one with nothing in it, or none at all, is an error, unless ``stop`` may have ended it.

        Args:
            messages: the conversation; chat-template tokens in it are made harmless.
            max_tokens: longest reply.
            stop: texts before which the reply ends.
            grammar: GBNF that the reply must obey; ignored where the endpoint does not know grammars.

        Raises:
            ModelError: the model cannot be used, also in the middle of a reply, or does not answer in text.
        """

    def probability(self, messages: Sequence[Message], *, yes: str = "yes", no: str = "no") -> float | None:
        """P(yes) / (P(yes) + P(no)) of the reply's first token, over all spellings of both.

        None where the endpoint gives no (or nonsensical) probabilities, or neither word is likely.

        Raises:
            ModelError: the model cannot be used, or does not answer in text.
        """

    def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "reply", max_tokens: int
    ) -> Any | None:
        """The reply as parsed JSON that obeys a schema.

        The endpoint is asked to decode under the schema; where it cannot, it is told the schema in words, and the JSON
        is taken out of what it writes.

        Args:
            messages: the conversation; it should say what the reply must hold.
            schema: JSON schema of an object.
            name: what the schema is called; letters, digits, - and _.
            max_tokens: longest reply.

        Returns:
            None where what came is no such object: malformed, cut, empty, refused by the model.

        Raises:
            ModelError: the model cannot be used.
        """

    def close(self) -> None:
        """Stop the model and free its memory. Harmless when repeated."""
