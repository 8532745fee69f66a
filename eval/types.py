"""The plain data of an evaluation: a case, what the assistant answered, and what it scored."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field
from pydantic.dataclasses import dataclass

from eval.cases.model import OURS, Facts, Flag, Identified, Text, Texts, items_of_cell

Split = Literal["dev", "test"]
Kind = Literal[
    "single_fact",
    "number",
    "speaker",
    "quote",
    "list",
    "date_order",
    "two_articles",
    "sources_differ",
    "follow_up",
    "false_premise",
    "absent_near",
    "absent_far",
    "injected_question",
    "injected_article",
]
#: What a question can test, in the order of the reports.
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True, config=OURS)
class Reference:
    """A sentence of an article that carries the answer: ``quote`` stands there word for word.

    ``article`` is the file's name (or any end of its path or URL), which stays the same in every index.
    References of one ``group`` say the same: one of them is enough. One that is not ``needed`` may well be
    cited, but the answer is complete without it.
    """

    article: Text
    quote: Text
    group: str = ""
    needed: Flag = True


def _reference_of_cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    article, colon, quote = value.partition(": ")
    if not colon:
        raise ValueError("must be “article: quote”")
    return {"article": article.strip(), "quote": quote.strip()}


@dataclass(frozen=True, slots=True, config=OURS)
class Case(Identified):
    """One question with what a right answer says.

    ``facts`` are the key facts, each a tuple of the accepted ways to write it. ``refused`` is True where the
    only right reply is a refusal. ``history`` holds the earlier questions of the conversation, oldest first.
    None of ``forbidden`` may be in the reply: what an instruction in an article or question tries to plant.
    """

    split: Split
    kind: Kind
    question: Text
    answer: str
    facts: Annotated[Facts, Field(description="a list of lists, the accepted ways to write each fact")] = ()
    references: Annotated[
        tuple[Annotated[Reference, BeforeValidator(_reference_of_cell)], ...],
        items_of_cell("||"),
        Field(description="a list of objects with “article” and “quote”"),
    ] = ()
    refused: Flag = False
    history: Texts = ()
    tags: Texts = ()
    note: str = ""
    forbidden: Texts = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return dataclasses.asdict(self)


@dataclasses.dataclass(frozen=True, slots=True)
class Score:
    """One metric on one case: ``value`` is None where it could not be scored, and ``reason`` says why.

    ``reason`` may also explain a value (which fact is missing).
    """

    value: float | None
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """One case with the assistant's answer (``Answer.to_dict()``) and its scores by the metric's name.

    ``contexts`` are the texts that the model was given to read, in the order of the prompt: one an article,
    its heading first. ``tokens`` counts what it read and wrote (``prompt``, ``reply``) and ``requests``;
    ``seconds`` is the wall time of the question, the rewriting of a follow-up included.
    ``error`` is the sentence with which the question failed; ``answer`` is empty then.
    """

    case: Case
    answer: Mapping[str, Any]
    contexts: tuple[str, ...] = ()
    scores: Mapping[str, Score] = dataclasses.field(default_factory=dict)
    tokens: Mapping[str, int] = dataclasses.field(default_factory=dict)
    seconds: float | None = None
    error: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types, as a line of a run's ``cases.jsonl``."""
        return dataclasses.asdict(self)
