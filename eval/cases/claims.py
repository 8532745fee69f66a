"""Labelled claims, each about one article, from folders of two shapes.

Either each line of ``claims.jsonl`` has its article's whole text, or it has the name of a file under ``articles/``
beside it, or in this repository.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic.dataclasses import dataclass

from eval.cases.articles import COLLECTION, Articles, article_id, half_of
from eval.cases.model import THEIRS, Flag, Identified, Text
from eval.cases.pairs import LabelledPassage
from eval.cases.reading import read_cases

CLAIMS = "claims.jsonl"
#: An article's own text is longer than any file name.
_LONGEST_NAME = 200
_FAITHFUL_KINDS = ("reference", "faithful", None)
_TOKENISED = re.compile(r"\s+(?=[.,;:!?](?:\s|$))")


def _article(given: Any, info: ValidationInfo) -> Any:
    return info.context.article(given) if isinstance(given, str) and info.context else given


def _joined(text: str) -> str:
    """Collections of summaries have their full stops as words of their own."""
    return _TOKENISED.sub("", text)


@dataclass(frozen=True, slots=True, config=THEIRS)
class Claim(Identified):
    """A statement of one sentence or several; ``kind`` is the error's, or empty for a faithful one.

    ``wording`` is that of a faithful one, ``data`` the folder's name. Claims of one ``pair`` differ in one place.
    """

    article: Annotated[LabelledPassage, BeforeValidator(_article)]
    text: Annotated[Text, AfterValidator(_joined), Field(validation_alias="claim")]
    faithful: Flag
    kind: Annotated[str, BeforeValidator(lambda kind: "" if kind in _FAITHFUL_KINDS else kind)] = ""
    lang: str = "en"
    wording: Annotated[str, BeforeValidator(lambda wording: wording or "")] = ""
    pair: int = 0
    data: str = ""

    @property
    def half(self) -> Literal["dev", "held"]:
        """That of its article, so that no article is in both."""
        return half_of(self.article.article_id)


def load_claims(*folders: Path) -> list[Claim]:
    """The claims of all folders, those about one article in a row, and of these a ``pair`` side by side.

    Raises:
        CaseError: see :func:`eval.cases.reading.read_cases`; also where an article is not there.
    """
    return [claim for folder in folders for claim in _of(folder)]


def _of(folder: Path) -> list[Claim]:
    claims = [replace(claim, data=folder.name) for claim in read_cases(folder / CLAIMS, Claim, _Files(folder))]
    order = {article: at for at, article in enumerate(dict.fromkeys(claim.article.article_id for claim in claims))}
    return sorted(claims, key=lambda claim: (order[claim.article.article_id], claim.pair))


class _Files:
    """Finds a claim's article: its text, or a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def article(self, given: str) -> LabelledPassage:
        if len(given) > _LONGEST_NAME:
            return LabelledPassage(article_id(given), "", given)
        found = self._known.named(given)
        if not found:
            raise ValueError(f"names no article that is there: {given}")
        one = found[0]
        return LabelledPassage(given, one.title, one.text, one.source, one.date)

    @cached_property
    def _known(self) -> Articles:
        beside = self._folder / "articles"
        return Articles.of_files([*([beside] if beside.is_dir() else []), *COLLECTION])


def known_sentences(claims: Sequence[Claim], sentences: Sequence[Sequence[str]]) -> set[tuple[str, str]]:
    """(article, sentence) of every sentence of a faithful claim: it is right in an unfaithful one, too."""
    return {
        (claim.article.article_id, sentence)
        for claim, own in zip(claims, sentences, strict=True)
        if claim.faithful
        for sentence in own
    }
