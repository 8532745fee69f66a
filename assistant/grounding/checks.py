"""The checks: in which way does a claim say something else than the sentences it rests on?

Each takes readings and gives findings; what a finding means for the statement stands in `findings.py`. They only veto
and doubt: that nothing was found is no support.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.evidence import EvidenceSentence
from assistant.grounding.alignment import MOST
from assistant.grounding.asked import asks_whether
from assistant.grounding.dates import Date, date_of_article, dates, missing_dates
from assistant.grounding.findings import Finding, Kind
from assistant.grounding.holding import WRITER
from assistant.grounding.names import absent_names, has_part, same_name
from assistant.grounding.predicates import Predicate
from assistant.grounding.quantities import Quantity, is_worked_out, quantities, times
from assistant.grounding.reading import Counted, Reading
from assistant.instructions import asks, is_about_asking, stated
from assistant.language import is_english
from assistant.notation import has_unread_words, in_english_notation
from assistant.words import stem, stems

#: A number told with one of these before it may be a rounded one.
_ABOUT = re.compile(
    r"\b(?:about|around|nearly|almost|roughly|approximately|some|more than|over|at least|up to|under|less than|"
    r"fewer than|close to|just|above|below|an estimated)\s+(?:[a-z]+\s)?\S{0,3}$",
    re.IGNORECASE,
)
#: … by at most this share of the number.
ROUNDED = Decimal("0.1")
#: A number below this may be told with a magnitude that stands beside another.
SPOKEN = 1000
#: Up to this one numbers are mostly written as words.
SPELLED = 12
#: Words that a claim must share with what a sentence leaves open, for it to be about that.
MIN_SHARED = 2
#: Share of a claim's content that stands in what somebody only holds, for the claim to be that.
OWNED = 0.6


@dataclass(frozen=True, slots=True)
class Premise:
    """A sentence of the evidence that a claim rests on, with its reading."""

    sentence: EvidenceSentence
    reading: Reading

    @property
    def context(self) -> str:
        """What stands before it, title and outlet: it names who "he" is and who reports; the author, who "I" is."""
        origin = self.sentence.origin
        heading = "" if asks(origin.heading) else origin.heading
        author = origin.author if any(one.word == WRITER for one in self.reading.held) else None
        return f"{heading}. {origin.source or ''}. {author or ''}. {origin.before}"

    @property
    def figures(self) -> str:
        """The same with numbers and dates as English writes them."""
        return in_english_notation(self.context)


def findings(
    claim: Reading, premises: Sequence[Premise], question: str = "", evidence: Sequence[EvidenceSentence] = ()
) -> list[Finding]:
    """Every failed check.

    Args:
        claim: one sentence.
        premises: the sentences it rests on.
        question: what was asked; its numbers and names may be repeated, its dates not.
        evidence: all that was read.
    """
    if not premises:
        return []
    # "Will ninety turbines be built?" takes no number for granted: it asks for it
    told = "" if asks_whether(question) else question
    return [
        *numbers(claim, premises, told),
        *when(claim, premises),
        *who(claim, premises, question, evidence),
        *only_asked(claim, premises),
        *counted(claim, premises),
        *speakers(claim, premises),
        *denials(claim, premises),
        *directions(claim, premises),
        *roles(claim, premises),
        *actors(claim, premises),
        *hedges(claim, premises),
        *owners(claim, premises),
    ]


def findings_without_grammar(claim: Reading, premises: Sequence[Premise], question: str = "") -> list[Finding]:
    """What can be told in any language: numbers and dates that nobody wrote."""
    return [*numbers(claim, premises, question), *when(claim, premises)]


def numbers(claim: Reading, premises: Sequence[Premise], question: str = "") -> Iterator[Finding]:
    """A number that no premise has, with its unit, nor the text around it."""
    there = [one for premise in premises for one in premise.reading.numbers]
    around = " ".join([premise.figures for premise in premises] + [in_english_notation(question)])
    there += quantities(around)
    there += [one for premise in premises for one in times(premise.sentence.text)]
    for number in claim.numbers:
        if any(number.agrees_with(other) for other in there) or _is_rounded(claim.text, number, there):
            continue
        if _is_elliptical(number, claim.numbers, there):
            continue
        if number.value <= SPELLED and any(has_unread_words(premise.sentence.text) for premise in premises):
            continue
        told = [one for premise in premises[:MOST] for one in premise.reading.numbers]
        if is_worked_out(number, told, ROUNDED if _is_about(claim.text, number) else None):
            yield Finding(Kind.WORKED_OUT, f"the number {number.written} would have to be worked out")
            continue
        yield Finding(Kind.NUMBER, f"the number {number.written} is not in the source")


def _is_rounded(text: str, number: Quantity, there: Sequence[Quantity]) -> bool:
    if not _is_about(text, number):
        return False
    own = number.plain
    return any(
        abs(one.value - own.value) <= ROUNDED * max(abs(one.value), abs(own.value)) and own.is_like(one)
        for one in (other.plain for other in there)
    )


def _is_elliptical(number: Quantity, claim: Sequence[Quantity], there: Sequence[Quantity]) -> bool:
    """“From 214 to 246 million”: the one without a magnitude has that of another number beside it."""
    return any(
        small.value < SPOKEN and small.value * lender.magnitude == great.value and number.is_like(other)
        for lender in (*claim, *there)
        if lender.magnitude > 1
        for other in there
        for small, great in ((number, other), (other, number))
        if small.magnitude == 1
    )


def _is_about(text: str, number: Quantity) -> bool:
    numeral = re.search(r"[\d,.]*\d", number.written)
    at = text.find(numeral.group()) if numeral else -1
    return at >= 0 and bool(_ABOUT.search(text[:at]))


def when(claim: Reading, premises: Sequence[Premise]) -> Iterator[Finding]:
    """A date that agrees with none of the premises or of the text around them.

    The article's own day counts where the best premise names none of its own, its month always.
    """
    there: list[Date] = []
    own = date_of_article(premises[0].reading.date)
    if not any(one.day or one.weekday is not None for one in premises[0].reading.dates):
        there += own
    for premise in premises:
        there += premise.reading.dates
        there += dates(premise.figures, premise.reading.date)
    for date in missing_dates(claim.dates, there):
        if date.day is None and date.weekday is None and not missing_dates([date], own):
            continue  # "said on Monday": in the month and year of the article
        if date.is_near(premises[0].reading.date) and any(
            is_english(premise.sentence.text) is False for premise in premises[:MOST]
        ):
            continue  # may be meant by a weekday or a "yesterday", which are not read in other languages
        yield Finding(Kind.DATE, f"the date {date.written} is not in the source")


def who(
    claim: Reading, premises: Sequence[Premise], question: str = "", evidence: Sequence[EvidenceSentence] = ()
) -> Iterator[Finding]:
    """A name that neither the premises nor what stands before them has."""
    around = " ".join(f"{premise.sentence.text} {premise.context}" for premise in premises)
    absent = absent_names(claim.names, f"{around} {question}")
    if not absent:
        return
    read = " ".join(f"{sentence.origin.before} {sentence.text}" for sentence in evidence)
    for name in absent:
        kind = Kind.NAME_ELSEWHERE if has_part(name, read) else Kind.NAME
        yield Finding(kind, f"the name {name} is not in the cited sentence")


def only_asked(claim: Reading, premises: Sequence[Premise]) -> Iterator[Finding]:
    """Most of the claim stands in what the premises ask or order, not in what they state."""
    if is_about_asking(claim.text):
        return
    source = " ".join(premise.sentence.text for premise in premises)
    own = set(stems(claim.text))
    unstated = own & set(stems(source)) - set(stems(stated(source)))
    if len(unstated) >= max(2, len(own) / 2):
        yield Finding(Kind.ASKED, "the source only asks this, or reports an order to say it")


def counted(claim: Reading, premises: Sequence[Premise]) -> Iterator[Finding]:
    """The claim has 52 killed where the premises have 37 killed and 52 injured."""
    there = [one for premise in premises for one in premise.reading.counted]
    for own in claim.counted:
        same = max((len(one.of & own.of) for one in there if one.value == own.value), default=-1)
        others = [one for one in there if one.value != own.value and own.of <= one.of]
        if not (0 <= same < len(own.of) and others):
            others = _of_another_thing(own, there)
        if others:
            yield Finding(Kind.COUNTED, f"in the source it is {others[0].written}, not {own.written}")


def _of_another_thing(own: Counted, there: Sequence[Counted]) -> list[Counted]:
    """What the premises count of the same thing, where the claim's number stands there for other things only."""
    holders = {one.thing for one in there if one.value == own.value}
    if not own.thing or not holders or holders & {own.thing, ""}:
        return []
    return [one for one in there if one.thing == own.thing and one.value != own.value]


