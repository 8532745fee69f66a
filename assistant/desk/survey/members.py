"""Which names mean one member: "US" and "United States", "Aspen" and "Viktor Aspen" of the same list."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from assistant.desk.survey.countries import country_in, country_name, country_of
from assistant.grounding.names import telling_words
from assistant.words import stem


@dataclass(frozen=True, slots=True)
class Named:
    """A member as one article writes it."""

    name: str
    article_id: str


@dataclass
class Group:
    """Names that mean one member; ``members`` are positions in the sequence that was given."""

    members: list[int] = field(default_factory=list)


def grouped(named: Sequence[Named], *, countries: bool = False) -> list[Group]:
    """The names that mean the same, in order of first use.

    Args:
        named: the names.
        countries: whether they are to be countries, so that "the Norwegian government" is Norway.

    A part of a name joins the whole one only where it is plain which: "Smith" is "Anna Smith" if she is the only Smith
    of the list, or of that article; else it stays by itself.

    Returns:
        A group a member.
    """
    groups: dict[Hashable, Group] = {}
    keys = [key_of(one.name, countries=countries) for one in named]
    whole = list(dict.fromkeys(keys))
    for number, (one, key) in enumerate(zip(named, keys, strict=True)):
        longer = [other for other in whole if _is_part(key, other)]
        if len(longer) > 1:
            here = {keys[n] for n, other in enumerate(named) if other.article_id == one.article_id}
            longer = [other for other in longer if other in here]
        longest = _whole_of(longer)
        groups.setdefault(longest if longest is not None else key, Group()).members.append(number)
    return list(groups.values())


def best_name(names: Sequence[str], *, countries: bool = False) -> str:
    """The name to show: a country's own, else the fullest one, the most frequent of those, the first."""
    if countries and (codes := {code for name in names if (code := country_of(name) or country_in(name))}):
        own = [name for name in names if country_of(name)]
        return best_name(own) if own else country_name(codes.pop())
    return max(dict.fromkeys(names), key=lambda one: (len(telling_words(one)), names.count(one), -names.index(one)))


def key_of(name: str, *, countries: bool = False) -> tuple[str, ...]:
    """What is equal for two ways of writing one name: the country it means, or its telling words by their stems."""
    code = country_of(name) or (country_in(name) if countries else None)
    return ("", code) if code else tuple(stem(word) for word in telling_words(name)) or (name.lower(),)


def _is_part(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether one name is the beginning or the end of the other: "Velox" of "Velox Lines"."""
    if len(short) >= len(long) or long[0] == "" or short[0] == "":
        return False
    return long[: len(short)] == short or long[-len(short) :] == short


def _whole_of(longer: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The one name that a part belongs to; None where there are several that do not contain each other."""
    if not longer:
        return None
    longest = max(longer, key=len)
    return longest if all(one == longest or _is_part(one, longest) for one in longer) else None
