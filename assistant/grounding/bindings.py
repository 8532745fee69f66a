"""What belongs to a number: its owner, its bound, the thing counted.

"Kiel 40, Bremen 12" must not become "Bremen 40", "more than 40" not "exactly 40", and "demands 7.5 percent more pay,
is offered 4.2 percent" not "demands 4.2 percent more pay".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.grounding.names import same_name, telling_names
from assistant.grounding.quantities import quantities
from assistant.words import FUNCTION_WORDS, stem, words

#: Parts of a sentence that each have a name and a number of their own.
_PART_END = re.compile(r"[;:](?=\s)|,\s|\s(?:and|but|while|whereas)\s|\((?=\D)|\)")
_BOUND = re.compile(
    r"(?:(?P<down>(?:no|not|never) more than|(?<!never )(?:less|fewer) than|under|below|up to|at most|almost|nearly)"
    r"|(?P<up>(?:no|not|never) (?:less|fewer) than|more than|over|above|at least|in excess of)"
    r"|(?P<exact>exactly|precisely)|(?P<about>about|around|some|roughly|approximately|an estimated))\s"
    r"(?P<number>(?:us)?[$€£]?\d[\d.]*(?:\s?(?:million|billion|thousand|bn|mn|m)\b)?)",
    re.IGNORECASE,
)
#: A number with the words behind it: what is counted.
_COUNTED = re.compile(r"\d[\d.]*(?: (?:million|billion))?((?:[ -][a-z%]+){1,4})")


def misplaced_number(claim: str, sources: Sequence[str]) -> tuple[str, str, str] | None:
    """(number, its name in the claim, its name in the source) where the two disagree, else None.

    Only names are judged for which the sources have another number of the same thing, and only numbers that the
    sources give to another name.
    """
    if any("respectively" in text for text in (claim, *sources)):
        return None
    told = [owned for source in sources for owned in _owned(source)]
    for one in _owned(claim):
        own = [other for other in told if same_name(one.name, other.name) and _alike(one, other)]
        holders = [other for other in told if other.value == one.value and _alike(one, other)]
        if own and holders and all(other.value != one.value for other in own):
            return one.written, one.name, holders[0].name
    return None


def changed_bound(claim: str, source: str) -> tuple[str, str] | None:
    """(number with its bound in the claim, the same in the source) where "more than 40" became "exactly 40"."""
    told = _bounds(source)
    for value, (bound, written) in _bounds(claim).items():
        other, as_told = told.get(value, (bound, written))
        # "about" agrees with every bound, but "exactly" does not agree with "about"
        if bound != other and (bound == "exact" or "about" not in (bound, other)):
            return written, as_told
    return None


def borrowed_number(claim: str, best: str, others: Sequence[str]) -> tuple[str, str] | None:
    """(number of the claim, number of the best sentence) where another sentence's number took its place.

    Only where both count the same thing, in the same words, and the claim does not have the number of the best.
    """
    own, told = _counts(claim), _counts(best)
    kept = {value for value, _, _ in own}
    there = {value for value, _, _ in told}
    elsewhere = {value for other in others for value, _, _ in _counts(other)}
    for value, counted, written in own:
        if not counted or value in there or value not in elsewhere:
            continue
        for one, same, as_told in told:
            if same == counted and one not in kept:
                return written, as_told
    return None


def _bounds(text: str) -> dict[Decimal, tuple[str, str]]:
    """Each number of the text that has a bound in front of it, with the kind of bound and both as written."""
    found: dict[Decimal, tuple[str, str]] = {}
    for match in _BOUND.finditer(_without_commas(text)):
        kind = next(kind for kind, value in match.groupdict().items() if value and kind != "number")
        for number in quantities(match["number"])[:1]:
            found[number.value] = (kind, match.group().strip())
    return found


def _counts(text: str) -> list[tuple[Decimal, tuple[str, ...], str]]:
    """Each number with the unit or thing behind it and the next word of content."""
    found: list[tuple[Decimal, tuple[str, ...], str]] = []
    for match in _COUNTED.finditer(_without_commas(text)):
        behind = [stem(word) for word in words(match[1]) if word not in FUNCTION_WORDS][:2]
        counted = tuple(behind) if len(behind) == 2 else ()
        found += [(number.value, counted, number.written) for number in quantities(match.group())[:1]]
    return found


def _without_commas(text: str) -> str:
    """“1,200” as “1200”."""
    return re.sub(r"(?<=\d),(?=\d)", "", text)


@dataclass(frozen=True, slots=True)
class _Owned:
    """A number with the one name beside it; ``counted`` is what there is so much of ("" where it is left out)."""

    name: str
    value: Decimal
    counted: str
    written: str


def _alike(one: _Owned, other: _Owned) -> bool:
    return one.counted == other.counted or not one.counted or not other.counted


def _owned(text: str) -> list[_Owned]:
    """Every part of the text with one name and one number; several names count where one stands at the number."""
    found = []
    for part in _PART_END.split(_without_commas(text)):
        named = telling_names(f"then {part.strip()}")
        numbers = quantities(part)
        if len(numbers) != 1 or not named:
            continue
        name = named[0] if len(named) == 1 else _right_behind(part, named)
        if name:
            found.append(_Owned(name, numbers[0].value, _counted(part), numbers[0].written))
    return found


def _right_behind(part: str, named: Sequence[str]) -> str | None:
    """The place in "flooded 340 houses in Marn"."""
    found = re.search(r"\d\S*(?: [a-z]+){1,2} (?:in|at|from|of|for|by) (.+)", part)
    return next((name for name in named if found and found[1].startswith(name)), None)


def _counted(part: str) -> str:
    found = re.search(r"\d\S*\s+(?:million |billion |more |new |other )?([a-z]+)", part)
    return "" if found is None or found[1] in FUNCTION_WORDS else stem(found[1])
