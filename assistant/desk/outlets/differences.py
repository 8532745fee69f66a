"""In which way two outlets tell something otherwise; each difference rests on one sentence of either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.desk.outlets.result import DifferenceType
from assistant.desk.outlets.said import Said, answers_in
from assistant.desk.timeline.overtaken import Sentence, overtaking
from assistant.grounding.asked import asks_whether
from assistant.grounding.names import same_name
from assistant.grounding.quantities import Quantity
from assistant.grounding.reading import Reading

#: Two sentences are about the same from this cosine on.
SAME_MATTER = 0.35
#: What stands in each is said of the same, word by word, from this one on.
SAME_STATEMENT = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """A difference of ``one`` against ``other``, with how sure the sentences are about the same."""

    type: DifferenceType
    what: str
    one: Said
    other: Said
    sureness: float


def difference(mine: Sequence[Said], theirs: Sequence[Said], question: Reading, asked: frozenset[str]) -> Found | None:
    """The most telling difference between the sentences of two outlets; None where there is none to show.

    Args:
        mine: of one outlet, nearest to the question first.
        theirs: of the other.
        question: what was asked.
        asked: what is to be counted.
    """
    pairs = [(one, other) for one in mine for other in theirs]
    found = [
        it
        for it in (
            _numbers(mine, theirs, asked),
            _opinion(mine, theirs),
            _contradiction(pairs, question),
            _attribution(pairs, asked),
        )
        if it is not None
    ]
    return found[0] if found else None


def _numbers(mine: Sequence[Said], theirs: Sequence[Said], asked: frozenset[str]) -> Found | None:
    """Another number for the same: one that the other outlet does not tell."""
    known = _values(theirs, asked), _values(mine, asked)
    best: Found | None = None
    for one in mine:
        for other in theirs:
            cosine = float(one.vector @ other.vector)
            if one.opinion or other.opinion or cosine < SAME_MATTER:
                continue
            for (own, kind), (number, its) in (
                (a, b) for a in answers_in(one, asked) for b in answers_in(other, asked)
            ):
                if kind != its or own.agrees_with(number):
                    continue
                if _is_told(own, kind, known[0]) and _is_told(number, its, known[1]):
                    continue
                sure = cosine + one.score + other.score
                if best is None or sure > best.sureness:
                    best = _numbered(one, other, own, number, sure)
    return best


def _numbered(one: Said, other: Said, own: Quantity, number: Quantity, sure: float) -> Found:
    """Which of two reports is the newer word, or whether they only differ."""
    for new, old, told, before in ((one, other, own, number), (other, one, number, own)):
        overtakes = new.published > old.published and any(overtaking(_as_sentence(old), _as_sentence(new)))
        same_source = not new.sources or not old.sources or bool(new.sources & old.sources)
        if overtakes or (new.published > old.published and same_source):
            return Found("newer report", f"{told.written}, earlier {before.written}", new, old, sure)
    return Found("other number", f"{own.written} against {number.written}", one, other, sure)


def _as_sentence(said: Said) -> Sentence:
    return Sentence(said.shown, said.reading, said.vector)


def _values(said: Sequence[Said], asked: frozenset[str]) -> list[tuple[Quantity, str]]:
    return [pair for one in said for pair in answers_in(one, asked)]


def _is_told(number: Quantity, kind: str, known: Sequence[tuple[Quantity, str]]) -> bool:
    return any(kind == its and number.agrees_with(other) for other, its in known)


def _opinion(mine: Sequence[Said], theirs: Sequence[Said]) -> Found | None:
    """A view of one outlet beside the news of the other."""
    for outlet, against in ((mine, theirs), (theirs, mine)):
        views = [one for one in outlet if one.opinion]
        news = [one for one in against if not one.opinion]
        pairs = [(float(one.vector @ other.vector), one, other) for one in views[:1] for other in news]
        if pairs and all(one.opinion for one in outlet[:1]):
            cosine, one, other = max(pairs, key=lambda pair: pair[0] + pair[2].score)
            if cosine >= SAME_MATTER:
                return Found("opinion", "told as a view of its own", one, other, cosine)
    return None


def _contradiction(pairs: Sequence[tuple[Said, Said]], question: Reading) -> Found | None:
    """What one denies the other states."""
    best: Found | None = None
    for one, other in pairs:
        cosine = float(one.vector @ other.vector)
        if one.opinion or other.opinion or cosine < SAME_MATTER:
            continue
        word = _denied(one.reading, other.reading, question)
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


def _denied(one: Reading, other: Reading, question: Reading) -> str:
    """The word on which two sentences disagree, one of the question or of both; empty where there is none."""
    for own in one.predicates:
        for told in other.predicates:
            if (
                own.root == told.root
                and own.denied != told.denied
                and (own.root in question.content or own.about & told.about)
            ):
                return own.written
    if asks_whether(question.text) and _denies(one) != _denies(other):
        named = [name for name in question.names if any(same_name(name, mine) for mine in one.names)]
        if any(same_name(name, its) for name in named for its in other.names):
            return next(it.written for it in (*one.predicates, *other.predicates) if it.denied)
    return ""


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


def _attribution(pairs: Sequence[tuple[Said, Said]], asked: frozenset[str]) -> Found | None:
    """The same, told by somebody else."""
    for one, other in sorted(pairs, key=lambda pair: -pair[0].score - pair[1].score):
        cosine = float(one.vector @ other.vector)
        if one.opinion or other.opinion or not one.sources or not other.sources or one.sources & other.sources:
            continue
        same = any(
            kind == its and own.agrees_with(number)
            for own, kind in answers_in(one, asked)
            for number, its in answers_in(other, asked)
        )
        if cosine >= SAME_STATEMENT and (same or cosine >= 2 * SAME_MATTER):
            what = f"{_named(one)} says it there, {_named(other)} here"
            new, old = (one, other) if one.published >= other.published else (other, one)
            return Found("other attribution", what, new, old, cosine)
    return None


def _named(said: Said) -> str:
    return " and ".join(said.speakers) or " ".join(sorted(said.sources))
