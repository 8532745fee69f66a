"""When does a text say a fact, and when does a piece of an article carry a reference sentence?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.words import stem, words
from eval.cases.articles import Articles
from eval.types import Case, Reference

#: A piece of an article carries a sentence when it holds this share of the shorter of both. Sentence splitters
#: disagree about a quotation mark or a bracket, never about half a sentence.
SHARE = 0.5

_MARK = re.compile(r"\s*\[\d+\]")

Span = tuple[str, int, int]


def plain_text(answer: Mapping[str, Any]) -> str:
    """The answer without its citation marks."""
    return _MARK.sub("", answer["text"])


def says(text: str, phrase: str) -> bool:
    """Whether all words of the phrase stand in the text, one after the other, inflection and punctuation aside.

    "rejected" is in "Poland rejects it", "30" is not in "30,000", "US" is in "the United States".
    """
    wanted = _stems(phrase)
    return bool(wanted) and f" {wanted} " in f" {_stems(text)} "


def says_fact(text: str, ways: Sequence[str]) -> bool:
    """Whether the text has one of the accepted ways to write a fact."""
    return any(says(text, way) for way in ways)


def is_specific(way: str) -> bool:
    """Whether a text that has these words must be about the fact: a figure, or three words and more.

    A name alone ("Macron", "United States") stands in half the sentences of the articles that name it.
    """
    return len(words(way)) > 2 or any(char.isdigit() for char in way)


def spans_of(reference: Reference, articles: Articles) -> list[Span]:
    """Every place (article id, start, end) at which the reference stands."""
    return [
        (article.id, start, start + len(reference.quote))
        for article in articles.named(reference.article)
        for start in _occurrences(article.text, reference.quote)
    ]


def carries(piece: Mapping[str, Any], reference: Reference, articles: Articles) -> bool:
    """Whether a citation or passage (``article_id``, ``start``, ``end``, its text) holds the reference sentence.

    A verbatim copy of it in another article counts, too.
    """
    if _folded(reference.quote) in _folded(piece.get("quote") or piece.get("text") or ""):
        return True
    return any(
        article_id == piece["article_id"]
        and min(end, piece["end"]) - max(start, piece["start"])
        >= SHARE * min(end - start, piece["end"] - piece["start"])
        for article_id, start, end in spans_of(reference, articles)
    )


def needs(case: Case) -> list[list[Reference]]:
    """What a complete answer rests on: groups of references, of each of which one is enough."""
    groups: dict[str, list[Reference]] = {}
    for position, reference in enumerate(case.references):
        if reference.needed:
            groups.setdefault(reference.group or f"\0{position}", []).append(reference)
    return list(groups.values())


def _stems(text: str) -> str:
    return " ".join(stem(word) for word in words(text))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _occurrences(text: str, quote: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(quote), text)]
