"""What is told of articles, and which of them are one report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Article:
    """One cleaned article.

    ``text`` is the full cleaned text; every offset in the project refers to it. ``location`` is
    the identity of the input (resolved path or URL): reading the same location again replaces
    the article. ``date`` is ISO ``YYYY-MM-DD``. ``removed`` counts the pieces of page furniture
    that cleaning cut off, by kind (``{"share line": 2}``).
    """

    id: str
    title: str
    text: str
    location: str
    source: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    path: str | None = None
    language: str | None = None
    removed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What is told of an article wherever something of it is shown.

    ``copy_of`` is the id of the oldest known article that it is a near copy of, None where it is the oldest or alone.
    ``agency`` is what it, or an article that is a copy of the same, states as its origin, ``copies`` how many other
    articles are near copies of the same report.
    """

    id: str
    title: str
    source: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    path: str | None = None
    copy_of: str | None = field(default=None, kw_only=True)
    agency: str | None = field(default=None, kw_only=True)
    copies: int = field(default=0, kw_only=True)

    @property
    def report(self) -> str:
        """The same for all near copies of one report: the id of the oldest of them."""
        return self.copy_of or self.id


@dataclass(frozen=True, slots=True)
class ArticleSummary(ArticleFacts):
    """An indexed article without its text; ``passages`` is how many it was split into."""

    passages: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class InArticle:
    """Something that stands in an article; the article's facts can be read off it."""

    article: ArticleFacts

    @property
    def byline(self) -> str:
        """Outlet and date before a sentence in a list ("Post, 2024-03-01: "), as far as they are known."""
        told = ", ".join(part for part in (self.source, self.date) if part)
        return f"{told}: " if told else ""

    @property
    def article_id(self) -> str:
        """The article's id."""
        return self.article.id

    @property
    def title(self) -> str:
        """The article's title."""
        return self.article.title

    @property
    def source(self) -> str | None:
        """The article's outlet."""
        return self.article.source

    @property
    def author(self) -> str | None:
        """The article's author."""
        return self.article.author

    @property
    def date(self) -> str | None:
        """The article's date, ISO ``YYYY-MM-DD``."""
        return self.article.date

    @property
    def url(self) -> str | None:
        """Where the article was fetched or says that it stands."""
        return self.article.url

    @property
    def path(self) -> str | None:
        """The file that the article was read from."""
        return self.article.path


@dataclass(frozen=True, slots=True)
class Origin:
    """One report, however many articles print it.

    ``article_id`` is the oldest of them that is known, ``label`` the agency that one of them states, or the oldest
    one's outlet; ``articles`` are the ids of those that were used.
    """

    article_id: str
    label: str | None
    articles: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self) | {"articles": list(self.articles)}


def independent(articles: Iterable[ArticleFacts]) -> tuple[Origin, ...]:
    """The reports behind some articles, in the order in which they come; near copies are one."""
    reports: dict[str, dict[str, ArticleFacts]] = {}
    for article in articles:
        reports.setdefault(article.report, {})[article.id] = article
    return tuple(
        Origin(oldest, _label(oldest, tuple(printed.values())), tuple(printed)) for oldest, printed in reports.items()
    )


def _label(oldest: str, articles: Sequence[ArticleFacts]) -> str | None:
    outlets = (article.source for article in articles if article.id == oldest)
    return next((article.agency for article in articles if article.agency), next(outlets, None))
