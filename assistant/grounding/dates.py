"""Dates as (day, month, year): "on June 30" is not "on 30 July", and "May" is a month where a date has it."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Lower-cased, in the order of the year.
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
#: Abbreviated months with their numbers.
SHORT_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
                "nov": 11, "dec": 12}  # fmt: skip
_NUMBER_OF = {name: place for place, name in enumerate(MONTHS, 1)} | SHORT_MONTHS
# "may" and "march" are verbs, "mar" and "dec" are not words: only a capital makes a month
_MONTH = rf"(?P<month>{'|'.join(name.title() for name in sorted(_NUMBER_OF, key=len, reverse=True))})\b\.?"
_YEAR = r"(?P<year>[12]\d{3})"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"\b{_DAY}\s(?:of\s)?{_MONTH}(?:,?\s?{_YEAR}\b)?",
        rf"\b{_MONTH}\s{_DAY}\b(?!\s?(?:per\s?cent|million|billion|people|%))(?:\s?,?\s{_YEAR}\b)?",
        rf"\b{_MONTH},?\s(?:of\s)?{_YEAR}\b",
        rf"\b(?:in|since|by|until|from|of|during|last|next|this|early|late|mid|before|after|between|to)[\s-]{_MONTH}",
    )
)
_ISO = re.compile(r"\b(?P<year>[12]\d{3})-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b")


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is written; the month is always known."""

    month: int
    day: int | None
    year: int | None
    written: str

    def agrees_with(self, other: Date) -> bool:
        """True when no part that both have differs."""
        pairs = ((self.day, other.day), (self.year, other.year))
        return self.month == other.month and all(one is None or two is None or one == two for one, two in pairs)


def dates(text: str) -> list[Date]:
    """Every date with a month, in order of the forms in which dates are written."""
    found: list[Date] = []
    taken: list[range] = []
    found += [Date(int(m["month"]), int(m["day"]), int(m["year"]), m.group()) for m in _ISO.finditer(text)]
    for form in _FORMS:
        for match in form.finditer(text):
            month = range(*match.span("month"))
            if any(month.start in span for span in taken):
                continue
            taken.append(month)
            parts = match.groupdict()
            day, year = parts.get("day"), parts.get("year")
            written = match.group() if day or year else match["month"]
            number = _NUMBER_OF[match["month"].lower()]
            found.append(Date(number, int(day) if day else None, int(year) if year else None, written))
    return found


def missing_dates(claim: str, source: str) -> list[Date]:
    """Dates of the claim with which no date of the source agrees.

    A month that stands in the source without a date ("the March talks") agrees with every day of it.
    """
    there = dates(source)
    bare = {_NUMBER_OF[name.lower()] for name in re.findall(_MONTH.replace("?P<month>", ""), source)}
    dated = {date.month for date in there}
    return [
        date
        for date in dates(claim)
        if not any(date.agrees_with(other) for other in there) and date.month not in bare - dated
    ]
