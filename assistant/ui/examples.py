"""Questions to begin with, made of what the collection tells most, each of which its articles answer.

The events that most articles tell are found by the vectors that the index has (of each article the first passage). From
the sentences of the article in the middle of each comes a question: who did it, how many, or what somebody said. A
question is offered where its search finds, first of all, the passage with the sentence it was made of.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.evidence.types import Span
from assistant.types import ArticleSummary, Filters, Passage
from assistant.ui.questions import Asked, named_in, questions_of
from assistant.ui.rendering import question_button

MOST = 4
#: Articles looked at, the newest first: enough to find what a collection is about, and quick with a million articles.
_ARTICLES = 1500
#: Beginnings of two articles that are nearer than this tell one event.
_ALIKE = 0.7
#: Events from which questions are made, and how much of an article is read for one: news begins with what happened.
_EVENTS, _PASSAGES, _SENTENCES = 16, 2, 12
#: Where the passage with the answer must be found.
_FIRST = 2

#: What every collection answers.
_LATEST = "What are the latest reports?"

_INVITATION = "Every sentence of an answer shows the words it rests on. What the articles do not say is not answered."
_EMPTY = (
    '<div class="na-welcome"><h2>Ask your articles</h2><p>Add news articles, and ask about them: every sentence of an '
    "answer shows the words it rests on. They stay on this machine.</p>"
    '<p class="na-first"><button type="button" class="na-button na-main" data-pick="#na-files">Choose files …</button>'
    '<button type="button" class="na-button" data-go="collection" data-focus="#na-url input, #na-url textarea">'
    "Add a web address</button></p>"
    '<p class="na-muted">Text, Markdown and HTML files. Whole folders: <code>assistant ingest FOLDER</code>.</p></div>'
)


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and in how many articles its event is told."""

    question: str
    articles: int


class Examples:
    """Makes the questions when they are first wanted, and again when the collection is another.

    Args:
        assistant: has the articles.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        self._made: tuple[int, list[Example]] | None = None

    def questions(self) -> list[Example]:
        """The questions; made at most once for the same articles."""
        with self._lock:
            newest = self._newest()
            key = _key(newest)
            if self._made is None or self._made[0] != key:
                self._made = (key, _make(self._assistant, newest))
            return self._made[1]

    def welcome(self, *, wait: bool = False) -> str:
        """The invitation, with the questions as buttons where they are made already or are waited for."""
        newest = self._newest()
        if not newest:
            return _EMPTY
        made = self._made
        found = self.questions() if wait else made[1] if made is not None and made[0] == _key(newest) else []
        return (
            f'<div class="na-welcome"><h2>Ask your articles</h2><p>{_INVITATION}</p>'
            f'<div class="na-examples">{buttons(found)}</div></div>'
        )

    def _newest(self) -> list[ArticleSummary]:
        passing = self._assistant.index.articles(Filters())
        return sorted(passing, key=lambda one: (one.date or "", one.id), reverse=True)[:_ARTICLES]


def _key(articles: Sequence[ArticleSummary]) -> int:
    return hash(tuple(article.id for article in articles))


def buttons(examples: Sequence[Example]) -> str:
    """Each question as a button that asks it."""
    return "".join(question_button(one.question) for one in examples)


def _make(assistant: Assistant, articles: Sequence[ArticleSummary]) -> list[Example]:
    made: list[Example] = []
    kinds: set[str] = set()
    named: Counter[str] = Counter()
    for article, told in _most_told(assistant, articles):
        possible, names = _possible(assistant, article)
        named.update(dict.fromkeys(names, told))
        # another kind than those there are already, where there is one
        for asked, span in sorted(possible, key=lambda one: one[0].kind in kinds):
            is_new = all(asked.question != one.question for one in made)
            if is_new and _is_found(assistant, asked.question, span):
                made.append(Example(asked.question, told))
                kinds.add(asked.kind)
                break
        if len(made) == MOST - 1:
            break
    return [*made, *_overview(assistant, named)] or [Example(_LATEST, len(articles))]


def _overview(assistant: Assistant, named: Counter[str]) -> list[Example]:
    """A question for all that is told of whom the events name most, where several articles do."""
    for name, told in named.most_common(_EVENTS):
        _, sentences = assistant._stations.quarry.about(name, 2)
        if told > 1 and len({one.origin.article_id for one in sentences}) > 1:
            return [Example(f"What is known about {name}?", told)]
    return []


def _most_told(assistant: Assistant, articles: Sequence[ArticleSummary]) -> list[tuple[ArticleSummary, int]]:
    """An article in the middle of each event with how many tell it, the most told first, the newest of those first."""
    first = [(article, one) for article in articles for one in _passages(assistant, article, 1)]
    if not first:
        return []
    vectors: NDArray[np.float32] = assistant.index.vectors([passage.id for _, passage in first])
    near = vectors @ vectors.T > _ALIKE
    left = np.ones(len(first), dtype=bool)
    found: list[tuple[ArticleSummary, int]] = []
    while left.any() and len(found) < _EVENTS:
        counts = (near & left).sum(axis=1) * left
        middle = int(np.argmax(counts))  # the first of equals, which is the newest
        found.append((first[middle][0], int(counts[middle])))
        left &= ~near[middle]
        left[middle] = False
    # where few events are told, other reports of them have other sentences
    chosen = {article.id for article, _ in found}
    rest = [(article, int(near[at].sum())) for at, (article, _) in enumerate(first) if article.id not in chosen]
    return [*found, *rest[: _EVENTS - len(found)]]


def _possible(assistant: Assistant, article: ArticleSummary) -> tuple[list[tuple[Asked, Span]], set[str]]:
    """The questions that the beginning of an article answers, and whom it names.

    Questions that name somebody or something come first.
    """
    # the package's own: sentences that can be shown, and a parser that is loaded once
    quarry, reader = assistant._stations.quarry, assistant._stations.reader
    read = [(span, reader.parse(span.text)) for span in quarry.sentences_of(article, range(_PASSAGES))[:_SENTENCES]]
    possible = [(asked, span) for span, doc in read for asked in questions_of(doc)]
    names = {name for _, doc in read for name in named_in(doc)}
    return sorted(possible, key=lambda one: not one[0].names), names


def _passages(assistant: Assistant, article: ArticleSummary, most: int) -> list[Passage]:
    return assistant.index.passages_of(article.id, range(most))


def _is_found(assistant: Assistant, question: str, span: Span) -> bool:
    """Whether the search for a question finds the passage with the sentence that answers it at once."""
    return any(
        hit.article_id == span.article_id and hit.passage.start <= span.start < hit.passage.end
        for hit in assistant.search(question, _FIRST)
    )
