"""Every way in which a claim says something else than the sentences it rests on, with the reason in words.

A wrong number, date or name makes a statement unsupported whatever else it shares with its source. So does what a
rule has read off whole sentences (speaker, negation, roles, office, the owner of a number), unless the model is
sure of the statement. A lost hedge or an added detail leaves it "partly" supported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.evidence import EvidenceSentence
from assistant.grounding.alignment import Alignment
from assistant.grounding.bindings import borrowed_number, changed_bound, misplaced_number
from assistant.grounding.dates import MONTHS, WEEKDAYS, missing_dates
from assistant.grounding.details import added_detail, borrowed_phrase, only_asked, unstated_act, unstated_state
from assistant.grounding.names import has_part, missing_names
from assistant.grounding.offices import misplaced_office, offices
from assistant.grounding.polarity import agreed_words, contradicted_words, dropped_hedges, most_alike, opposite_word
from assistant.grounding.quantities import Quantity, missing_quantities, quantities
from assistant.grounding.ranks import raised_rank, unstated_rank
from assistant.grounding.relations import exchanged_roles
from assistant.grounding.speakers import swapped_speaker
from assistant.grounding.substitutions import substitutions
from assistant.instructions import asks
from assistant.words import stem, stems, words

#: May is left out: it is a verb more often than a month.
_CALENDAR = WEEKDAYS.union(MONTHS) - {"may"}
_REFERS_BACK = re.compile(
    r"\b(?:he|she|it|they|his|her|its|their|him|them|this|these|both|the (?:alliance|minister|president|chancellor|"
    r"spokes(?:man|woman|person)|secretary|official|leader|country|company|group|party|team|agency|institute))\b",
    re.IGNORECASE,
)
_OPENING_NOUN = re.compile(r"^The ([a-z]+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """One failed check.

    ``fatal`` findings make a statement unsupported by themselves. What a ``rule`` has read off sentences, fatal or
    not, does not count where the model is sure of the statement.
    """

    kind: str
    reason: str
    fatal: bool
    rule: bool = False


def findings(
    claim: str, alignment: Alignment, question: str = "", evidence: Sequence[EvidenceSentence] = ()
) -> list[Finding]:
    """Every failed check, those of the claim's own words first.

    Args:
        claim: one sentence.
        alignment: the sentences it is held against.
        question: its numbers and names are the reader's own; the claim may repeat them.
        evidence: all that the model was given to read.
    """
    return [
        *_numbers_and_dates(claim, alignment, question),
        *_names(claim, alignment, question, evidence),
        *_readings(claim, alignment, question, evidence),
        *_additions(claim, alignment, question, evidence),
    ]


def _numbers_and_dates(claim: str, alignment: Alignment, question: str) -> Iterator[Finding]:
    source = f"{alignment.text} {_titles(alignment)}"
    for number in missing_quantities(claim, source):
        # a number of the question is the reader's own; the answer may repeat it
        yield Finding("number", f"the number {number.written} is not in the source", not _is_in(number, question))
    asked = words(question)
    absent = [word for word in words(claim) if word in _CALENDAR and word not in words(source)]
    for word in absent:
        yield Finding("date", f"{word.title()} is not in the source", word not in asked)
    best = alignment.sentences[0].text if alignment.sentences else ""
    for one in substitutions(claim, best):
        if not _is_asked(one.written, question):
            reason = f"in this place the source says “{one.told}”, not “{one.written}”"
            yield Finding(one.kind, reason, True, rule=one.kind == "name")
    for date in missing_dates(claim, source):
        if not any(word in absent for word in words(date.written)):
            fatal = bool(missing_dates(date.written, question))
            yield Finding("date", f"the date {date.written} is not in the source", fatal)


def _names(claim: str, alignment: Alignment, question: str, evidence: Sequence[EvidenceSentence]) -> Iterator[Finding]:
    # what stands before a sentence names the "he" or "the alliance" in it, and nothing else
    context = alignment.context if _refers_back(alignment) else ""
    unasked = set(missing_names(claim, question))
    for name in missing_names(claim, f"{alignment.text} {_titles(alignment)} {context}"):
        # read, but not in the cited sentence: the model has resolved "the team", or mixed two things up; its
        # verdict decides. A name that it read nowhere is made up.
        elsewhere = has_part(name, f"{alignment.context} {_read(evidence)}")
        fatal = name in unasked and not elsewhere
        yield Finding("name", f"the name {name} is not in the cited sentence", fatal, rule=not fatal)


def _readings(
    claim: str, alignment: Alignment, question: str, evidence: Sequence[EvidenceSentence]
) -> Iterator[Finding]:
    """What rules read off whole sentences."""
    cited = [sentence.text for sentence in alignment.sentences]
    if only_asked(claim, alignment.text):
        yield Finding("question", "the source only asks this, or reports an order to say it", fatal=True)
    # who speaks in the sentence that says most of it; the others only where that one has no speaker
    alike = most_alike(claim, cited)
    swapped = swapped_speaker(claim, " ".join(alike), alignment.context)
    swapped = swapped or swapped_speaker(claim, alignment.text, alignment.context)
    if swapped:
        yield Finding("speaker", f"the source attributes this to {swapped[1]}, not to {swapped[0]}", True, rule=True)
    turned = {word for source in alike for word in contradicted_words(claim, source)}
    turned -= agreed_words(claim, cited)
    if turned:
        denied = ", ".join(sorted(turned)[:3])
        yield Finding("negation", f"source and statement disagree on what is denied ({denied})", True, rule=True)
    opposite = opposite_word(claim, alike) if not turned else None
    if opposite:
        reason = f"the source says “{opposite[1]}”, the statement “{opposite[0]}”"
        yield Finding("negation", reason, True, rule=True)
    roles = exchanged_roles(claim, cited)
    if roles:
        yield Finding("role", f"in the source the roles differ (“{roles[0]}”: {roles[1]})", True, rule=True)
    number = misplaced_number(claim, cited)
    if number:
        yield Finding("owner", f"in the source {number[0]} belongs to {number[2]}, not to {number[1]}", True, rule=True)
    borrowed = borrowed_number(claim, alike[0], cited) if alike else None
    if borrowed:
        yield Finding(
            "owner", f"in the source {borrowed[0]} counts something else; there it is {borrowed[1]}", True, rule=True
        )
    act = unstated_act(claim, f"{alignment.text} {alignment.context}")
    if act:
        yield Finding("act", f"the source does not say “{act}”", True, rule=True)
    state = unstated_state(claim, f"{alignment.text} {alignment.context} {question}")
    if state:
        yield Finding("state", f"the source does not say that anything is “{state}”", True, rule=True)
    raised = raised_rank(claim, alignment.text)
    if raised:
        yield Finding("rank", f"the source says “{raised[1]}”, the statement “{raised[0]}”", True, rule=True)
    office = misplaced_office(claim, evidence or alignment.sentences, question)
    if office and office[2]:
        yield Finding("office", f"in the source “{office[1]}” is {office[2]}, not {office[0]}", True, rule=True)
    elif office:
        yield Finding("office", f"the source does not call {office[0]} “{office[1]}”", fatal=False)


def _additions(
    claim: str, alignment: Alignment, question: str, evidence: Sequence[EvidenceSentence]
) -> Iterator[Finding]:
    """What the claim adds, or leaves out, and what is therefore only partly in the source."""
    hedges = dropped_hedges(claim, alignment.text)
    if hedges:
        yield Finding("hedge", f"the source only says “{sorted(hedges)[0]}”, the statement is firm", fatal=False)
    bound = changed_bound(claim, alignment.text)
    if bound:
        yield Finding("bound", f"the source says “{bound[1]}”, the statement “{bound[0]}”", fatal=False)
    if not alignment.sentences:
        return
    # not even where the question asks for it: "which was the first …?" is answered by a source that says so
    rank = unstated_rank(claim, f"{alignment.text} {_titles(alignment)}")
    if rank:
        yield Finding("rank", f"the source does not say “{rank}”", fatal=False)
    around = f"{alignment.text} {alignment.context} {question}"
    detail = added_detail(claim, around)
    if detail:
        yield Finding("detail", f"the source says nothing of “{detail}”", fatal=False, rule=True)
    described = [office.description for office in offices(claim)]
    borrowed = borrowed_phrase(claim, around, " . ".join(sentence.text for sentence in evidence), described)
    if borrowed:
        yield Finding("detail", f"“{borrowed}” is not in the cited sentence", fatal=False, rule=True)


def _refers_back(alignment: Alignment) -> bool:
    """True for "he", "the alliance", or a sentence that opens with "The union" behind one about "their union LDV"."""
    if _REFERS_BACK.search(alignment.text):
        return True
    opened = [(_OPENING_NOUN.match(s.text), s.origin.before) for s in alignment.sentences]
    return any(noun and stem(noun[1].lower()) in stems(before) for noun, before in opened)


def _titles(alignment: Alignment) -> str:
    """The titles that state something; "Did 40 die?" does not."""
    headings = [sentence.origin.heading for sentence in alignment.sentences]
    return " ".join(heading for heading in headings if not asks(heading))


def _read(evidence: Sequence[EvidenceSentence]) -> str:
    return " ".join(f"{sentence.origin.before} {sentence.text}" for sentence in evidence)


def _is_asked(written: str, question: str) -> bool:
    return set(stems(written)) <= set(stems(question))


def _is_in(number: Quantity, text: str) -> bool:
    return any(number.agrees_with(other) for other in quantities(text))
