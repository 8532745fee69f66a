"""One sentence, read once: all that the checks want to know of it, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from assistant.grounding.clauses import clauses, denial, details, has_verb, is_order
from assistant.grounding.dates import Date, dates, without_dates
from assistant.grounding.holding import Held, held
from assistant.grounding.moments import Moment, moments
from assistant.grounding.names import names
from assistant.grounding.predicates import Predicate, hedge_words, predicates
from assistant.grounding.quantities import Quantity, quantities
from assistant.grounding.quotes import quotations
from assistant.grounding.speech import Attribution, attributions
from assistant.notation import in_english_notation
from assistant.words import FUNCTION_WORDS, stem

#: Entities that are somebody or something with a name; amounts and dates are read elsewhere.
_NAMING = frozenset("PERSON NORP FAC ORG GPE LOC PRODUCT EVENT WORK_OF_ART LAW".split())
_TIMES = ("DATE", "TIME")
_CONTENT = frozenset("NOUN VERB ADJ ADV PROPN NUM".split())


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with the stem of what it counts, and with the verb over it: "killed 37 people" → 37, {people, kill}.

    ``thing`` is "" where no noun stands for it: "two of them".
    """

    value: Decimal
    thing: str
    of: frozenset[str]
    written: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in one sentence.

    ``words`` are its lower-cased words with (stem, part of speech) each, without punctuation; ``date`` is the ISO date
    of its article, against which its dates were resolved. ``times`` are all words that say when or how often, as
    written: dates, clocks, "every day". ``held`` is what it only lets somebody hold. ``clauses`` are the facts it
    joins, each as a sentence, ``details`` the phrases that may be left out, each with the sentence without it,
    ``denial`` the sentence with its main verb denied; ``is_order`` says that it tells somebody what to do, ``has_verb``
    that it is more than a name or a heading. ``moments`` are the times that can be put in order, with what they are
    times of.
    """

    text: str
    date: str | None
    words: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    numbers: tuple[Quantity, ...]
    counted: tuple[Counted, ...]
    dates: tuple[Date, ...]
    times: tuple[str, ...]
    quotations: tuple[str, ...]
    attributions: tuple[Attribution, ...]
    predicates: tuple[Predicate, ...]
    hedges: tuple[str, ...]
    moments: tuple[Moment, ...] = ()
    held: tuple[Held, ...] = ()
    clauses: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    denial: str = ""
    is_order: bool = False
    has_verb: bool = True

    @property
    def content(self) -> frozenset[str]:
        """The stems of its content words."""
        return frozenset(one for one, kind in self.words if kind in _CONTENT and one not in FUNCTION_WORDS)


def reading_of(doc: Any, date: str | None = None) -> Reading:
    """The reading of a text that spaCy has parsed."""
    text = doc.text
    figures = figures_of(text, date)
    return Reading(
        text=text,
        date=date,
        words=tuple((stem(token.lemma_.lower()), token.pos_) for token in doc if not token.is_punct),
        names=_names(doc),
        numbers=figures.numbers,
        counted=tuple(_counted(doc)),
        dates=figures.dates,
        times=tuple(entity.text.lower() for entity in doc.ents if entity.label_ in _TIMES),
        quotations=figures.quotations,
        attributions=attributions(doc),
        predicates=predicates(doc),
        hedges=hedge_words(doc),
        moments=moments(doc, date),
        held=held(doc),
        clauses=clauses(doc),
        details=details(doc),
        denial=denial(doc),
        is_order=is_order(doc),
        has_verb=has_verb(doc),
    )


@lru_cache(maxsize=2_000)
def figures_of(text: str, date: str | None = None) -> Reading:
    """What can be read without a grammar, in any language: the numbers and dates."""
    written = in_english_notation(text)
    return Reading(
        text=text,
        date=date,
        words=(),
        names=(),
        numbers=tuple(quantities(without_dates(written))),
        counted=(),
        dates=tuple(dates(written, date)),
        times=(),
        quotations=tuple(quotations(text)),
        attributions=(),
        predicates=(),
        hedges=(),
    )


def _names(doc: Any) -> tuple[str, ...]:
    """The runs of capitals that the tagger takes for a proper noun or an entity: "Investors fled" has none.

    A person is called without the office in front: "Henrik Dahl", not "Captain Henrik Dahl".
    """
    proper = {token.text for token in doc if token.pos_ == "PROPN" or token.ent_type_ in _NAMING}
    people = [entity.text.removesuffix("'s").removesuffix("’s") for entity in doc.ents if entity.label_ == "PERSON"]
    found = []
    for name in names(doc.text):
        parts = name.replace("-", " ").split()
        if any(part in proper or part.rstrip(".") in proper for part in [*parts, name]):
            found.append(next((person for person in people if name.endswith(person) and person != name), name))
    return tuple(found)


def _stem_of(thing: Any) -> str:
    return stem(thing.lemma_.lower()) if thing.pos_ in ("NOUN", "PROPN") else ""


def _counted(doc: Any) -> list[Counted]:
    found = []
    for token in doc:
        if token.pos_ != "NUM" or token.ent_type_ in _TIMES or token.dep_ in ("compound", "quantmod"):
            continue
        thing = token.head if token.dep_ == "nummod" else token
        above = [thing, thing.head] + ([thing.head.head] if thing.dep_ in ("conj", "pobj") else [])
        of = {stem(one.lemma_.lower()) for one in above if one.pos_ in ("NOUN", "VERB", "PROPN") and one is not token}
        written = doc[token.left_edge.i : token.i + 1].text
        values = quantities(written)
        if len(values) == 1 and of:
            found.append(
                Counted(
                    values[0].value,
                    _stem_of(thing),
                    frozenset(of),
                    f"{written} {thing.text if thing is not token else ''}".strip(),
                )
            )
    return found
