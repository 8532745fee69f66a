"""The cells of a row: words of the sentence that carries the member, read off its grammar, and facts of its article.

A cell is words as they stand, never a wording of its own: what is not there is left empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from assistant import failures
from assistant.desk.survey.wanted import Wanted
from assistant.evidence import Span
from assistant.grounding.reading import Reading
from assistant.words import words

Facet = Literal["member", "what", "speaker", "when", "date", "outlet", "author", "title", "link", "words", "asked"]

#: What users call the columns that are read without a model; any other column is asked for.
_FACETS: dict[Facet, frozenset[str]] = {
    "member": frozenset({"member", "name", "actor"}),
    "what": frozenset({"what", "stance", "position", "action", "said", "statement", "details"}),
    "speaker": frozenset({"who said it", "who says so", "who says it", "said by", "speaker", "according to"}),
    "when": frozenset({"when", "time"}),
    "date": frozenset({"date", "published", "publication date"}),
    "outlet": frozenset({"outlet", "source", "newspaper", "paper", "media"}),
    "author": frozenset({"author", "byline", "reporter"}),
    "title": frozenset({"title", "headline", "article"}),
    "link": frozenset({"link", "url", "address"}),
    "words": frozenset({"words", "quote", "quotation", "sentence", "exact words"}),
}
#: Behind the member, where the user names no columns.
USUAL = ("what", "who says so", "when", "outlet", "date", "words")
#: A table that is wider is read by nobody, and each asked column takes a request a row.
MOST_COLUMNS = 12
_SUBJECTS = frozenset("nsubj nsubjpass csubj expl".split())
_EDGES = " \t\n,;:.–-"


class SentenceReader(Protocol):
    """Reads sentences, and parses them."""

    def read(self, text: str, date: str | None = None) -> Reading:
        """The reading of one sentence."""

    def parse(self, text: str) -> Any:
        """The text as spaCy parses it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called, and what stands in it."""

    name: str
    facet: Facet


def columns_of(wanted: Wanted, named: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a survey, the member first.

    Args:
        wanted: what is looked for.
        named: as the user names them; the usual ones where there are none.

    Raises:
        InputError: there are too many.
    """
    given = list(dict.fromkeys(" ".join(name.split()) for name in named if name.strip()))
    columns = [Column(name, _facet(name, wanted)) for name in given or USUAL]
    own = next((one for one in columns if one.facet == "member"), Column(wanted.label, "member"))
    told = (own, *(one for one in columns if one is not own))
    if len(told) > MOST_COLUMNS:
        raise failures.SURVEY_COLUMNS(found=len(told), allowed=MOST_COLUMNS)
    return told


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words of a cell stand: in which of the sentences, and from where to where there."""

    sentence: int
    start: int
    end: int


def place_of(column: Column, member: str, sentences: Sequence[Span], reader: SentenceReader) -> Place | None:
    """The words of a cell among the sentences that carry a member; None where there are none.

    Args:
        column: one that is read off the sentences.
        member: the name as it is written in one of them.
        sentences: they, the best first.
        reader: reads them.
    """
    if column.facet == "words":
        return Place(0, 0, len(sentences[0].text))
    for number, sentence in enumerate(sentences):
        for start, end in _found(column, member, sentence, reader):
            return Place(number, start, end)
    return None


def fact_of(column: Column, sentence: Span) -> str | None:
    """What a column tells of the article itself; None where it is about the words."""
    article = sentence.article
    facts: dict[Facet, str | None] = {
        "date": article.date,
        "outlet": article.source,
        "author": article.author,
        "title": article.title,
        "link": article.url or article.path,
    }
    return (facts[column.facet] or "") if column.facet in facts else None


def within(wanted: str, text: str) -> tuple[int, int] | None:
    """Where words stand in a text, whatever white space is between them; None where they do not."""
    parts = [re.escape(part) for part in wanted.split()]
    if not parts:
        return None
    pattern = r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)"
    found = re.search(pattern, text) or re.search(pattern, text, re.IGNORECASE)
    return found.span() if found else None


def _facet(name: str, wanted: Wanted) -> Facet:
    lowered = name.lower()
    if lowered in (wanted.label.lower(), wanted.kind.lower()):
        return "member"
    return next((facet for facet, names in _FACETS.items() if lowered in names), "asked")


def _found(column: Column, member: str, sentence: Span, reader: SentenceReader) -> Iterator[tuple[int, int]]:
    text = sentence.text
    if column.facet == "member":
        told: Iterator[str] = iter((member,))
    elif column.facet == "speaker":
        read = reader.read(text, sentence.date)
        told = (one.speaker for one in read.attributions if not one.is_pronoun)
    elif column.facet == "when":
        told = (one.written for one in reader.read(text, sentence.date).dates)
    elif column.facet == "what":
        if place := _clause(member, text, reader):
            yield place
        return
    else:
        return
    for words_ in told:
        if place := within(words_, text):
            yield place


def _clause(member: str, text: str, reader: SentenceReader) -> tuple[int, int] | None:
    """What a sentence says of a member: the verb over its name with what hangs on it, without the subject."""
    doc = reader.parse(text)
    place = within(member, text)
    token = None
    if place is not None:
        span = doc.char_span(*place, alignment_mode="expand")
        token = span.root if span is not None else None
    verb = _verb_over(token) if token is not None else next((one for one in doc if one.dep_ == "ROOT"), None)
    if verb is None:
        return None
    subject = {one.i for child in verb.children if child.dep_ in _SUBJECTS for one in child.subtree}
    apart = {
        one.i
        for child in verb.children
        if child.dep_ == "conj" and any(grand.dep_ in _SUBJECTS for grand in child.children)
        for one in child.subtree
    }
    kept = [one for one in verb.subtree if one.i not in subject | apart]
    first = next((one.i for one in kept if not one.is_punct and one.dep_ not in ("cc", "mark")), verb.i)
    if subject and min(subject) < verb.i:  # "…, who won, said": from behind the subject on
        first = max(first, *(at + 1 for at in subject if at < verb.i))
    last = first
    while last + 1 < len(doc) and last + 1 in {one.i for one in kept}:
        last += 1
    start, end = doc[first].idx, doc[last].idx + len(doc[last])
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    while start < end and text[start] in _EDGES:
        start += 1
    return (start, end) if len(words(text[start:end])) > 1 else None


def _verb_over(token: Any) -> Any:
    """The verb that a name hangs on."""
    while token.pos_ not in ("VERB", "AUX"):
        if token.head is token:
            return None
        token = token.head
    return token
