"""What became of each statement that the model wrote: shown, and how, dropped, or never reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.types import Answer, Statement
from assistant.words import words

Fate = Literal["supported", "partly", "marked", "dropped", "missing"]

#: Best first; a statement that was taken apart fares as its worst part.
FATES: tuple[Fate, ...] = ("supported", "partly", "marked", "dropped", "missing")

#: Share of the words of a shown statement that must stand in the one that was served: the assistant takes off marks
#: and openings and splits sentences, it writes nothing anew.
SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Outcome:
    """One served statement with its fate, the reason that the assistant gives, and its score (None: not checked)."""

    statement: str
    fate: Fate
    reason: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All served statements in order; ``others`` are shown ones that nobody served: quotations, as a rule."""

    served: tuple[Outcome, ...]
    others: tuple[str, ...]


def outcomes(served: Sequence[str], answer: Answer) -> Outcomes:
    """Match what the answer shows and drops with what the model was made to write."""
    parts: dict[int, list[Outcome]] = {}
    others = []
    for statement, shown in [*((one, True) for one in answer.statements), *((one, False) for one in answer.dropped)]:
        matched = _matching(statement.text, served)
        for at in matched:
            outcome = Outcome(served[at], _fate(statement, shown), statement.reason, statement.score)
            parts.setdefault(at, []).append(outcome)
        if shown and not matched:
            others.append(statement.text)
    why = answer.refusal_reason if answer.refused else "not reached"
    found = (
        max(parts[at], key=lambda one: FATES.index(one.fate)) if at in parts else Outcome(text, "missing", why)
        for at, text in enumerate(served)
    )
    return Outcomes(tuple(found), tuple(others))


def _fate(statement: Statement, shown: bool) -> Fate:
    if not shown:
        return "dropped"
    return "marked" if statement.support == "unsupported" else statement.support


def _matching(text: str, served: Sequence[str]) -> list[int]:
    """The served statement that the text is, or a part of; else all those that it holds."""
    own, others = Counter(words(text)), [Counter(words(one)) for one in served]
    shared = [(own & other).total() for other in others]
    # of two with the same share the one that has less besides
    best = max(range(len(served)), key=lambda at: (shared[at], -others[at].total()), default=None)
    if best is not None and shared[best] >= SHARE * own.total():
        return [best]
    return [at for at, other in enumerate(others) if other and shared[at] == other.total()]
