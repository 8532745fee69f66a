"""Citations, numbered by their first use: the same place has one number, however often it is shown."""

from __future__ import annotations

from assistant.evidence.types import Span
from assistant.types import Citation


class Citing:
    """Gives each place that is shown its citation."""

    def __init__(self) -> None:
        self._by_place: dict[tuple[str, int, int], Citation] = {}

    def cite(self, span: Span) -> Citation:
        """The citation of a place; a new number where it is new."""
        place = (span.article_id, span.start, span.end)
        if place not in self._by_place:
            number = len(self._by_place) + 1
            self._by_place[place] = Citation(span.article, number, span.text, span.start, span.end)
        return self._by_place[place]

    def number(self, span: Span) -> int:
        """The number of a place."""
        return self.cite(span).number

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All so far."""
        return tuple(self._by_place.values())
