"""In which way does a claim say something else than the articles? From what the checks have found to a verdict.

A check of :mod:`assistant.grounding.checks` says that something of a claim is not in its premises. Whether the articles
contradict it or just do not have it depends on what they have *in its place*: the claim's other words must stand in one
sentence (it is about the very same thing), and that sentence must have a number, date or name that the claim lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.desk.checking.judges import LEANS
from assistant.evidence import EvidenceSentence
from assistant.grounding.alignment import claim_weights
from assistant.grounding.dates import Date, date_of_article, missing_dates
from assistant.grounding.findings import Finding, Kind
from assistant.grounding.grounder import Examined
from assistant.grounding.names import absent_names
from assistant.grounding.quantities import Quantity
from assistant.grounding.reading import Reading
from assistant.words import stem, words

#: Share of a claim's other words, by weight, that a sentence has which is about the very same thing.
SAME_THING = 0.5
#: … where only a name differs: every sentence has names.
SAME_BUT_FOR_A_NAME = 0.7
#: Where fewer of its words stand in a sentence, that is about something else.
ABOUT = 0.35

#: Kinds of findings that are against a claim wherever the sentence is about the same thing …
_AGAINST = frozenset((Kind.NEGATION, Kind.DIRECTION, Kind.ROLE, Kind.ACTOR, Kind.COUNTED))
#: … that miss something of it …
_MISSES = frozenset((Kind.NUMBER, Kind.WORKED_OUT, Kind.DATE, Kind.NAME, Kind.NAME_ELSEWHERE))
#: … and that say that it is told with less certainty, or in other words.
_LESS = frozenset((Kind.HEDGE, Kind.QUOTATION))

Read = Callable[[EvidenceSentence], Reading]


@dataclass(frozen=True, slots=True)
class Clash:
    """What stands against a claim.

    Attributes:
        kind: ``against`` it; a detail ``added`` that no article has; or ``less`` is said, or in other words.
        finding: what a check has found.
        sentence: the sentence that says so.
        share: of the claim's other words that this has.
        wrong: the number, date or name of the claim that it does not have.
    """

    kind: Literal["against", "added", "less"]
    finding: Finding
    sentence: EvidenceSentence
    share: float
    wrong: str = ""


def clashes(examined: Examined, read: Read) -> list[Clash]:
    """Everything that stands against a claim: what is against it, what is added, what is less."""
    if examined.reading is None or not examined.alignment.sentences:
        return []
    order = ("against", "added", "less")
    found = [clash for finding in examined.findings for clash in _of(finding, examined, read)]
    return sorted(found, key=lambda one: order.index(one.kind))


def share_of(text: str, sentence: EvidenceSentence, without: Sequence[str] = ()) -> float:
    """The weighted share of a text's words, less some, that a sentence has; title and what precedes it count half."""
    left_out = {stem(word) for one in without for word in words(one)}
    weights = {one: weight for one, weight in claim_weights(text).items() if one not in left_out}
    own = {stem(word) for word in words(sentence.text)}
    near = {stem(word) for word in words(f"{sentence.origin.heading} {sentence.origin.before}")}
    total = sum(weights.values())
    if not total:
        return 0.0
    return sum(w if one in own else w / 2 if one in near else 0.0 for one, w in weights.items()) / total


def _of(finding: Finding, examined: Examined, read: Read) -> Iterator[Clash]:
    claim, premises = examined.reading, examined.alignment.sentences
    assert claim is not None
    best = premises[0]
    if finding.kind in _MISSES:
        least = SAME_BUT_FOR_A_NAME if finding.kind in (Kind.NAME, Kind.NAME_ELSEWHERE) else SAME_THING
        for wrong, others in _missing(finding, claim, premises, read):
            same = [one for one in others if _has_names(claim, one, wrong)]
            ranked = sorted(same, key=lambda one: -share_of(claim.text, one, [wrong]))
            share = share_of(claim.text, ranked[0], [wrong]) if ranked else 0.0
            if ranked and share >= least:
                yield Clash("against", finding, ranked[0], share, wrong)
            else:
                yield Clash("added", finding, best, share_of(claim.text, best, [wrong]), wrong)
    elif finding.kind in _AGAINST:
        share = share_of(claim.text, best)
        # who is exchanged for whom is seen by the check itself
        named = finding.kind in (Kind.ACTOR, Kind.ROLE) or _has_names(claim, best)
        if share >= SAME_THING and named:
            yield Clash("against", finding, best, share)
    elif finding.kind in _LESS:
        yield Clash("less", finding, best, share_of(claim.text, best))


def near(sentence: EvidenceSentence) -> str:
    """A sentence with what names whom it is about: title, outlet, and what precedes it where it says "he" or "its"."""
    origin = sentence.origin
    before = origin.before if LEANS.search(sentence.text) else ""
    return f"{origin.heading} {origin.source or ''} {before} {sentence.text}"


def _has_names(claim: Reading, sentence: EvidenceSentence, wrong: str = "") -> bool:
    """Whether the claim's names stand in a sentence or near it: else it is about somebody else."""
    return not absent_names([name for name in claim.names if name != wrong], near(sentence))


def _missing(
    finding: Finding, claim: Reading, premises: Sequence[EvidenceSentence], read: Read
) -> Iterator[tuple[str, list[EvidenceSentence]]]:
    """What of the claim a finding misses, and the premises that have something else of its kind."""
    if finding.kind in (Kind.NUMBER, Kind.WORKED_OUT):
        for number in claim.numbers:
            if f"number {number.written} " in finding.reason:
                yield number.written, [one for one in premises if _other_number(number, claim, read(one))]
    elif finding.kind is Kind.DATE:
        for date in claim.dates:
            if f"date {date.written} " in finding.reason:
                yield date.written, [one for one in premises if _other_date(date, claim, read(one))]
    else:
        for name in claim.names:
            if f"name {name} " in finding.reason:
                yield name, [one for one in premises if _other_name(claim, read(one))]


def _other_number(number: Quantity, claim: Reading, told: Reading) -> bool:
    """Another number of its unit, or the same number in another unit."""
    own = [one for one in claim.numbers if one is not number]
    others = [one for one in told.numbers if not any(one.agrees_with(known) for known in own)]
    return any(number.is_like(one) or number.value == one.value for one in others)


def _other_date(date: Date, claim: Reading, told: Reading) -> bool:
    known = [one for one in claim.dates if one is not date]
    others = told.dates or (date_of_article(told.date) if told.times else ())
    return bool(missing_dates(others, known)) if known else bool(others)


def _other_name(claim: Reading, told: Reading) -> bool:
    return bool(absent_names(told.names, claim.text))
