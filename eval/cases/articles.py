"""The articles that cases are about, as the assistant reads them: found by the end of their path, or by id."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from assistant.articles import discover, read_article
from assistant.assistant import Assistant
from assistant.types import Article
from eval.places import DATA, ROOT

_MAX_BYTES = 20 * 1024 * 1024

#: What our own question set is about.
COLLECTION = (ROOT / "seeds", DATA / "questions" / "articles")


def article_id(text: str) -> str:
    """The beginning of the SHA-256 of an article's text: the name of one that has none."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def half_of(article: str) -> Literal["dev", "held"]:
    """By the parity of the SHA-256 of an article's id: stable, and nobody chose it."""
    return "dev" if int(hashlib.sha256(article.encode()).hexdigest(), 16) % 2 == 0 else "held"


class Articles:
    """Some articles with their full cleaned texts."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._by_id = {article.id: article for article in articles}

    @classmethod
    def of_files(cls, paths: Sequence[Path]) -> Articles:
        """Read files and folders without an index.

        Raises:
            InputError: a path is missing.
            ArticleError: a file cannot be read.
        """
        sources = [source for source in discover(list(paths)) if not source.skip_reason]
        return cls(read_article(source, max_bytes=_MAX_BYTES) for source in sources)

    @classmethod
    def of_index(cls, assistant: Assistant) -> Articles:
        """Everything that is indexed."""
        return cls(assistant.article(summary.id) for summary in assistant.articles())

    def __iter__(self) -> Iterator[Article]:
        return iter(self._by_id.values())

    def get(self, article_id: str) -> Article | None:
        """The article with this id."""
        return self._by_id.get(article_id)

    def named(self, name: str) -> list[Article]:
        """The articles whose id is ``name`` or whose path or URL ends so, at a slash."""
        return [article for article in self._by_id.values() if _ends_with(article, name)]


def _ends_with(article: Article, name: str) -> bool:
    if article.id == name:
        return True
    places = (place.replace("\\", "/") for place in (article.path, article.url, article.location) if place)
    return any(place == name or place.endswith(f"/{name.lstrip('/')}") for place in places)