def speakers(claim: Reading, premises: Sequence[Premise]) -> Iterator[Finding]:
    """Somebody by name says what the best premise lets somebody else by name say."""
    best = premises[0].reading.attributions
    if not best or not all(one.names for one in best):
        return
    there = [name for premise in premises for one in premise.reading.attributions for name in one.names]
    for own in claim.attributions:
        if own.names and not any(same_name(one, other) for one in own.names for other in there):
            yield Finding(
                Kind.SPEAKER, f"the source attributes this to {best[0].speaker}, not to {' and '.join(own.names)}"
            )


def denials(claim: Reading, premises: Sequence[Premise]) -> Iterator[Finding]:
    """What one denies the other states, told with the same word of the same things."""
    for own, told in _shared(claim, premises):
        if own.kind == "NOUN":
            continue
        most = max(len(other.about & own.about) for other in told)
        alike = [other for other in told if len(other.about & own.about) == most]
        if most and all(other.denied != own.denied for other in alike):
            yield Finding(Kind.NEGATION, f"source and statement disagree on what is denied ({own.written})")
            return


_OPPOSITES = tuple(
    (frozenset(up.split()), frozenset(down.split()))
    for up, down in (
        (
            "rise increas grow climb rais up gain soar surg jump",
            "fall declin drop decreas shrink lower cut down lose plung slump",
        ),
        ("accept approv back welcom support endors", "reject dismiss refus oppos"),
        ("import", "export"),
        ("profit", "loss"),
        ("confirm admit", "deni"),
        ("win", "lose"),
        ("open", "close"),
        ("begin start", "end finish"),
        ("buy", "sell"),
        ("arriv", "leav"),
        ("allow permit", "ban forbid prohibit"),
        ("first", "last"),
        ("more", "less fewer"),
        ("before", "after"),
    )
)


