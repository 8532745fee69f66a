"""Which number belongs to whom: "Kiel 40, Bremen 12" must not become "Bremen 40"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.grounding.names import names, same_name
from assistant.grounding.quantities import quantities
from assistant.words import FUNCTION_WORDS, stem

#: Parts of a sentence that each have a name and a number of their own.
_PART_END = re.compile(r"[;:](?=\s)|,\s|\s(?:and|but|while|whereas)\s|\((?=\D)|\)")


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
    for part in _PART_END.split(re.sub(r"(?<=\d),(?=\d)", "", text)):
        # a month is no name: it is not the same as itself
        named = [name for name in names(f"then {part.strip()}") if same_name(name, name)]
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
