"""Countries by name, from the Unicode CLDR as babel ships it: "Czechia", "the Czech Republic" and "Czech" are one."""

from __future__ import annotations

from functools import lru_cache

from assistant.grounding.names import aliases_of, telling_words
from assistant.words import words

#: Kinds of members that are countries, as a question names them, singular.
COUNTRY_WORDS = frozenset("country nation".split())
#: Two letters in the CLDR that are unions, oceans and test data.
_NO_COUNTRIES = frozenset("EU EZ UN QO XA XB ZZ".split())
#: "Norwegian" begins as "Norway" does; a shorter beginning is shared by too many.
_ROOT = 4


def country_of(name: str) -> str | None:
    """The ISO code of the country that a name means; None where it means none, or nobody can be sure.

    "Norwegian" and "Austria's" count, a capital only where news writes it for the country as a rule ("Moscow").
    """
    known = _by_name()
    forms = [" ".join(words(name.removeprefix("the ").removeprefix("The "))), " ".join(telling_words(name))]
    for form in [*forms, *(alias for one in forms for alias in aliases_of(one))]:
        if form in known:
            return known[form]
    return None


def country_in(text: str) -> str | None:
    """The ISO code of the one country that a phrase names somewhere: "the Norwegian defence ministry", else None."""
    found = {code for word in words(text) if (code := country_of(word) or _by_root(word))}
    return found.pop() if len(found) == 1 else None


def country_name(code: str) -> str:
    """The English name of a country."""
    return _territories()[code]


def _by_root(word: str) -> str | None:
    """The country whose name begins most like a word such as "norwegian"; None where two do so alike."""
    if not word.endswith(("an", "ish", "ese", "ch", "ic", "i", "ans")):
        return None
    shared = {code: _shared(name, word) for name, code in _by_name().items() if " " not in name}
    longest = max(shared.values())
    found = [code for code, length in shared.items() if length == longest]
    return found[0] if longest >= _ROOT and len(found) == 1 else None


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@lru_cache(maxsize=1)
def _territories() -> dict[str, str]:
    from babel import Locale

    told = Locale("en").territories.items()
    return {code: name for code, name in told if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    known = {}
    for code, name in _territories().items():
        for part in (name, *name.replace(")", "").split("(")):
            if part.strip():
                known[" ".join(words(part))] = code
    aliases = (("usa", "united states"), ("czech republic", "czechia"), ("turkey", "turkiye"))
    return known | {alias: known[name] for alias, name in aliases if name in known}
