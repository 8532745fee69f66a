"""Which articles tell of the same thing, and what to call it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.desk.briefing.reading import Found, Material
from assistant.grounding.names import same_name
from assistant.words import words

#: Mean cosine of two groups of articles from which they tell of one thing. Titles with first sentences of two reports
#: on one matter have 0.36 at the median, of two matters 0.06, and 0.20 for one pair in twenty.
ONE_THING = 0.25
#: Sub-topics that are told by themselves; what else there is stands together at the end.
MOST_TOPICS = 8
#: Names in a head.
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Topic:
    """Articles that tell of the same thing: what is to be called so, and their sentences in order of time."""

    head: str
    found: tuple[Found, ...]


def topics_of(material: Material, asked: str) -> list[Topic]:
    """The sub-topics of what was read, those of most articles first.

    Args:
        material: what was read.
        asked: the topic; its own names tell nothing apart.
    """
    groups = _groups([one.id for one in material.articles], material.beginnings)
    own = [[one for one in material.found if one.article in group] for group in groups]
    told = sorted((found for found in own if found), key=lambda found: -len({one.article for one in found}))
    several = told[:MOST_TOPICS]
    if len(told) > MOST_TOPICS:
        several.append([one for found in told[MOST_TOPICS:] for one in found])
    heads = _heads(several, asked) if len(several) > 1 else [""]
    if len(told) > MOST_TOPICS:
        heads[-1] = "Other matters"
    return [
        Topic(head, tuple(sorted(found, key=lambda one: (one.date, one.sentence.origin.place))))
        for head, found in zip(heads, several, strict=True)
    ]


def _groups(articles: Sequence[str], vectors: dict[str, NDArray[np.float32]]) -> list[set[str]]:
    """Agglomerative clustering by mean similarity (UPGMA), down to :data:`ONE_THING`."""
    known = [one for one in articles if one in vectors]
    if not known:
        return []
    groups: list[set[str]] = [{one} for one in known]
    matrix = np.stack([vectors[one] for one in known])
    alike = (matrix @ matrix.T).astype(np.float64)
    np.fill_diagonal(alike, -1.0)
    sizes = np.ones(len(known))
    while len(known) > 1:
        first, second = divmod(int(np.argmax(alike)), len(known))
        if alike[first, second] < ONE_THING:
            break
        mean = (sizes[first] * alike[first] + sizes[second] * alike[second]) / (sizes[first] + sizes[second])
        alike[first], alike[:, first] = mean, mean
        alike[first, first] = -1.0
        alike[second], alike[:, second] = -1.0, -1.0
        sizes[first] += sizes[second]
        groups[first] |= groups[second]
        groups[second] = set()
    return [group for group in groups if group]


def _heads(several: Sequence[Sequence[Found]], asked: str) -> list[str]:
    """For each group the names that most of its articles have and few of the others', and its dates."""
    counts = [_names(found) for found in several]
    known = words(asked)
    heads = []
    for found, own in zip(several, counts, strict=True):
        scored = sorted(
            (-count * math.log((1 + len(counts)) / sum(name in other for other in counts)), name)
            for name, count in own.items()
            if not set(words(name)) <= set(known)
        )
        chosen: list[str] = []
        for _, name in scored:
            if len(chosen) < MOST_NAMES and not any(same_name(name, other) for other in chosen):
                chosen.append(name)
        heads.append(", ".join(chosen) or period(found) or "Undated")
    return heads


def _names(found: Sequence[Found]) -> Counter[str]:
    """In how many articles of the group each name stands."""
    return Counter(name for _, name in {(one.article, name) for one in found for name in one.reading.names})


def period(found: Sequence[Found]) -> str:
    """The dates of the articles: "2024-03-01", "2024-03-01 to 2024-03-14", "" where none has one."""
    dates = sorted({one.date for one in found if one.date})
    if not dates:
        return ""
    return dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
