"""The list of articles: filter, sort, pages. Plain data in, HTML out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.types import ArticleSummary
from assistant.ui.rendering import esc, link

PAGE = 50
COLUMNS = {"title": "Title", "source": "Outlet", "date": "Date", "passages": "Passages"}


@dataclass(frozen=True, slots=True)
class View:
    """How the list is looked at."""

    search: str = ""
    outlet: str = ""
    column: str = "date"
    descending: bool = True
    page: int = 0

    def sorted_by(self, column: str) -> View:
        """Sorted by a column, or the other way round where it already is."""
        if column not in COLUMNS:
            return self
        turned = not self.descending if column == self.column else column in ("date", "passages")
        return View(self.search, self.outlet, column, turned)


def chosen(articles: Sequence[ArticleSummary], view: View) -> list[ArticleSummary]:
    """The articles that match, in order; unknown dates and outlets come last either way."""
    words = view.search.casefold().split()
    found = [article for article in articles if not view.outlet or article.source == view.outlet]
    found = [article for article in found if all(word in _searched(article) for word in words)]
    known = [article for article in found if getattr(article, view.column) is not None]
    unknown = [article for article in found if getattr(article, view.column) is None]
    known.sort(key=lambda article: _key(article, view.column), reverse=view.descending)
    return known + unknown


def table(articles: Sequence[ArticleSummary], view: View) -> str:
    """One page of the list."""
    found = chosen(articles, view)
    pages = max(1, -(-len(found) // PAGE))
    page = min(view.page, pages - 1)
    if not articles:
        return '<p class="na-empty-list">No articles yet. Add files or a web address above.</p>'
    if not found:
        return f'<p class="na-muted" role="status">None of {len(articles):,} articles has these words.</p>'
    heads = "".join(_head(column, name, view) for column, name in COLUMNS.items())
    rows = "".join(_row(article) for article in found[page * PAGE : (page + 1) * PAGE])
    count = (
        f"{len(found):,} of {len(articles):,} articles" if len(found) != len(articles) else f"{len(found):,} articles"
    )
    return (
        f'<p class="na-muted" role="status">{count}</p><div class="na-table"><table>'
        f"<thead><tr>{_ALL}{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{_pager(page, pages)}"
    )


#: Selects every row that is shown.
_ALL = '<td class="na-col-pick"><input type="checkbox" data-pick-all aria-label="Select all that are shown"></td>'


def _searched(article: ArticleSummary) -> str:
    return " ".join(filter(None, (article.title, article.source, article.author, article.id))).casefold()


def _key(article: ArticleSummary, column: str) -> str | int:
    value: str | int = getattr(article, column)
    return value.casefold() if isinstance(value, str) else value


def _head(column: str, name: str, view: View) -> str:
    order, arrow = "none", ""
    if column == view.column:
        order, arrow = ("descending", " ↓") if view.descending else ("ascending", " ↑")
    return (
        f'<th scope="col" aria-sort="{order}" class="na-col-{column}">'
        f'<button type="button" data-act="sort" data-column="{column}">{name}{arrow}</button></th>'
    )


def _row(article: ArticleSummary) -> str:
    original = link(article.url)
    outside = (
        f' <a href="{esc(original)}" target="_blank" rel="noopener noreferrer nofollow" '
        f'aria-label="Original page of {esc(article.title)}">↗</a>'
        if original
        else ""
    )
    return (
        f'<tr><td class="na-col-pick"><input type="checkbox" data-picks="{esc(article.id)}" '
        f'aria-label="Select {esc(article.title)}"></td><th scope="row">'
        f'<button type="button" class="na-title" data-act="open" data-article="{esc(article.id)}">'
        f"{esc(article.title)}</button>{outside}</th>"
        f'<td class="na-col-source">{esc(article.source or "–")}</td>'
        f'<td class="na-col-date">{esc(article.date or "undated")}</td>'
        f'<td class="na-col-passages">{article.passages}</td></tr>'
    )


def _pager(page: int, pages: int) -> str:
    if pages == 1:
        return ""
    return (
        '<p class="na-pager">'
        f'<button type="button" data-act="turn_page" data-page="{max(0, page - 1)}"{_off(page == 0)}>Earlier</button>'
        f"<span>Page {page + 1} of {pages}</span>"
        f'<button type="button" data-act="turn_page" data-page="{page + 1}"{_off(page == pages - 1)}>Later</button></p>'
    )


def _off(is_off: bool) -> str:
    return " disabled" if is_off else ""
