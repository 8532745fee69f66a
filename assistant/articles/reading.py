"""One input to one article: load, decode, take the facts, cut the furniture, make paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from assistant import failures
from assistant.articles.characters import clean_characters, unify_line_breaks
from assistant.articles.decoding import decode
from assistant.articles.documents import Document
from assistant.articles.furniture import cut, is_prose
from assistant.articles.header import facts_of_name, front_matter, read_facts
from assistant.articles.loading import load
from assistant.articles.markdown import markdown_lines
from assistant.articles.metadata import Metadata, split_outlet
from assistant.articles.paragraphs import join_paragraphs
from assistant.articles.sources import SourceFile, article_id
from assistant.articles.webpage import read_page
from assistant.language import language_of
from assistant.sentences import TELLING
from assistant.types import Article

_TITLE_LENGTH = 200  # characters of the longest headline that a first line is taken for
_TITLE_WORDS = 3  # fewer are a label above the headline ("World", "Latest news") if a headline follows
_TITLE_WITHIN = 3  # filled lines looked at for the headline


@dataclass(frozen=True, slots=True)
class _Parts:
    """A document taken apart: lines still with furniture, facts stated outside the text."""

    lines: list[str]
    metadata: Metadata
    removed: Counter[str]


def read_article(
    source: SourceFile, *, max_bytes: int, url_timeout: float = 20, allow_private_urls: bool = False
) -> Article:
    """Read one input as a cleaned article.

    Args:
        source: an input that :func:`discover` found.
        max_bytes: largest input, in bytes.
        url_timeout: seconds for a URL in all.
        allow_private_urls: also fetch from private and loopback addresses.

    Raises:
        ArticleError: it cannot be read, is too large, is no text, or holds no article.
    """
    document = load(source, max_bytes=max_bytes, url_timeout=url_timeout, allow_private_urls=allow_private_urls)
    return to_article(document, source)


def to_article(document: Document, source: SourceFile) -> Article:
    """Understand a loaded document.

    Raises:
        ArticleError: it is no text, or holds no article.
    """
    text = decode(document.data, name=document.name, html=document.kind == "html", charset=document.charset)
    if not text.strip():
        raise failures.ARTICLE_EMPTY(name=document.name)
    parts = _take_apart(document, text)
    facts, lines, taken = read_facts(parts.lines)
    kept, removed = cut(lines)
    named = facts_of_name(source.name)
    known = parts.metadata.over(facts).over(Metadata(date=named.date))
    title, kept = _title(known, kept)
    paragraphs = join_paragraphs(kept)
    if not paragraphs or (document.kind == "html" and not any(map(is_prose, paragraphs))):
        raise failures.ARTICLE_ONLY_FURNITURE(name=document.name)
    title, outlet = split_outlet(title or named.title or source.name, known.source, known.url)
    removed += parts.removed
    if taken:
        removed["metadata line"] += taken
    return Article(
        id=article_id(source.name),
        title=title,
        text="\n\n".join(paragraphs),
        location=source.location,
        source=outlet,
        author=known.author,
        date=known.date,
        url=known.url,
        path=None if source.path is None else str(source.path),
        language=known.language or language_of("\n\n".join(paragraphs)[:TELLING]),
        removed=dict(sorted(removed.items())),
    )


def _take_apart(document: Document, text: str) -> _Parts:
    if document.kind == "html":
        page = read_page(text, name=document.name, url=document.url)
        return _Parts(page.lines, page.metadata, Counter({"hidden text": page.hidden} if page.hidden else {}))
    raw = unify_line_breaks(text)
    lines = clean_characters(raw).split("\n")
    stated, begin = front_matter(lines)
    stated = Metadata(url=document.url).over(stated)
    if document.kind == "text":
        return _Parts(lines[begin:], stated, Counter())
    # Indentation means something in Markdown, so it is parsed as written and cleaned afterwards.
    rendered, heading, hidden = markdown_lines("\n".join(raw.split("\n")[begin:]), document.name)
    lines = clean_characters("\n".join(rendered)).split("\n")
    stated = stated.over(Metadata(title=(heading and clean_characters(heading)) or None))
    return _Parts(lines, stated, Counter({"hidden text": hidden} if hidden else {}))


def _title(known: Metadata, lines: list[str]) -> tuple[str | None, list[str]]:
    """The title, and the lines without it where they begin with it."""
    filled = [at for at, line in enumerate(lines) if line]
    if known.title is None:
        at = _headline(lines, filled)
        return (None, lines) if at is None else (lines[at].lstrip("# "), _without(lines, at))
    for at in filled[:_TITLE_WITHIN]:
        if _same_title(lines[at], known.title):
            return known.title, _without(lines, at)
    return known.title, lines


def _headline(lines: list[str], filled: list[int]) -> int | None:
    """Where the headline stands; None where the text begins at once or is a single line."""
    candidates = []
    for at in filled[:_TITLE_WITHIN]:
        if is_prose(lines[at]) or len(lines[at]) > _TITLE_LENGTH:
            break
        candidates.append(at)
    if not candidates or len(filled) == 1:
        return None
    return next((at for at in candidates if len(lines[at].split()) >= _TITLE_WORDS), candidates[0])


def _same_title(line: str, title: str) -> bool:
    """Whether a line repeats the title, the outlet's name at its end aside."""
    line_key, title_key = (re.sub(r"\W+", "", text).casefold() for text in (line, title))
    return bool(line_key) and (
        line_key == title_key or (len(line_key) > len(title_key) / 2 and title_key.startswith(line_key))
    )


def _without(lines: list[str], at: int) -> list[str]:
    return [*lines[:at], "", *lines[at + 1 :]]
