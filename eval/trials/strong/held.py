"""Does what was sent to the model hold the words that an answer rests on?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from assistant.sentences import sentence_spans
from assistant.types import Article
from eval.cases.articles import Articles
from eval.cases.strong import Quote

#: A number or name in brackets with which a prompt may mark its sentences, wherever it stands.
_MARK = re.compile(r"\[[\w.:-]{1,12}\]|^\s*\w{0,2}\d{1,3}[.:)]\s", re.MULTILINE)
_QUOTES = str.maketrans("“”„«»‟‘’‚‛ʼ‐‑‒–—−\u00a0", '""""""\'\'\'\'\'------ ')


def missing(quotes: Sequence[Quote], sent: str, articles: Articles) -> list[Quote]:
    """The quotes whose words, or facts where they stand in an article's head, were not sent."""
    plain = _flat(sent)
    return [quote for quote in quotes if not _is_held(quote, plain, articles)]


def _is_held(quote: Quote, sent: str, articles: Articles) -> bool:
    if _has(sent, quote.quote):
        return True
    return quote.head and any(_has_fact(sent, quote.quote, article) for article in articles.named(quote.article))


def _has(sent: str, words: str) -> bool:
    """The words in a row, or each of their sentences, which a prompt may take apart."""
    if _flat(words) in sent:
        return True
    parts = [words[start:end] for start, end in sentence_spans(words)]
    return len(parts) > 1 and all(_flat(part) in sent for part in parts)


def _has_fact(sent: str, written: str, article: Article) -> bool:
    """The title, outlet, author or date that ``written`` gives, beside the article's title."""
    if _flat(article.title) not in sent:
        return False
    folded = _flat(written).casefold()
    for name in (article.title, article.source, article.author):
        if name and (_flat(name).casefold() in folded or folded in _flat(name).casefold()):
            return _flat(name).casefold() in sent.casefold()
    if article.date is None:
        return False
    day = date.fromisoformat(article.date)
    # in whatever order and language the line is printed: an article has one date
    numbers = {int(number) for number in re.findall(r"\d+", written)}
    return {day.day, day.year} <= numbers and any(form in sent for form in _forms(day))


def _forms(day: date) -> tuple[str, ...]:
    month, short = day.strftime("%B"), day.strftime("%b")
    return (
        day.isoformat(),
        *(f"{day.day} {name} {day.year}" for name in (month, short)),
        *(f"{name} {day.day}, {day.year}" for name in (month, short, f"{short}.")),
    )


def _flat(text: str) -> str:
    """White space as one blank, typographic quotes and dashes plain, marks of a prompt taken out."""
    plain = unicodedata.normalize("NFC", _MARK.sub(" ", text)).translate(_QUOTES)
    return " ".join(plain.split())
