"""What every writer but that of JSON needs: a document that any program can hold, and how a source is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from assistant.desk.document import Block, Document, Table, Words
from assistant.types import ArticleFacts, Citation

#: Characters that XML 1.0 does not allow, and halves of pairs that UTF-8 does not.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def prepared(document: Document) -> Document:
    """The document with printable characters only, and citations numbered by their first use.

    Word and Markdown number footnotes themselves, in the order in which they stand. A citation that nothing refers to
    comes last.
    """
    used = [number for words in _all_words(document) for number in words.citations]
    known = {citation.number: citation for citation in document.citations}
    order = [number for number in dict.fromkeys([*used, *known]) if number in known]
    new = {old: number for number, old in enumerate(order, 1)}

    def told(words: Words) -> Words:
        numbers = tuple(dict.fromkeys(new[one] for one in words.citations if one in new))
        return Words(_printable(words.text), numbers, _printable(words.remark))

    return Document(
        _printable(document.title),
        tuple(_mapped(block, told) for block in document.blocks),
        tuple(_citation(known[old], number) for old, number in new.items()),
        tuple(map(_printable, document.notes)),
    )


def one_line(text: str) -> str:
    """The text with all white space folded."""
    return " ".join(text.split())


def source(citation: Citation) -> str:
    """Outlet, date and title, as far as they are known."""
    title = f"“{one_line(citation.title)}”" if citation.title else ""
    return ", ".join(part for part in (citation.source, citation.date, title) if part) or citation.article_id


def place(citation: Citation) -> str:
    """Where the words stand: offsets in the stored text of the article."""
    return f"article {citation.article_id}, characters {citation.start}–{citation.end}"


def link(citation: Citation) -> str:
    """The article's address where it is one that a browser may be sent to, else nothing."""
    url = (citation.url or "").strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc and not re.search(r"[\s<>\"]", url) else ""


def _all_words(document: Document) -> Iterator[Words]:
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row)
        else:
            yield from block.items


def _mapped(block: Block | Table, told: Callable[[Words], Words]) -> Block | Table:
    if isinstance(block, Table):
        return Table(
            tuple(map(_printable, block.columns)),
            tuple(tuple(map(told, row)) for row in block.rows),
            _printable(block.title),
        )
    return replace(block, items=tuple(map(told, block.items)))


def _citation(one: Citation, number: int) -> Citation:
    told = [_printable(value) if value else value for value in (one.source, one.author, one.date, one.url, one.path)]
    facts = ArticleFacts(_printable(one.article_id), _printable(one.title), *told)
    return Citation(facts, number, _printable(one.quote), one.start, one.end)


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("�", text)
