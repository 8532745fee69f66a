"""What can be asked instead: questions that the articles do answer, each tried before it is offered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.quarry import Quarry
from assistant.evidence import EvidenceSentence
from assistant.grounding.names import same_name
from assistant.types import Filters

MOST = 2
#: Names that are tried: a search each.
MOST_TRIED = 6


def suggestions(
    asked: str, near: Sequence[EvidenceSentence], quarry: Quarry, filters: Filters | None
) -> tuple[str, ...]:
    """At most two questions about what a refused one names, or what the sentences nearest to it name.

    Args:
        asked: the question that was refused.
        near: the sentences that come nearest to it, best first.
        quarry: tries them: a topic is offered where at least one sentence of the articles tells of it.
        filters: which articles are looked at.
    """
    offered: list[str] = []
    for number, name in enumerate(_names(asked, near, quarry)):
        if len(offered) == MOST or number == MOST_TRIED:
            break
        if not any(same_name(name, other) for other in offered) and quarry.about(name, 1, filters)[1]:
            offered.append(name)
    return tuple(f"What do the articles say about {name}?" for name in offered)


def _names(asked: str, near: Sequence[EvidenceSentence], quarry: Quarry) -> Iterator[str]:
    yield from quarry.reader.read(asked).names
    for sentence in near:
        yield from quarry.reader.read(sentence.text).names
