"""In which way does a claim say something else than the articles? From what the checks have found to a verdict.

A check of :mod:`assistant.grounding.checks` says that something of a claim is not in its premises. Whether the articles
contradict it, give it to somebody else, or just do not have it, depends on what they have *in its place*: the claim's
other words must stand in one sentence (it is about the very same thing), and that sentence must have a number, date or
name of its own that the claim lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.evidence import EvidenceSentence
from assistant.grounding.alignment import claim_weights
from assistant.grounding.dates import Date, missing_dates
from assistant.grounding.findings import Finding, Kind
from assistant.grounding.grounder import Examined
from assistant.grounding.names import absent_names, same_name
from assistant.grounding.quantities import Quantity
from assistant.grounding.reading import Reading
from assistant.words import stem, words

#: Share of a claim's other words, by weight, that a sentence has which is about the very same thing.
SAME_THING = 0.55
#: Where fewer of its words stand in a sentence, that is about something else.
ABOUT = 0.35

#: What each way of a check to fail comes to where the sentence is about the same thing.
_AGAINST = frozenset((Kind.NEGATION, Kind.DIRECTION, Kind.ROLE, Kind.ACTOR, Kind.COUNTED))
_LESS = frozenset((Kind.HEDGE, Kind.QUOTATION, Kind.WORKED_OUT))

Read = Callable[[EvidenceSentence], Reading]


@dataclass(frozen=True, slots=True)
class Clash:
    """What stands against a claim.

    ``added`` is a detail that no article has, of a claim that they else have; ``less``: they say it with less certainty
    or in other words; ``sentence`` is the one that says so.
    """

    kind: Literal["against", "speaker", "added", "less"]
    reason: str
    sentence: EvidenceSentence
    share: float


def clashes(examined: Examined, read: Read) -> list[Clash]:
    """Everything that stands against a claim, the strongest first: against, another speaker, added, less."""
    if examined.reading is None or not examined.alignment.sentences:
        return []
    found = [
        *_speakers(examined.reading, examined.alignment.sentences, read),
        *(clash for finding in examined.findings for clash in _of(finding, examined, read)),
    ]
    order = ("against", "speaker", "added", "less")
    return sorted(found, key=lambda one: order.index(one.kind))


def share_of(text: str, sentence: EvidenceSentence, without: Sequence[str] = ()) -> float:
    """The weighted share of a claim's words, without some, that a sentence with its title and what precedes it has."""
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
    if finding.kind in (Kind.NUMBER, Kind.DATE, Kind.NAME, Kind.NAME_ELSEWHERE):
        for wrong, others in _missing(finding, claim, premises, read):
            ranked = sorted(others, key=lambda one: -share_of(claim.text, one, [wrong]))
            share = share_of(claim.text, ranked[0], [wrong]) if ranked else 0.0
            if ranked and share >= SAME_THING:
                yield Clash("against", finding.reason, ranked[0], share)
            else:
                yield Clash("added", finding.reason, best, share_of(claim.text, best, [wrong]))
    elif finding.kind in _AGAINST:
        share = share_of(claim.text, best)
        if share >= ABOUT:
            yield Clash("against", finding.reason, best, share)
    elif finding.kind in _LESS:
        yield Clash("less", finding.reason, best, share_of(claim.text, best))


def _missing(
    finding: Finding, claim: Reading, premises: Sequence[EvidenceSentence], read: Read
) -> Iterator[tuple[str, list[EvidenceSentence]]]:
    """What of the claim a finding misses, and the premises that have something else of its kind."""
    if finding.kind is Kind.NUMBER:
        for number in claim.numbers:
            if f"number {number.written} is" in finding.reason:
                yield number.written, [one for one in premises if _other_number(number, claim, read(one))]
    elif finding.kind is Kind.DATE:
        for date in claim.dates:
            if f"date {date.written} is" in finding.reason:
                yield date.written, [one for one in premises if _other_date(date, claim, read(one))]
    else:
        for name in claim.names:
            if f"name {name} is" in finding.reason:
                yield name, [one for one in premises if _other_name(name, claim, read(one))]


def _other_number(number: Quantity, claim: Reading, told: Reading) -> bool:
    own = [one for one in claim.numbers if one is not number]
    return any(
        number.is_like(one) and not any(one.agrees_with(known) for known in own) for one in told.numbers
    )


def _other_date(date: Date, claim: Reading, told: Reading) -> bool:
    known = [one for one in claim.dates if one is not date]
    return bool(missing_dates(told.dates, known)) if known else bool(told.dates)


def _other_name(name: str, claim: Reading, told: Reading) -> bool:
    """A name that the claim does not have; its own text may have "Seoul" for "South Korea"."""
    return bool(absent_names(told.names, claim.text))


def _speakers(claim: Reading, premises: Sequence[EvidenceSentence], read: Read) -> Iterator[Clash]:
    """Somebody by name says what the articles let somebody else say, by name or by office."""
    own = [one for one in claim.attributions if one.names]
    if not own:
        return
    said = [name for one in own for name in one.names]
    spoken = [one.speaker for one in own] + said
    for sentence in premises:
        speakers = speakers_of(sentence, read)
        if not speakers:
            continue
        if any(same_name(one, other) for one in said for other in speakers):
            return
        share = share_of(claim.text, sentence, spoken)
        if share >= SAME_THING:
            yield Clash("speaker", f"the source has {speakers[0]} say this, not {' and '.join(said)}", sentence, share)
            return


def speakers_of(sentence: EvidenceSentence, read: Read) -> list[str]:
    """Who says the sentence: the names, or else the words, with which it or the text before it names them."""
    told = read(sentence).attributions
    named = [name for one in told for name in one.names]
    if named:
        return named
    described = [one.speaker for one in told if not one.is_pronoun]
    if described:
        return described
    return []
