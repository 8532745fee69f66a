"""The prepared questions: what a right answer says, statement by statement, and on which words each rests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasPath, BeforeValidator, Field
from pydantic.dataclasses import dataclass

from eval.cases.model import THEIRS, Flag, Identified, Text, Texts
from eval.cases.reading import read_cases
from eval.errors import CaseError

CASES = "cases.jsonl"
#: The folder of articles that lies beside the cases; any other is one of this repository.
BESIDE = "articles"

Behaviour = Literal["answer", "correct_premise", "refuse"]


@dataclass(frozen=True, slots=True, config=THEIRS)
class Quote:
    """Words of an article; ``head`` ones stand above its text. One that is not ``needed`` says the same elsewhere."""

    article: Text
    quote: Text
    needed: Flag = True
    head: Flag = False


@dataclass(frozen=True, slots=True, config=THEIRS)
class Piece:
    """One statement of the right answer; ``absence`` marks one that says that something is not stated."""

    statement: Text
    quotes: tuple[Quote, ...]
    absence: Flag = False

    @property
    def needed(self) -> tuple[Quote, ...]:
        """What must have been read to write it."""
        return tuple(quote for quote in self.quotes if quote.needed)


def _turn(given: Any) -> Any:
    return (given.get("question"), given.get("answer")) if isinstance(given, dict) else given


@dataclass(frozen=True, slots=True, config=THEIRS)
class StrongCase(Identified):
    """A question with its prepared answers: the right pieces, and one of them (``flawed``) with an error.

    ``earlier`` is the turn before a follow-up: question and answer. ``places`` are folders of articles.
    """

    kind: Text
    question: Text
    behaviour: Behaviour
    pieces: Annotated[tuple[Piece, ...], Field(validation_alias="right_pieces")]
    flawed: Annotated[int, Field(validation_alias=AliasPath("wrong_piece", "index"))]
    flaw: Annotated[Text, Field(validation_alias=AliasPath("wrong_piece", "statement"))]
    flaw_kind: Annotated[Text, Field(validation_alias=AliasPath("wrong_piece", "kind"))]
    places: Annotated[Texts, Field(validation_alias="from")]
    earlier: Annotated[tuple[Text, Text] | None, BeforeValidator(_turn)] = None
    lang: str = "en"

    def served(self, base: str) -> list[str]:
        """The statements of the answer of the model ``right`` or ``wrong``."""
        statements = [piece.statement for piece in self.pieces]
        if base == "wrong":
            statements[self.flawed] = self.flaw
        return statements


def load_strong_cases(folder: Path, kinds: Sequence[str] = ()) -> list[StrongCase]:
    """The cases of ``cases.jsonl`` in a folder, in its order; only of some kinds where any are named.

    Raises:
        CaseError: see :func:`eval.cases.reading.read_cases`; also where no case is of those kinds.
    """
    cases = read_cases(folder / CASES, StrongCase)
    chosen = [case for case in cases if not kinds or case.kind in kinds]
    if not chosen:
        raise CaseError(f"{folder / CASES} has no case of the kinds {', '.join(kinds)}.")
    return chosen
