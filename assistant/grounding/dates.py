"""Dates, resolved as far as they can be: "on Monday" and "last year" against the date of the article.

A written date may lack parts ("April 1", "in May", "2024"); two agree when no part that both have differs. Words like
"Monday" or "yesterday" are resolved by dateparser; the written forms with a month are read here, because it matters
which parts a text gives and which a parser only supplies.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

#: Lower-cased, in the order of the year.
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = frozenset(_DAYS)
#: Abbreviated months with their numbers.
SHORT_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
                "nov": 11, "dec": 12}  # fmt: skip
#: "On Monday" is the last or the next one, seen from the article.
WEEK = 7
#: So near to the article a month without a year can hardly be that of another year.
NEAR = dt.timedelta(days=75)
_NUMBER_OF = {name: place for place, name in enumerate(MONTHS, 1)} | SHORT_MONTHS
# "may" and "march" are verbs, "mar" and "dec" are not words: only a capital makes a month
_MONTH = rf"(?P<month>{'|'.join(name.title() for name in sorted(_NUMBER_OF, key=len, reverse=True))})\b\.?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"\b(?P<year>(?:1[5-9]|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b",
        rf"\b{_DAY}\s(?:of\s)?{_MONTH}(?:,?\s?{_YEAR}\b)?",
        rf"\b{_MONTH}\s{_DAY}\b(?!\s?(?:per\s?cent|million|billion|people|%|[:.]\d))(?:\s?,?\s{_YEAR}\b)?",
        rf"\b{_MONTH},?\s(?:of\s)?{_YEAR}\b",
        rf"\b(?:in|since|by|until|from|of|on|during|last|next|this|early|late|mid|before|after|between|to|and|the)[\s-]{_MONTH}",
        r"(?<![\d/.,$€£-])(?P<month>1[0-2]|[1-9])/(?P<day>[0-3]?\d)(?:/(?P<year>(?:1[5-9]|20)\d\d))?(?![\d/])",
        rf"(?<![\d.,$€£#-]){_YEAR}(?:s\b|(?![\d,.]\d|\w|\s?(?:%|per\s?cent|people|euros?|dollars?|pounds?|m\b|km\b)))",
    )
)
_RELATIVE = re.compile(
    r"\b(?:(?:on|last|next|this|since|until|by)\s)?(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
    r"\b|\b(?:yesterday|tomorrow|(?:last|this|next)\s(?:year|month)|(?:\w+)\s(?:year|month|day)s?\s(?:ago|earlier))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is written; None for a part that is not told.

    ``weekday`` counts from Monday, 0, and lies within a week of ``near``, the article's date, where that is known.
    ``implied`` are the years that the article's date suggests where none is written.
    """

    month: int | None
    day: int | None
    year: int | None
    written: str
    weekday: int | None = None
    implied: tuple[int, ...] = ()
    near: dt.date | None = None

    def agrees_with(self, other: Date) -> bool:
        """True when no part that both have differs, and they have one in common."""
        if (self.weekday is None) != (other.weekday is None):
            named, told = (self, other) if self.weekday is not None else (other, self)
            return told._is_on(named)
        if self.weekday is not None:
            return self.weekday == other.weekday
        years = self._years(other), other._years(self)
        pairs = [years, ({self.month} - {None}, {other.month} - {None}), ({self.day} - {None}, {other.day} - {None})]
        shared = [one & two for one, two in pairs if one and two]
        return bool(shared) and all(shared)

    def _years(self, other: Date) -> set[int | None]:
        """The years that it can be of; what only its article suggests counts against a written year alone."""
        return {self.year} if self.year else set(self.implied) if other.year else set()

    def is_near(self, article: str | None) -> bool:
        """Whether it is a day at most a week from the article's, an ISO date."""
        today, day = _iso(article), _day(self.year, self.month, self.day)
        return today is not None and day is not None and abs((day - today).days) <= WEEK

    def _is_on(self, named: Date) -> bool:
        """Whether this date falls on that weekday, near its article; a date with too few parts does not tell."""
        years = (self.year,) if self.year else self.implied
        days = [day for year in years if (day := _day(year, self.month, self.day))]
        return any(
            day.weekday() == named.weekday and (named.near is None or abs((day - named.near).days) <= WEEK)
            for day in days
        )


def dates(text: str, article: str | None = None) -> list[Date]:
    """Every date of a text, in order of the forms in which dates are written.

    Args:
        text: a sentence.
        article: ISO date of the article, which gives "Monday" its day and "April 1" its year.
    """
    today = _iso(article)
    found = []
    for match in _written(text):
        parts = match.groupdict()
        month = parts.get("month")
        number = None if month is None else int(month) if month.isdigit() else _NUMBER_OF[month.lower()]
        day, year = (int(parts[part]) if parts.get(part) else None for part in ("day", "year"))
        written = match.group() if day or year or month is None else month
        one = Date(number, day, year, str(written).strip())
        found.append(replace(one, implied=_implied_years(one, today)) if year is None else one)
    return found + _relative(text, today)


def without_dates(text: str) -> str:
    """The text with blanks where dates stand, so that a day or year is not taken for a number."""
    for match in _written(text):
        text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
    return text


def missing_dates(claim: Sequence[Date], sources: Sequence[Date]) -> list[Date]:
    """Dates of the claim with which no date of the sources agrees."""
    return [one for one in claim if not any(one.agrees_with(other) for other in sources)]


def date_of_article(article: str | None) -> list[Date]:
    """The article's own date, which a statement about it may name."""
    today = _iso(article)
    return [] if today is None else [Date(today.month, today.day, today.year, today.isoformat())]


def _written(text: str) -> list[re.Match[str]]:
    taken: list[range] = []
    kept = []
    for form in _FORMS:
        for match in form.finditer(text):
            if not any(match.start() < span.stop and span.start < match.end() for span in taken):
                taken.append(range(*match.span()))
                kept.append(match)
    return kept


def _relative(text: str, today: dt.date | None) -> list[Date]:
    matches = list(_RELATIVE.finditer(text))
    if not matches:
        return []
    found = [
        Date(None, None, None, match.group(), _DAYS.index(match["weekday"].lower()), near=today)
        for match in matches
        if match["weekday"]
    ]
    if today is None:
        return found
    from dateparser.date import DateDataParser

    settings = {"RELATIVE_BASE": dt.datetime.combine(today, dt.time(12)), "PREFER_DATES_FROM": "past"}
    parser = DateDataParser(languages=["en"], settings=settings)
    for match in matches:
        if match["weekday"]:
            continue
        data = parser.get_date_data(match.group())
        if data.date_obj is not None:
            day = data.date_obj.day if data.period == "day" else None
            month = data.date_obj.month if data.period != "year" else None
            found.append(Date(month, day, data.date_obj.year, match.group()))
    return found


def _implied_years(one: Date, today: dt.date | None) -> tuple[int, ...]:
    """The years in which a month and day lie nearest to the article, "December 30" in January last year's.

    "Work begins in October", written in January, is of this year, "it began in October" of the last: months away both
    count.
    """
    if today is None or one.month is None or not 1 <= one.month <= len(MONTHS):
        return ()
    day = min(one.day or 15, 28)
    away = {year: abs(dt.date(year, one.month, day) - today) for year in (today.year - 1, today.year, today.year + 1)}
    nearest = sorted(away, key=away.__getitem__)
    return tuple(nearest[:1] if away[nearest[0]] <= NEAR else nearest[:2])


def _day(year: int | None, month: int | None, day: int | None) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year and month and day else None
    except ValueError:
        return None


def _iso(date: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(date) if date else None
    except ValueError:
        return None
