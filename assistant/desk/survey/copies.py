"""Passages that say the same in the same words are read once: agency reports stand in many papers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evidence import Span
from assistant.evidence.copies import tells_the_same
from assistant.words import stems

#: A stem that stands in more sentences tells none apart.
_COMMON = 50


@dataclass(frozen=True, slots=True)
class Original:
    """The passage that another one is a copy of, and the copy's sentences in the order of the original's."""

    passage_id: str
    sentences: tuple[Span | None, ...]


class Copies:
    """Remembers passages, and knows those that only repeat another."""

    def __init__(self) -> None:
        self._sentences: list[tuple[str, int, Span, frozenset[str]]] = []
        self._counts: dict[str, int] = {}
        self._by_stem: defaultdict[str, list[int]] = defaultdict(list)

    def original_of(self, passage_id: str, sentences: Sequence[Span]) -> Original | None:
        """The remembered passage that has every sentence of this one; else None, and this one is remembered, too."""
        own = [(one, frozenset(stems(one.text))) for one in sentences]
        same = [self._same(one, known) for one, known in own]
        shared = Counter(key for found in same for key in found)
        for key, count in shared.most_common(1):
            if count == len(own):
                ordered: list[Span | None] = [None] * self._counts[key]
                for (one, _), found in zip(own, same, strict=True):
                    ordered[found[key]] = one
                return Original(key, tuple(ordered))
        self._counts[passage_id] = len(own)
        for number, (one, known) in enumerate(own):
            for stem in known:
                self._by_stem[stem].append(len(self._sentences))
            self._sentences.append((passage_id, number, one, known))
        return None

    def _same(self, one: Span, own: frozenset[str]) -> dict[str, int]:
        """The remembered passages with a sentence that tells the same, and its number there."""
        near = {at for stem in own if len(places := self._by_stem.get(stem, [])) <= _COMMON for at in places}
        found: dict[str, int] = {}
        for at in sorted(near):
            key, number, other, known = self._sentences[at]
            if key not in found and tells_the_same(one, own, other, known):
                found[key] = number
        return found
