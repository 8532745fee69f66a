"""Labelled claims, each about one article, from folders of two shapes.

Either each line of ``claims.jsonl`` has its article's whole text, or it has the name of a file under ``articles/``
beside it, or in this repository.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from eval.cases.articles import COLLECTION, Articles
from eval.cases.jsonl import numbered_lines
from eval.cases.pairs import LabelledPassage
from eval.errors import CaseError

CLAIMS = "claims.jsonl"
#: An article's own text is longer than any file name.
_LONGEST_NAME = 200
_FAITHFUL_KINDS = ("", "reference", "faithful")
_TOKENISED = re.compile(r"\s+(?=[.,;:!?](?:\s|$))")


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of one sentence or several; ``kind`` is the error's, or the wording's of a faithful one.

    ``half`` is that of its article, so that no article is in both.
    """

    id: str
    data: str
    article: LabelledPassage
    text: str
    faithful: bool
    kind: str
    lang: str
    wording: str
    half: Literal["dev", "held"]


def half_of(article_id: str) -> Literal["dev", "held"]:
    """By the parity of the SHA-256 of the id: stable, and nobody chose it."""
    return "dev" if int(hashlib.sha256(article_id.encode()).hexdigest(), 16) % 2 == 0 else "held"


def load_claims(*folders: Path) -> list[Claim]:
    """The claims of all folders, those about one article in a row, and of these a ``pair`` side by side.

    Raises:
        CaseError: a file is missing or a line is wrong.
    """
    return [claim for folder in folders for claim in _of(folder)]


def _of(folder: Path) -> list[Claim]:
    path, files = folder / CLAIMS, _Files(folder)
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise CaseError(f"The claims {path} cannot be read ({error.strerror}).") from error
    claims, pairs = [], {}
    for number, line in numbered_lines(text):
        try:
            row = json.loads(line)
            claims.append(_claim(row, folder.name, files))
            pairs[row["id"]] = row.get("pair", 0)
        except (ValueError, KeyError, TypeError) as error:
            raise CaseError(f"{path}, line {number}: {error!r} is wrong or missing.") from error
    order = {article: at for at, article in enumerate(dict.fromkeys(claim.article.article_id for claim in claims))}
    return sorted(claims, key=lambda claim: (order[claim.article.article_id], pairs[claim.id]))


def _claim(row: dict[str, Any], data: str, files: _Files) -> Claim:
    article = files.article(row["article"])
    kind = row.get("kind") or ""
    return Claim(
        id=row["id"],
        data=data,
        article=article,
        # collections of summaries have their full stops as words of their own
        text=_TOKENISED.sub("", row["claim"]),
        faithful=row["faithful"],
        kind="" if kind in _FAITHFUL_KINDS else kind,
        lang=row.get("lang", "en"),
        wording=row.get("wording") or "",
        half=half_of(article.article_id),
    )


class _Files:
    """Finds a claim's article: its text, or a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def article(self, given: str) -> LabelledPassage:
        if len(given) > _LONGEST_NAME:
            return LabelledPassage(hashlib.sha256(given.encode()).hexdigest()[:16], "", given)
        found = self._known.named(given)
        if not found:
            raise ValueError(f"the article {given}")
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
