"""Which number belongs to whom: "Kiel 40, Bremen 12" must not become "Bremen 40"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.grounding.names import names, same_name
from assistant.grounding.quantities import quantities

#: Parts of a sentence that each have a name and a number of their own.
_PART_END = re.compile(r"[;:](?=\s)|,\s|\s(?:and|but|while|whereas)\s|\((?=\D)|\)")


def misplaced_number(claim: str, sources: Sequence[str]) -> tuple[str, str, str] | None:
    """(number, its name in the claim, its name in the source) where the two disagree, else None.

    Only sources are judged in which at least two parts have exactly one name and one number each, and only
    names that the source has a number for.
    """
    claimed = _pairs(claim)
    if any("respectively" in text for text in (claim, *sources)):
        return None
    for source in sources:
        told = _pairs(source)
        if len({name for name, _, _ in told}) < 2 or len({value for _, value, _ in told}) < 2:
            continue
        for name, value, written in claimed:
            own = [number for other, number, _ in told if same_name(name, other)]
            holders = [other for other, number, _ in told if number == value]
            if own and holders and value not in own:
                return written, name, holders[0]
    return None


def _pairs(text: str) -> list[tuple[str, Decimal, str]]:
    """(name, value, how it is written) of every part with one name and one number."""
    found = []
    for part in _PART_END.split(re.sub(r"(?<=\d),(?=\d)", "", text)):
        named, numbers = names(f"then {part.strip()}"), quantities(part)
        if len(named) == 1 and len(numbers) == 1:
            found.append((named[0], numbers[0].value, numbers[0].written))
    return found
