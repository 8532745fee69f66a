"""Questions to begin with, made from the titles of the collection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.grounding.names import names
from assistant.types import ArticleSummary
from assistant.ui.rendering import esc

MOST = 3
#: Titles looked at: enough to find what a collection is about, and quick with a million articles.
_TITLES = 500
_EMPTY = "There are no articles yet. Add some in the tab “Collection”, or with <code>assistant ingest FOLDER</code>."
_INVITATION = "Every sentence of an answer shows the words it rests on. What the articles do not say is not answered."


def questions(articles: Sequence[ArticleSummary]) -> list[str]:
    """Questions about the names that the titles mention most."""
    found: Counter[str] = Counter()
    for article in articles[:_TITLES]:
        found.update(set(names(article.title)))
    return [f"What is said about {name}?" for name, _ in found.most_common(MOST)]


def buttons(articles: Sequence[ArticleSummary]) -> str:
    """The invitation with the questions as buttons."""
    if not articles:
        return f'<div class="na-welcome"><h2>Ask your articles</h2><p>{_EMPTY}</p></div>'
    items = "".join(
        f'<button type="button" data-act="ask" data-question="{esc(text)}">{esc(text)}</button>'
        for text in questions(articles)
    )
    return (
        f'<div class="na-welcome"><h2>Ask your articles</h2><p>{_INVITATION}</p>'
        f'<div class="na-examples">{items}</div></div>'
    )
