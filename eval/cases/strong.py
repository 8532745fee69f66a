"""The prepared questions: what a right answer says, statement by statement, and on which words each rests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eval.cases.jsonl import numbered_lines
from eval.errors import CaseError

CASES = "cases.jsonl"
#: The folder of articles that lies beside the cases; any other is one of this repository.
BESIDE = "articles"

Behaviour = Literal["answer", "correct_premise", "refuse"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an article; ``head`` ones stand above its text. One that is not ``needed`` says the same elsewhere."""

    article: str
    quote: str
    needed: bool = True
    head: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement of the right answer; ``absence`` marks one that says that something is not stated."""

    statement: str
    quotes: tuple[Quote, ...]
    absence: bool = False

    @property
    def needed(self) -> tuple[Quote, ...]:
        """What must have been read to write it."""
        return tuple(quote for quote in self.quotes if quote.needed)


@dataclass(frozen=True, slots=True)
class StrongCase:
    """A question with its prepared answers: the right pieces, and one of them (``flawed``) with an error.

    ``earlier`` is the turn before a follow-up: question and answer. ``places`` are folders of articles.
    """

    id: str
    kind: str
    lang: str
    question: str
    earlier: tuple[str, str] | None
    behaviour: Behaviour
    pieces: tuple[Piece, ...]
    flawed: int
    flaw: str
    flaw_kind: str
    places: tuple[str, ...]

    def served(self, base: str) -> list[str]:
        """The statements of the answer of the model ``right`` or ``wrong``."""
        statements = [piece.statement for piece in self.pieces]
        if base == "wrong":
            statements[self.flawed] = self.flaw
        return statements


def load_strong_cases(folder: Path, kinds: Sequence[str] = ()) -> list[StrongCase]:
    """The cases of ``cases.jsonl`` in a folder, in its order; only of some kinds where any are named.

    Raises:
        CaseError: the file is missing, a line lacks a field, or no case is of those kinds.
    """
    path = folder / CASES
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise CaseError(f"The cases {path} cannot be read ({error.strerror}).") from error
    cases = []
    for number, line in numbered_lines(text):
        try:
            cases.append(_case(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise CaseError(f"{path}, line {number}: {error!r} is wrong or missing.") from error
    chosen = [case for case in cases if not kinds or case.kind in kinds]
    if not chosen:
        raise CaseError(f"{path} has no case of the kinds {', '.join(kinds)}.")
    return chosen


def _case(row: Mapping[str, Any]) -> StrongCase:
    earlier, wrong = row.get("earlier"), row["wrong_piece"]
    return StrongCase(
        id=row["id"],
        kind=row["kind"],
        lang=row.get("lang", "en"),
        question=row["question"],
        earlier=(earlier["question"], earlier["answer"]) if earlier else None,
        behaviour=row["behaviour"],
        pieces=tuple(_piece(piece) for piece in row["right_pieces"]),
        flawed=wrong["index"],
        flaw=wrong["statement"],
        flaw_kind=wrong["kind"],
        places=tuple(row["from"]),
    )


def _piece(row: Mapping[str, Any]) -> Piece:
    quotes = (
        Quote(one["article"], one["quote"], bool(one.get("needed", True)), bool(one.get("head", False)))
        for one in row["quotes"]
    )
    return Piece(row["statement"], tuple(quotes), bool(row.get("absence", False)))
