"""One thing in the place of another: "approved on 14 March" where the sentence says "approved on 4 March".

A model that keeps to its source copies it, so a claim that runs along a sentence word for word and has another number,
day or name in one place has put it there, from wherever it comes. Other words are left alone: "worldwide" for "global"
is as frequent as an error. Claim and sentence are laid side by side as `diff` does it (Ratcliff and Obershelp's
matching, Python's difflib); free paraphrase leaves too little in common to be judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from assistant.grounding.dates import MONTHS, WEEKDAYS
from assistant.grounding.names import name_stems, same_name
from assistant.grounding.quantities import quantities
from assistant.words import FUNCTION_WORDS, stem, words

#: Share of the claim's content words that stand in the same order in the sentence; below, it is a paraphrase.
MIN_IN_COMMON = 0.6
#: A longer stretch is told in other words, not replaced.
MAX_WORDS = 3
#: Equal words that must stand right beside the place, on both sides together.
MIN_BESIDE = 2

Kind = Literal["number", "date", "name"]


@dataclass(frozen=True, slots=True)
class Substitution:
    """``written`` in the claim stands where the sentence has ``told``."""

    kind: Kind
    written: str
    told: str


def substitutions(claim: str, sentence: str) -> list[Substitution]:
    """Every place where the claim has another word of the same kind than the sentence it runs along."""
    own, told = words(claim), words(sentence)
    matcher = SequenceMatcher(None, [stem(word) for word in own], [stem(word) for word in told], autojunk=False)
    steps = matcher.get_opcodes()
    equal = [word for tag, start, end, *_ in steps if tag == "equal" for word in own[start:end]]
    content = [word for word in own if word not in FUNCTION_WORDS]
    if not content or sum(word not in FUNCTION_WORDS for word in equal) < MIN_IN_COMMON * len(content):
        return []
    named = name_stems(claim) | name_stems(sentence)
    found = []
    for number, (tag, start, end, from_, to) in enumerate(steps):
        beside = sum(steps[i][2] - steps[i][1] for i in (number - 1, number + 1) if 0 <= i < len(steps))
        if tag != "replace" or beside < MIN_BESIDE or max(end - start, to - from_) > MAX_WORDS:
            continue
        here = [word for word in own[start:end] if _tells(word) and word not in told]
        there = [word for word in told[from_:to] if _tells(word) and word not in own]
        kind = _kind(here, there, named)
        if kind:
            found.append(Substitution(kind, " ".join(own[start:end]), " ".join(told[from_:to])))
    return found


def _kind(here: Sequence[str], there: Sequence[str], named: set[str]) -> Kind | None:
    """What was replaced; None where both are the same in other words, or of different kinds."""
    if not here or not there or _same(here, there):
        return None
    kinds: tuple[tuple[Kind, Callable[[str], bool]], ...] = (
        ("number", _is_number),
        ("date", _is_date),
        ("name", lambda word: stem(word) in named),
    )
    for kind, belongs in kinds:
        ours, theirs = [word for word in here if belongs(word)], [word for word in there if belongs(word)]
        if ours and theirs:
            return None if _same(ours, theirs) else kind
        if ours or theirs:
            break  # "the minister" for "Rossi", "last year" for "2023"
    return None


def _same(here: Sequence[str], there: Sequence[str]) -> bool:
    one, other = " ".join(here), " ".join(there)
    if same_name(one, other):
        return True
    ours, theirs = quantities(one), quantities(other)
    if ours and theirs:
        return any(number.agrees_with(also) for number in ours for also in theirs)
    # one root: "German" and "Germany", "Sept" and "September"
    return any(word[:4] == also[:4] for word in here for also in there)


def _tells(word: str) -> bool:
    return word not in FUNCTION_WORDS or word in MONTHS  # "may" is both


def _is_number(word: str) -> bool:
    return bool(quantities(word))


def _is_date(word: str) -> bool:
    return word in WEEKDAYS or word in MONTHS
