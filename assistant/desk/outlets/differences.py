"""In which way two outlets tell something otherwise; each difference rests on one sentence of either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.desk.outlets.result import DifferenceType
from assistant.desk.outlets.said import Said, Wanted, answers_in
from assistant.desk.timeline.overtaken import Sentence, overtaking
from assistant.grounding.asked import asks_whether
from assistant.grounding.names import same_name
from assistant.grounding.quantities import Quantity
from assistant.grounding.reading import Reading

#: Two sentences are about the same from this cosine on.
SAME_MATTER = 0.3
#: A sentence so close to a question that asks whether answers it, by denying or by stating.
DENIES, AFFIRMS = 0.45, 0.6
#: What stands in each is said of the same, word by word, from this one on.
SAME_STATEMENT = 0.5
#: Share of the words of the shorter sentence that stand in the other, where both tell the same.
SAME_WORDS = 0.75


@dataclass(frozen=True, slots=True)
class Found:
    """A difference of ``one`` against ``other``, with how sure the sentences are about the same."""

    type: DifferenceType
    what: str
    one: Said
    other: Said
    sureness: float


def difference(mine: Sequence[Said], theirs: Sequence[Said], question: Reading, wanted: Wanted) -> Found | None:
    """The most telling difference between the sentences of two outlets; None where there is none to show.

    Args:
        mine: of one outlet, nearest to the question first.
        theirs: of the other.
        question: what was asked.
        wanted: which numbers it asks for.
    """
    pairs = [(one, other) for one in mine for other in theirs]
    found = [
        it
        for it in (
            _numbers(mine, theirs, question, wanted),
            _opinion(mine, theirs),
            _contradiction(pairs, question),
            _attribution(pairs, wanted),
        )
        if it is not None
    ]
    return found[0] if found else None


def _numbers(mine: Sequence[Said], theirs: Sequence[Said], question: Reading, wanted: Wanted) -> Found | None:
    """Another number for the same: one that the other outlet does not tell."""
    known, there = _values(theirs, wanted), _values(mine, wanted)
    best: Found | None = None
    for one, other in ((one, other) for one in mine for other in theirs):
        if one.opinion or other.opinion or _belong_to_others(one, other, question):
            continue
        for own, kind in answers_in(one, wanted):
            for number, its in answers_in(other, wanted):
                if kind != its or own.agrees_with(number):
                    continue
                if _is_told(own, kind, known) and _is_told(number, its, there):
                    continue
                found = _numbered(one, other, own, number, kind)
                if found is not None and (best is None or found.sureness > best.sureness):
                    best = found
    return best


def _belong_to_others(one: Said, other: Said, question: Reading) -> bool:
    """Whether a sentence tells the number of somebody whom neither the question nor the other sentence names."""
    for mine, its in ((one, other), (other, one)):
        named = (*its.reading.names, *question.names)
        if any(not any(same_name(owner, name) for name in named) for owner in mine.owners):
            return True
    return False


def _numbered(one: Said, other: Said, own: Quantity, number: Quantity, kind: str) -> Found | None:
    """Which of two reports is the newer word, or whether they only differ; None where they are of other matters."""
    cosine = float(one.vector @ other.vector)
    sure = cosine + one.score + other.score
    for new, old, told, before in ((one, other, own, number), (other, one, number, own)):
        later = new.published > old.published
        pairs = list(overtaking(_as_sentence(old), _as_sentence(new))) if later else []
        if pairs:
            return Found("newer report", f"{told.written}, earlier {before.written}", new, old, sure)
        if cosine < (SAME_MATTER if kind == "asked" else SAME_STATEMENT):
            continue
        if later and (new.sources == old.sources or new.sources & old.sources):
            return Found("newer report", f"{told.written}, earlier {before.written}", new, old, sure)
    if cosine < (SAME_MATTER if kind == "asked" else SAME_STATEMENT):
        return None
    return Found("other number", f"{own.written} against {number.written}", one, other, sure)


def _as_sentence(said: Said) -> Sentence:
    return Sentence(said.shown, said.reading, said.vector)


def _values(said: Sequence[Said], wanted: Wanted) -> list[tuple[Quantity, str]]:
    return [pair for one in said for pair in answers_in(one, wanted)]


def _is_told(number: Quantity, kind: str, known: Sequence[tuple[Quantity, str]]) -> bool:
    return any(kind == its and number.agrees_with(other) for other, its in known)


def _opinion(mine: Sequence[Said], theirs: Sequence[Said]) -> Found | None:
    """A view of one outlet beside the news of the other."""
    best: Found | None = None
    for outlet, against in ((mine, theirs), (theirs, mine)):
        for one in outlet:
            for other in against:
                cosine = float(one.vector @ other.vector)
                close = min(one.closeness, other.closeness, cosine) >= SAME_MATTER
                if not one.opinion or other.opinion or not close:
                    continue
                sure = cosine + one.score + other.score
                if best is None or sure > best.sureness:
                    best = Found("opinion", "told as a view of its own", one, other, sure)
    return best


def _contradiction(pairs: Sequence[tuple[Said, Said]], question: Reading) -> Found | None:
    """What one denies the other states."""
    best: Found | None = None
    for one, other in pairs:
        cosine = float(one.vector @ other.vector)
        if one.opinion or other.opinion or _are_of_others(one.reading, other.reading):
            continue
        word = _denied(one, other, question)
        if not word:
            continue
        sure = cosine + one.score + other.score
        if best is None or sure > best.sureness:
            new, old = (one, other) if one.published >= other.published else (other, one)
            newer = new.published > old.published and _same_actor(new.reading, old.reading, question)
            best = Found(
                "newer report" if newer else "contradiction", f"disagree on what is denied (“{word}”)", new, old, sure
            )
    return best


def _are_of_others(one: Reading, other: Reading) -> bool:
    """Whether two sentences name only others: what one country does the other need not."""
    return bool(one.names and other.names) and not _any_same(one.names, other.names)


def _denied(one: Said, other: Said, question: Reading) -> str:
    """The word on which two sentences disagree; empty where there is none."""
    cosine = float(one.vector @ other.vector)
    for own in one.reading.predicates:
        for told in other.reading.predicates:
            if own.root != told.root or own.denied == told.denied:
                continue
            whether = asks_whether(question.text) and own.root in question.content
            if own.kind == "NOUN" and not whether:
                continue  # "no soldiers" of one are no denial of the soldiers of another
            if own.agents and told.agents and not _any_same(own.agents, told.agents):
                continue
            if (own.about & told.about or own.kind == "NOUN") and (whether or cosine >= SAME_STATEMENT):
                return own.written
    if asks_whether(question.text):
        for no, yes in ((one, other), (other, one)):
            if no.closeness >= DENIES and yes.closeness >= AFFIRMS and not _denies(yes.reading):
                return next((it.written for it in no.reading.predicates if it.denied), "")
    return ""


def _any_same(one: Sequence[str], other: Sequence[str]) -> bool:
    return any(same_name(name, its) for name in one for its in other)


def _denies(said: Reading) -> bool:
    return any(one.denied for one in said.predicates)


def _same_actor(one: Reading, other: Reading, question: Reading) -> bool:
    """Whether somebody whom the question names acts or speaks in both."""

    def acting(said: Reading) -> list[str]:
        return [name for it in said.predicates for name in it.agents] + [
            name for it in said.attributions for name in it.names
        ]

    return any(
        any(same_name(name, it) for it in acting(one)) and any(same_name(name, it) for it in acting(other))
        for name in question.names
    )


def _attribution(pairs: Sequence[tuple[Said, Said]], wanted: Wanted) -> Found | None:
    """The same, told by somebody else."""
    for one, other in sorted(pairs, key=lambda pair: -pair[0].score - pair[1].score):
        cosine = float(one.vector @ other.vector)
        if one.opinion or other.opinion or not one.sources or not other.sources or one.sources & other.sources:
            continue
        same = any(
            kind == its and own.agrees_with(number)
            for own, kind in answers_in(one, wanted)
            for number, its in answers_in(other, wanted)
        )
        if cosine >= SAME_STATEMENT and (same or _tell_the_same(one, other)):
            new, old = (one, other) if one.published >= other.published else (other, one)
            return Found("other attribution", f"{new.source_named}, not {old.source_named}", new, old, cosine)
    return None


def _tell_the_same(one: Said, other: Said) -> bool:
    """Whether two sentences share most of their words apart from who says so, and their numbers and denials."""
    mine, its = (said.reading.content - said.sources for said in (one, other))
    numbers = all(any(own.agrees_with(it) for it in other.reading.numbers) for own in one.reading.numbers)
    alike = len(mine & its) >= SAME_WORDS * min(len(mine), len(its)) > 0
    return alike and numbers and _denies(one.reading) == _denies(other.reading)
