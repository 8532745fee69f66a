"""The questions with their keys; the articles are not part of this repository."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field
from pydantic.dataclasses import dataclass

from eval.cases.articles import half_of
from eval.cases.model import THEIRS, Facts, Identified, Text, Texts
from eval.cases.reading import read_cases
from eval.places import DATA

QUESTIONS = DATA / "news" / "questions.jsonl"

Kind = Literal["fact", "false_premise", "dated", "unanswerable"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True, config=THEIRS)
class Question(Identified):
    """One question; ``article`` is the id of the article that it is about (:func:`eval.cases.articles.article_id`).

    ``facts`` are what a right answer says, each a tuple of the accepted ways to write it: of a ``fact`` all of them,
    of a ``false_premise`` the words that set it right. Where there are none, a refusal is the right reply, and where
    an ``unanswerable`` one has some, they say as well that it is not known. ``wrong`` are tempting figures of another
    day or condition.
    """

    article: Text
    kind: Kind
    shape: Text
    text: Annotated[Text, Field(validation_alias="question")]
    facts: Facts
    wrong: Texts = ()

    @property
    def half(self) -> Literal["dev", "held"]:
        """By its article; the same as that of claims about it."""
        return half_of(self.article)


def load_news_questions(path: Path = QUESTIONS) -> list[Question]:
    """The questions in their order.

    Raises:
        CaseError: see :func:`eval.cases.reading.read_cases`.
    """
    return read_cases(path, Question)
