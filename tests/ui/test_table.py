from __future__ import annotations

from assistant.types import ArticleSummary
from assistant.ui.table import PAGE, View, chosen, table


def _article(number: int, **facts) -> ArticleSummary:
    known = {"title": f"Title {number}", "source": "RT", "author": None, "date": None, "url": None, "path": None}
    return ArticleSummary(id=f"a{number}", passages=number, **(known | facts))


def _ids(articles):
    return [article.id for article in articles]


def test_the_newest_come_first_and_the_undated_last():
    articles = [_article(1), _article(2, date="2024-01-01"), _article(3, date="2024-03-01")]
    assert _ids(chosen(articles, View())) == ["a3", "a2", "a1"]
    assert _ids(chosen(articles, View().sorted_by("date"))) == ["a2", "a3", "a1"]


def test_all_words_of_a_search_must_occur_in_title_outlet_or_author():
    articles = [_article(1, title="NATO and Macron"), _article(2, title="NATO", author="Jo Macron"), _article(3)]
    assert _ids(chosen(articles, View(search="macron NATO"))) == ["a1", "a2"]
    assert _ids(chosen(articles, View(outlet="TASS"))) == []


def test_long_lists_have_pages():
    articles = [_article(number) for number in range(PAGE + 3)]
    first, last = table(articles, View(column="passages")), table(articles, View(column="passages", page=9))
    assert first.count('data-act="open"') == PAGE
    assert last.count('data-act="open"') == 3
    assert "Page 2 of 2" in last


def test_titles_are_escaped_and_links_are_safe():
    html = table([_article(1, title="<b>${x}", url="javascript:alert(1)", source="<i>")], View())
    assert "<b>" not in html
    assert "<i>" not in html
    assert "javascript:" not in html
    assert "${" not in html


def test_an_unknown_column_changes_nothing():
    assert View().sorted_by("__class__") == View()
