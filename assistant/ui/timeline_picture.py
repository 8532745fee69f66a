"""A timeline as a picture: a dot for each event on an axis of time, those of one day above each other.

The words stand in the document below; a dot leads to its row, and says date and event while it is pointed at. Drawn
as inline SVG, so that its colours are the page's own, in light and dark.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.desk.document import Document, Table
from assistant.ui.rendering import esc

#: A year, month or day as ISO writes them.
_DATE = re.compile(r"\b(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?\b")
_WIDTH, _EDGE, _STEP, _RADIUS = 960, 24, 13, 5
_MOST_HIGH = 8
_TICKS = 8
_LABEL_CHARS = 140


@dataclass(frozen=True, slots=True)
class Point:
    """An event: its day, the words that tell it, and the id of the row that has them ("" for none)."""

    day: date
    when: str
    what: str
    row: str


def picture(document: Document, result: Mapping[str, Any]) -> str:
    """The picture; nothing where fewer than two days are told.

    Args:
        document: of which the first table has a column of dates.
        result: the same as plain data; its ``events`` are drawn where the document has no such table.
    """
    points = sorted([*_from_table(document)] or [*_from_events(result)], key=lambda one: (one.day, one.when))
    if len({point.day for point in points}) < 2:
        return ""
    first, last = points[0].day, points[-1].day
    days = (last - first).days
    stacked: Counter[int] = Counter()
    dots = []
    for point in points:
        x = _x((point.day - first).days, days)
        slot = round(x / (2 * _RADIUS + 2))
        height = min(stacked[slot], _MOST_HIGH - 1)
        stacked[slot] += 1
        dots.append(_dot(point, x, height))
    top = min(max(stacked.values()), _MOST_HIGH) * _STEP + 12
    ticks = "".join(_tick(day, _x((day - first).days, days), top) for day in _marked(first, last))
    return (
        f'<figure class="na-timeline"><svg viewBox="0 0 {_WIDTH} {top + 30}" role="group" '
        f'aria-label="Timeline of {len(points)} events from {points[0].when} to {points[-1].when}">'
        f'<g transform="translate(0 {top})"><line class="na-axis" x1="{_EDGE}" x2="{_WIDTH - _EDGE}" y1="0" y2="0"/>'
        f"{''.join(dots)}</g>{ticks}</svg></figure>"
    )


def _x(day: int, days: int) -> float:
    return round(_EDGE + (_WIDTH - 2 * _EDGE) * day / max(days, 1), 1)


def _dot(point: Point, x: float, height: int) -> str:
    label = esc(f"{point.when}: {point.what[:_LABEL_CHARS]}")
    circle = f'<circle cx="{x}" cy="{-10 - height * _STEP}" r="{_RADIUS}"><title>{label}</title></circle>'
    if not point.row:
        return circle
    return f'<a href="#{point.row}" data-row="{point.row}" aria-label="{label}">{circle}</a>'


def _tick(day: date, x: float, top: int) -> str:
    anchor = "start" if x < 3 * _EDGE else "end" if x > _WIDTH - 3 * _EDGE else "middle"
    return (
        f'<line class="na-axis" x1="{x}" x2="{x}" y1="{top}" y2="{top + 5}"/>'
        f'<text x="{x}" y="{top + 22}" text-anchor="{anchor}">{day.isoformat()}</text>'
    )


def _marked(first: date, last: date) -> list[date]:
    """Evenly spread days, both ends among them."""
    days = (last - first).days
    number = min(_TICKS, days + 1)
    return [date.fromordinal(first.toordinal() + round(days * at / max(number - 1, 1))) for at in range(number)]


def _from_table(document: Document) -> Iterator[Point]:
    for number, block in enumerate(document.blocks):
        if not isinstance(block, Table):
            continue
        column = next((at for at in range(len(block.columns)) if _is_of_dates(block, at)), None)
        if column is None:
            continue
        for line, row in enumerate(block.rows):
            day = as_day(row[column].text)
            if day is not None:
                told = next((cell.text for at, cell in enumerate(row) if at != column and cell.text), "")
                yield Point(day, row[column].text, told, f"na-row-{number}-{line}")
        return


def _is_of_dates(table: Table, column: int) -> bool:
    told = [row[column].text for row in table.rows if row[column].text]
    return bool(told) and 2 * sum(as_day(text) is not None for text in told) > len(told)


def _from_events(result: Mapping[str, Any]) -> Iterator[Point]:
    for event in result.get("events") or []:
        day = as_day(str(event.get("date") or "")) if isinstance(event, Mapping) else None
        if day is not None:
            yield Point(day, str(event["date"]), str(event.get("text") or event.get("what") or ""), "")


def as_day(text: str) -> date | None:
    """The first ISO date in a text; a month or a year counts as its first day."""
    match = _DATE.search(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
