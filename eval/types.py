"""The plain data of an evaluation: a case, what the assistant answered, and what it scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Split = Literal["dev", "test"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A sentence of an article that carries the answer: ``quote`` stands there word for word.

    ``article`` is the file's name (or any end of its path or URL), which stays the same in every index.
    """

    article: str
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right answer says.

    ``facts`` are the key facts, each a tuple of the accepted ways to write it. ``refused`` is True where the
    only right reply is a refusal. ``history`` holds the earlier questions of the conversation, oldest first.
    """

    id: str
    split: Split
    kind: str
    question: str
    answer: str
    facts: tuple[tuple[str, ...], ...] = ()
    references: tuple[Reference, ...] = ()
    refused: bool = False
    history: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """One metric on one case: ``value`` is None where it could not be scored, and ``reason`` says why.

    ``reason`` may also explain a value (which fact is missing).
    """

    value: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One case with the assistant's answer (``Answer.to_dict()``) and its scores by the metric's name.

    ``contexts`` are the texts that the model was given to read, in the order of the prompt.
    """

    case: Case
    answer: Mapping[str, Any]
    contexts: tuple[str, ...] = ()
    scores: Mapping[str, Score] = field(default_factory=dict)
