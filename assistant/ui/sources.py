"""An article, whole, with the cited words highlighted."""

from __future__ import annotations

from assistant.types import Article
from assistant.ui.rendering import byline, esc, file_name, link

_CLOSE = '<button type="button" class="na-close" data-act="close" aria-label="Close the source">✕</button>'


def panel(article: Article, start: int = 0, end: int = 0) -> str:
    """The article with ``text[start:end]`` marked; offsets that do not fit mark nothing."""
    original = link(article.url)
    place = (
        f'<a href="{esc(original)}" target="_blank" rel="noopener noreferrer nofollow">Original page ↗</a>'
        if original
        else (f'<span class="na-muted">File: {esc(file_name(article.path))}</span>' if article.path else "")
    )
    return (
        f'<section class="na-panel" aria-label="Source"><div class="na-panel-head">{_CLOSE}'
        f'<h2 tabindex="-1">{esc(article.title)}</h2>'
        f'<p class="na-muted">{byline(article.source, article.date, article.author)}</p><p>{place}</p></div>'
        '<div class="na-text" tabindex="0" role="region" aria-label="Text of the article">'
        f"{_paragraphs(article.text, start, end)}</div></section>"
    )


def missing(sentence: str) -> str:
    """What the panel says when the article cannot be shown."""
    return (
        f'<section class="na-panel" aria-label="Source"><div class="na-panel-head">{_CLOSE}'
        f'<h2 tabindex="-1">This source cannot be shown</h2></div><p>{esc(sentence)}</p></section>'
    )


def _paragraphs(text: str, start: int, end: int) -> str:
    """Paragraphs with the part of each that lies in the marked range highlighted."""
    pieces = []
    offset = 0
    for paragraph in text.split("\n\n"):
        first, last = max(start - offset, 0), min(end - offset, len(paragraph))
        if first < last:
            inside = f"{esc(paragraph[:first])}<mark>{esc(paragraph[first:last])}</mark>{esc(paragraph[last:])}"
        else:
            inside = esc(paragraph)
        pieces.append(f"<p>{inside}</p>")
        offset += len(paragraph) + 2
    return "".join(pieces)
