"""When: "in March", "before 10 April 2024", "last week", as ISO dates.

A month or day without a year is the last one that the articles reach: who asks "in March" of a collection that ends in
April 2024 means March 2024. "Today" is the day of the newest article, seen from a collection that is not fed daily.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import replace

from assistant.grounding.dates import Date, dates
from assistant.question_reading import Period
from assistant.types import Filters

_BOUND = re.compile(
    r"\b(?P<which>before|until|up to|till|by|since|after|from|as of|of|dated|in|on|during|throughout|in early|in late"
    r"|in mid)"
    r"(?: the)?(?: (?:beginning|end|middle|month|start) of)?[\s-]*$",
    re.IGNORECASE,
)
#: Months as they are typed: "in march", "march 13", "13 march"; not "they march in", nor "may".
_MONTHS = "|".join(calendar.month_name[1:])
_MONTH = re.compile(
    r"(?:(?<=\b(?:in|on|by|of) )|(?<=\b(?:since|until|after) )|(?<=\b(?:before|during) )|(?<=\d )"
    rf"|(?<=\d(?:st|nd|rd|th) ))(?:{_MONTHS})\b|\b(?:{_MONTHS})(?= \d{{1,4}}\b)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\b(?:between|from)\s+(?P<first>.{3,24}?)\s+(?:and|to|until|till)\s+(?P<last>.{3,24}?)(?=[,.?!;]|$| )",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\b(?P<which>(?:in the |during the |over the |for the )?(?:last|past|previous)|this|yesterday|today|last night)"
    r"(?: (?P<count>\d{1,3}|two|three|four|five|six|seven|few))? ?(?P<unit>day|week|month|year)?s?\b",
    re.IGNORECASE,
)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "few": 3}


def period_of(text: str, newest: str | None) -> tuple[Period, str]:
    """The period that a question names, none where it names none, and the question without the words for it.

    Args:
        text: a question in English.
        newest: ISO date of the newest article, None where no article has one.
    """
    today = dt.date.fromisoformat(newest) if newest else None
    text = _MONTH.sub(lambda found: found.group().title(), text)
    told = [(one, span) for one in dates(text, None) if (span := _range(one, today)) is not None]
    between = _BETWEEN.search(text)
    if len(told) >= 2 and between:
        spans = [span for _, span in told]
        period = Period(min(first for first, _ in spans).isoformat(), max(last for _, last in spans).isoformat())
        end = max(text.find(one.written) + len(one.written) for one, _ in told)
        return period, _without(text, between.start(), end)
    for one, (first, last) in told:
        at = text.find(one.written)
        before = _BOUND.search(text[:at])
        own = _BOUND.match(f"{one.written.split()[0]} ")  # the preposition may be part of what is read as a date
        bound = before or own
        if at < 0 or bound is None or (bound["which"].lower() == "of" and one.month is None):  # "of the 2024 seats"
            continue
        rest = _without(text, before.start() if before else at, at + len(one.written))
        return _bounded(bound["which"].lower(), first, last), rest
    return _relative(text, today)


def within(filters: Filters | None, period: Period) -> Filters:
    """The filters, and the articles of a period only."""
    own = filters or Filters()
    later = max(filter(None, (own.date_from, period.start)), default=None)
    earlier = min(filter(None, (own.date_to, period.end)), default=None)
    return replace(own, date_from=later, date_to=earlier)


def _bounded(which: str, first: dt.date, last: dt.date) -> Period:
    if which == "before":
        return Period(None, (first - dt.timedelta(days=1)).isoformat())
    if which in ("until", "up to", "till", "by", "as of"):
        return Period(None, last.isoformat())
    if which in ("since", "from"):
        return Period(first.isoformat(), None)
    if which == "after":
        return Period((last + dt.timedelta(days=1)).isoformat(), None)
    return Period(first.isoformat(), last.isoformat())


def _without(text: str, start: int, end: int) -> str:
    return " ".join(f"{text[:start]} {text[end:]}".split())


def _range(one: Date, today: dt.date | None) -> tuple[dt.date, dt.date] | None:
    """The days that a written date may be; the latest that the articles reach where it has no year."""
    year = one.year
    if year is None:
        if today is None or one.month is None:
            return None
        year = today.year
        first = dt.date(year, one.month, min(one.day or 1, 28))
        if first > today:
            year -= 1
    if one.month is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    last_day = calendar.monthrange(year, one.month)[1]
    if one.day is None:
        return dt.date(year, one.month, 1), dt.date(year, one.month, last_day)
    if not 1 <= one.day <= last_day:
        return None
    day = dt.date(year, one.month, one.day)
    return day, day


def _relative(text: str, today: dt.date | None) -> tuple[Period, str]:
    found = _LAST.search(text)
    if found is None or today is None:
        return Period(), text
    which, unit = found["which"].lower(), (found["unit"] or "").lower()
    day = dt.timedelta(days=1)
    start: dt.date | None = None
    if which == "today":
        start = today
    elif which in ("yesterday", "last night"):
        start = today - day
    elif unit and which == "this":
        begins = {"month": today.replace(day=1), "year": today.replace(month=1, day=1)}
        start = begins.get(unit, today - today.weekday() * day)
    elif unit:
        told = (found["count"] or "").lower()
        count = _COUNTS.get(told, int(told) if told.isdigit() else 1)
        start = today - {"day": 1, "week": 7, "month": 31, "year": 366}[unit] * count * day
    if start is None:
        return Period(), text
    return Period(start.isoformat(), today.isoformat()), _without(text, found.start(), found.end())