def directions(claim: Reading, premises: Sequence[Premise]) -> Iterator[Finding]:
    """“Rose” where the best premise says “fell”."""
    own = {one for one, _ in claim.words}
    there = {one for one, _ in premises[0].reading.words}
    for one, other in _OPPOSITES:
        for here, against in ((one, other), (other, one)):
            if own & here and there & against and not there & here and not own & against:
                yield Finding(
                    Kind.DIRECTION, f"the source says “{min(there & against)}”, the statement “{min(own & here)}”"
                )
                return


def roles(claim: Reading, premises: Sequence[Premise]) -> Iterator[Finding]:
    """Who acts and who is acted on are exchanged."""
    for own, told in _shared(claim, premises):
        for other in told:
            turned = own.acting & other.acted_on and own.acted_on & other.acting
            if turned and not (own.acting & other.acting or own.acted_on & other.acted_on):
                yield Finding(Kind.ROLE, f"in the source the roles are exchanged (“{other.written}”)")
                return


def actors(claim: Reading, premises: Sequence[Premise]) -> Iterator[Finding]:
    """Somebody by name does what the premises let only others by name do."""
    for own, told in _shared(claim, premises):
        if own.agents and all(o.agents and not o.open_agent and not _any_same(own.agents, o.agents) for o in told):
            yield Finding(
                Kind.ACTOR, f"in the source it is {told[0].agents[0]} (“{told[0].written}”), not {own.agents[0]}"
            )
            return
        if own.patients and all(
            o.patients and not o.open_patient and not _any_same(own.patients, o.patients) for o in told
        ):
            yield Finding(
                Kind.ACTOR, f"in the source it is {told[0].patients[0]} (“{told[0].written}”), not {own.patients[0]}"
            )
            return


def hedges(claim: Reading, premises: Sequence[Premise]) -> Iterator[Finding]:
    """The best premise leaves open what the claim, without any such word, tells as a fact."""
    best = premises[0].reading
    if claim.hedges or claim.held:
        return
    # "according to critics" says as much as "critics believe"
    owned = {one.word for one in best.held} if claim.attributions else set()
    for one in best.predicates:
        if not one.hedge or one.hedge in owned or stem(one.hedge) in claim.content:  # "the estimates" has the word
            continue
        if one.hedge == "could" and one.denied:
            continue  # "could not be proven" leaves nothing open
        if len(claim.content & (one.about | {one.root})) >= MIN_SHARED:
            yield Finding(Kind.HEDGE, f"the source only says “{one.hedge}”, the statement is firm")
            return


def owners(claim: Reading, premises: Sequence[Premise]) -> Iterator[Finding]:
    """The claim tells as a fact what the best premise only lets somebody hold, and no other premise tells by itself."""
    if claim.attributions or claim.held or claim.hedges:
        return
    least = max(MIN_SHARED, OWNED * len(claim.content))
    for one in premises[0].reading.held:
        shared = claim.content & one.content
        told = any(shared <= other.reading.content and not other.reading.held for other in premises[1:])
        if len(shared) >= least and not told:
            yield Finding(Kind.OWNER, f"the source only lets somebody hold this (“{one.word}”), the statement is firm")
            return


def _shared(claim: Reading, premises: Sequence[Premise]) -> Iterator[tuple[Predicate, list[Predicate]]]:
    """The claim's predicates with those of the premises that have the same word."""
    for own in claim.predicates:
        told = [one for premise in premises for one in premise.reading.predicates if one.root == own.root]
        if told:
            yield own, told


def _any_same(one: Sequence[str], other: Sequence[str]) -> bool:
    return any(same_name(first, second) for first in one for second in other)
