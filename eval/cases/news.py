"""The questions with their keys; the articles are not part of this repository."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eval.cases.claims import half_of
from eval.cases.jsonl import numbered_lines
from eval.errors import CaseError
from eval.places import DATA

QUESTIONS = DATA / "news" / "questions.jsonl"

Kind = Literal["fact", "false_premise", "dated", "unanswerable"]
KINDS: tuple[Kind, ...] = ("fact", "false_premise", "dated", "unanswerable")


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``article`` is the id of the article that it is about (:func:`article_id`).

    ``facts`` are what a right answer says, each a tuple of the accepted ways to write it: of a ``fact`` all of them,
    of a ``false_premise`` the words that set it right. Where there are none, a refusal is the right reply, and where
    an ``unanswerable`` one has some, they say as well that it is not known. ``wrong`` are tempting figures of another
    day or condition.
    """

    id: str
    article: str
    kind: Kind
    shape: str
    text: str
    facts: tuple[tuple[str, ...], ...]
    wrong: tuple[str, ...] = ()

    @property
    def half(self) -> str:
        """``dev`` or ``held``, by its article; the same as that of claims about it."""
        return half_of(self.article)


def article_id(text: str) -> str:
    """The beginning of the SHA-256 of an article's text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def load_news_questions(path: Path = QUESTIONS) -> list[Question]:
    """The questions in their order.

    Raises:
        CaseError: a line is wrong.
    """
    questions = []
    for number, line in numbered_lines(path.read_text("utf-8")):
        try:
            questions.append(_question(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise CaseError(f"{path}, line {number}: {error!r} is wrong or missing.") from error
    return questions


def _question(row: Mapping[str, Any]) -> Question:
    if row["kind"] not in KINDS:
        raise ValueError(row["kind"])
    facts: Sequence[Sequence[str]] = row["facts"]
    return Question(
        id=row["id"],
        article=row["article"],
        kind=row["kind"],
        shape=row["shape"],
        text=row["question"],
        facts=tuple(tuple(ways) for ways in facts),
        wrong=tuple(row.get("wrong", ())),
    )
