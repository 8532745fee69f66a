"""Words that name a time, with the place where they stand, and the days that they mean.

``dates.py`` asks whether two dates can be the same; here each expression is given its days, so that events can be put
in order: "3 March", "early April", "last Friday", "two weeks ago". Which Friday is meant depends on the verb: "met on
Friday" lies before the article, "will meet on Friday" after it. dateparser was tried for this and gives one day for
"last month" as for "yesterday", with no word on how exact it is, so the calendar is reckoned here.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from assistant.grounding.dates import MONTHS, NEAR, SHORT_MONTHS, WEEKDAYS

Direction = Literal["past", "future"]
Precision = Literal["day", "days", "week", "month", "year"]

_DAY = dt.timedelta(days=1)
_ORDER = [day.lower() for day in calendar.day_name]
_NUMBER_OF = {name: place for place, name in enumerate(MONTHS, 1)} | SHORT_MONTHS
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
           "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "a couple of": 2}  # fmt: skip
#: "Early April" are its first ten days, "mid" and "late" those that follow.
_THIRDS = {"early": (1, 10), "the beginning of": (1, 10), "the start of": (1, 10), "mid": (11, 20),
           "the middle of": (11, 20), "late": (21, 31), "the end of": (21, 31)}  # fmt: skip

# "may" and "march" are verbs, so a month has a capital; all else may stand at the beginning of a sentence
_WD = rf"(?i:(?P<weekday>{'|'.join(sorted(WEEKDAYS))}))"
_NAMED = "|".join(name.title() for name in MONTHS)
_SHORT = "|".join(name.title() for name in sorted(SHORT_MONTHS, key=len, reverse=True))
_M = rf"(?P<month>(?:{_NAMED})\b|(?:{_SHORT})\b\.?)"
_Y = r"(?P<year>(?:1[5-9]|20)\d\d)(?![\d,.]\d|\w|-\d|\s(?:per\s?cent|people|euros?|dollars?|pounds?|of\b))"
_D = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_D2 = r"(?P<until>[0-3]?\d)(?:st|nd|rd|th)?"
_TO = r"\s?(?:[-–]|\s(?:to|and|until|through)\s)\s?"
_LEAD = rf"(?:(?i:{'|'.join(sorted(WEEKDAYS))}),?\s(?:the\s)?)?"
_THIRD = r"(?i:(?P<third>early|mid|late|the beginning of|the start of|the middle of|the end of)[\s-](?:in\s)?)?"
_SIDE = r"(?i:(?P<side>last|next|this|past|this past|this coming|the previous)\s)"
_COUNT = r"(?P<count>\d{1,3}|" + "|".join(sorted(_COUNTS, key=len, reverse=True)) + ")"
_PREPOSITION = r"(?i:in|since|until|till|by|from|of|during|before|after)\s"
_PART = r"(?:\s(?i:early\s|late\s)?(?i:morning|afternoon|evening|night))?"

_FORMS: tuple[tuple[str, str], ...] = (
    ("date", r"\b(?P<year>(?:1[5-9]|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b"),
    ("date", rf"\b{_D}{_TO}{_D2}\s(?:of\s)?{_M}(?:,?\s{_Y})?"),
    ("date", rf"\b{_M}\s{_D}{_TO}{_D2}\b(?:,?\s{_Y})?(?!\s?(?:per\s?cent|million|billion|people|%))"),
    ("date", rf"\b{_LEAD}{_D}\s(?:of\s)?{_M}(?:,?\s{_Y})?"),
    ("date", rf"\b{_LEAD}{_M}\s{_D}\b(?!\s?(?:per\s?cent|million|billion|people|%|[:.]\d))(?:,?\s{_Y})?"),
    ("month", rf"\b{_THIRD}{_M},?\s(?:of\s)?{_Y}"),
    ("month", rf"\b{_SIDE}{_M}"),
    ("month", rf"\b{_THIRD[:-1]}{_M}"),
    ("month", rf"\b{_PREPOSITION}(?P<core>{_M})"),
    ("weekday", rf"\b(?:{_SIDE})?{_WD}\b(?!s\b){_PART}"),
    ("day", r"\b(?i:(?P<near>yesterday|today|tonight|tomorrow|last night|overnight"
            rf"|this (?:morning|afternoon|evening))){_PART}\b"),
    ("ago", rf"\b(?i:(?P<about>about |around |some |nearly |almost |more than )?{_COUNT} "
            r"(?P<unit>day|week|fortnight|month|year)s? ago)\b"),
    ("hence", rf"\b(?i:in (?P<about>about |around |some )?{_COUNT} (?P<unit>day|week|fortnight|month|year)s?)"
              r"(?:['’]s? time)?\b"),
    ("unit", r"\b(?i:(?:(?P<within>earlier|later|early|late) )?"
             r"(?P<side>last|this|next|this past|this coming) (?P<unit>week|month|year))\b(?! ago)"),
    ("weekend", r"\b(?i:(?P<side>last|this|next|this past|this coming|(?:over|at|during|on) the) weekend)\b"),
    ("years", r"\b(?i:between|from)\s(?P<year>(?:1[5-9]|20)\d\d)\s(?i:and|to|until)\s(?P<until>(?:1[5-9]|20)\d\d)\b"),
    ("year", rf"\b(?:{_PREPOSITION}|(?i:(?P<third>early|mid|late)[\s-]))(?P<core>{_Y})"),
    ("seen", rf"\b(?i:(?:{_COUNT}|several|some|few|a few) (?P<unit>hour|day|week|month|year)s? "
             r"(?P<order>later|earlier|before|after|afterwards))\b"),
    ("seen", r"\b(?i:(?:the|that) (?P<order>next|following|previous|same) "
             r"(?P<unit>day|morning|afternoon|evening|night|week|month|year))\b"),
    ("seen", r"\b(?i:the (?P<unit>day|week|month|year) (?P<order>before|after))\b"),
)  # fmt: skip
#: ``core`` is the expression where a pattern also wants the preposition before it.
_COMPILED = tuple((kind, re.compile(form)) for kind, form in _FORMS)
_ROUGHLY = re.compile(r"\b(?:about|around|approximately|roughly|circa|some time in|sometime in)\s$", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?P<bound>since|until|till|by|before|after|from|starting|beginning)(?:\s(?:on|in|the|at|early|late|mid))*\s?$",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:every|each|most|any)(?:\s\w+)?\s$", re.IGNORECASE)
#: "RIVERTON, March 12 (Agency) -": where and when an article was written, no event.
_DATELINE = re.compile(r"^\W*[A-Z][A-Z .,'’/-]{2,40},\s*$")


@dataclass(frozen=True, slots=True)
class Days:
    """The days that an expression means.

    Attributes:
        first: the first of them.
        last: the last of them.
        precision: how exactly they are told.
        approximate: whether the text itself tells them roughly.
        reckoned: how the article's date was needed to know them, empty where the text tells all.
    """

    first: dt.date
    last: dt.date
    precision: Precision
    approximate: bool = False
    reckoned: str = ""


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that name a time: ``text[start:end] == written``.

    ``bound`` is the word that makes it the beginning or end of something ("since", "until", "by", "before", "after").
    """

    start: int
    end: int
    written: str
    kind: str
    parts: tuple[tuple[str, str], ...]
    bound: str = ""
    roughly: bool = False

    def days(self, published: dt.date | None, direction: Direction | None) -> Days | None:
        """The days that are meant; None where they do not follow from the text and the article's date.

        Args:
            published: the article's date.
            direction: whether the verb speaks of what has been or of what is to come; None where that is open.
        """
        parts = dict(self.parts)
        if self.kind == "seen":
            return None
        try:
            found = _RESOLVED[self.kind](parts, published, direction, self.written)
        except (ValueError, OverflowError):  # 31 June, or the year 0
            return None
        return replace(found, approximate=True) if found and self.roughly else found

    def days_from(self, other: Days, written: str) -> Days | None:
        """The days that "a day later" means after another time; None where it says nothing so exact.

        Args:
            other: the days of that time.
            written: the words for that time.
        """
        parts = dict(self.parts)
        unit, order = parts["unit"].lower(), parts["order"].lower()
        told = parts.get("count", "one").lower()
        if (
            unit == "hour"
            or other.precision != "day"
            or self.written.lower().startswith(("several", "some", "few", "a few"))
        ):
            return None
        count = int(told) if told.isdigit() else _COUNTS[told]
        sign = {"same": 0, "earlier": -1, "before": -1, "previous": -1}.get(order, 1)
        how = f"“{self.written}”, seen from “{written}” ({other.first})"
        if unit in ("day", "morning", "afternoon", "evening", "night"):
            day = other.first + sign * count * _DAY
            return Days(day, day, "day", reckoned=how)
        if "count" in parts:
            return replace(_away(other.first, sign * count, unit, self.written), reckoned=how)
        return replace(_calendar(other.first, sign, unit), reckoned=how)


def time_expressions(text: str) -> list[TimeExpression]:
    """Every time that a sentence names, in its order; what comes again and again ("every Friday") is left out."""
    found: list[TimeExpression] = []
    for kind, form in _COMPILED:
        for match in form.finditer(text):
            start, end = match.span("core" if "core" in form.groupindex else 0)
            before = text[:start]
            if any(start < one.end and one.start < end for one in found):
                continue
            if _EACH.search(before) or _DATELINE.match(before):
                continue
            parts = {name: value for name, value in match.groupdict().items() if value and name != "core"}
            bound = _BOUND.search(before)
            found.append(
                TimeExpression(
                    start,
                    end,
                    text[start:end],
                    kind,
                    tuple(parts.items()),
                    bound["bound"].lower() if bound else "",
                    _ROUGHLY.search(before) is not None,
                )
            )
    return sorted(found, key=lambda one: one.start)


Parts = dict[str, str]


def _date(parts: Parts, published: dt.date | None, direction: Direction | None, written: str) -> Days | None:
    month = _month_number(parts["month"])
    day = int(parts["day"])
    if year := parts.get("year"):
        first, reckoned = dt.date(int(year), month, day), ""
    elif published is None:
        return None
    else:
        first = _nearest([dt.date(year, month, day) for year in _years(published, month, day)], published, direction)
        reckoned = f"the year of “{written}” by the article of {published}"
    last = first.replace(day=int(parts["until"])) if "until" in parts else first
    if last < first:
        return None
    return Days(first, last, "day" if first == last else "days", reckoned=reckoned)


def _month_number(written: str) -> int:
    return int(written) if written.isdigit() else _NUMBER_OF[written.lower().rstrip(".")]


def _years(published: dt.date, month: int, day: int) -> list[int]:
    return [
        year for year in range(published.year - 1, published.year + 2) if day <= calendar.monthrange(year, month)[1]
    ]


def _nearest(days: list[dt.date], published: dt.date, direction: Direction | None) -> dt.date:
    """The last one up to the article for what has been, else the nearest, or the next one where all are far away."""
    if direction == "past" and (before := [day for day in days if day <= published]):
        return before[-1]
    closest = min(days, key=lambda day: abs(day - published))
    if direction == "future" and abs(closest - published) > NEAR:
        return next((day for day in days if day >= published), closest)
    return closest


def _month(parts: Parts, published: dt.date | None, direction: Direction | None, written: str) -> Days | None:
    month = _month_number(parts["month"])
    reckoned = ""
    if "year" in parts:
        year = int(parts["year"])
    elif published is None:
        return None
    else:
        side = parts.get("side", "").lower()
        here = published.replace(day=1)
        months = [dt.date(one, month, 1) for one in range(published.year - 1, published.year + 2)]
        if side in ("last", "past", "this past"):
            year = [one for one in months if one < here][-1].year
        elif side in ("next", "this coming"):
            year = next(one for one in months if one > here).year
        elif side == "this":
            year = published.year
        else:
            year = _nearest(months, here, direction).year
        reckoned = f"the year of “{written}” by the article of {published}"
    first, last = dt.date(year, month, 1), _end_of_month(year, month)
    if third := parts.get("third"):
        start, end = _THIRDS[third.lower()]
        first, last = first.replace(day=start), first.replace(day=min(end, last.day))
        return Days(first, last, "days", approximate=True, reckoned=reckoned)
    return Days(first, last, "month", approximate=True, reckoned=reckoned)


def _end_of_month(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _weekday(parts: Parts, published: dt.date | None, direction: Direction | None, written: str) -> Days | None:
    if published is None:
        return None
    wanted, side = _ORDER.index(parts["weekday"].lower()), parts.get("side", "").lower()
    back = (published.weekday() - wanted) % 7
    ahead = (wanted - published.weekday()) % 7
    if side in ("last", "past", "this past", "the previous"):
        day = published - (back or 7) * _DAY
    elif side in ("next", "this coming"):
        day = published + (ahead or 7) * _DAY
    elif side == "this":
        day = published + ahead * _DAY if direction != "past" else published - back * _DAY
    elif direction == "future":
        day = published + ahead * _DAY
    elif direction == "past":
        day = published - back * _DAY
    else:
        day = published - back * _DAY if back <= ahead else published + ahead * _DAY
    order = "before" if day < published else "after" if day > published else "of"
    return Days(day, day, "day", reckoned=_how(written, order, published))


def _how(written: str, order: str, published: dt.date) -> str:
    if order == "of":
        return f"“{written}” on the day of the article, {published}"
    return f"“{written}” {order} {published}"


def _day(parts: Parts, published: dt.date | None, direction: Direction | None, written: str) -> Days | None:
    if published is None:
        return None
    near = parts["near"].lower()
    if near in ("yesterday", "last night"):
        return Days(published - _DAY, published - _DAY, "day", reckoned=_how(written, "before", published))
    if near == "tomorrow":
        return Days(published + _DAY, published + _DAY, "day", reckoned=_how(written, "after", published))
    if near == "overnight":
        how = _how(written, "before", published)
        return Days(published - _DAY, published, "days", approximate=True, reckoned=how)
    return Days(published, published, "day", reckoned=_how(written, "of", published))


def _ago(parts: Parts, published: dt.date | None, direction: Direction | None, written: str) -> Days | None:
    return _counted(parts, published, -1, written)


def _hence(parts: Parts, published: dt.date | None, direction: Direction | None, written: str) -> Days | None:
    # "in two days" may be how long it took
    return _counted(parts, published, 1, written) if direction == "future" else None


def _counted(parts: Parts, published: dt.date | None, sign: int, written: str) -> Days | None:
    if published is None:
        return None
    told = parts["count"].lower()
    count = sign * (int(told) if told.isdigit() else _COUNTS[told])
    found = _away(published, count, parts["unit"].lower(), written)
    return replace(found, approximate=True) if "about" in parts else found


def _away(seen_from: dt.date, count: int, unit: str, written: str) -> Days:
    """So many units before (negative) or after a day."""
    how = _how(written, "after" if count > 0 else "before", seen_from)
    if unit == "day":
        day = seen_from + count * _DAY
        return Days(day, day, "day", reckoned=how)
    if unit in ("week", "fortnight"):
        day = seen_from + count * (7 if unit == "week" else 14) * _DAY
        return Days(day - 3 * _DAY, day + 3 * _DAY, "week", approximate=True, reckoned=how)
    return replace(_calendar(seen_from, count, unit), reckoned=how)


def _calendar(seen_from: dt.date, shift: int, unit: str) -> Days:
    """The week, month or year of a day, or so many after it."""
    if unit == "week":
        first = seen_from - seen_from.weekday() * _DAY + shift * 7 * _DAY
        return Days(first, first + 6 * _DAY, "week", approximate=True)
    if unit == "month":
        place = seen_from.year * 12 + seen_from.month - 1 + shift
        year, month = place // 12, place % 12 + 1
        return Days(dt.date(year, month, 1), _end_of_month(year, month), "month", approximate=True)
    year = seen_from.year + shift
    return Days(dt.date(year, 1, 1), dt.date(year, 12, 31), "year", approximate=True)


def _unit(parts: Parts, published: dt.date | None, direction: Direction | None, written: str) -> Days | None:
    if published is None:
        return None
    side, within = (parts.get(name, "").lower() for name in ("side", "within"))
    shift = {"last": -1, "this past": -1, "next": 1, "this coming": 1}.get(side, 0)
    found = _calendar(published, shift, parts["unit"].lower())
    if shift:
        return replace(found, reckoned=_how(written, "before" if shift < 0 else "after", published))
    first, last = found.first, found.last
    # what has been in "this month" lies before the article, what is to come behind it
    if within == "earlier" or (direction == "past" and within != "later"):
        last = min(last, published)
    elif within == "later" or direction == "future":
        first = max(first, published)
    return replace(found, first=first, last=last, reckoned=f"“{written}”, seen from {published}")


def _weekend(parts: Parts, published: dt.date | None, direction: Direction | None, written: str) -> Days | None:
    if published is None:
        return None
    side = parts["side"].lower()
    saturday = published - ((published.weekday() - 5) % 7) * _DAY  # the last one, or today
    ahead = side in ("next", "this coming") or (side not in ("last", "this past") and direction == "future")
    if ahead and saturday + _DAY < published:
        saturday += 7 * _DAY
    elif not ahead and side == "last" and saturday + _DAY >= published:
        saturday -= 7 * _DAY
    how = _how(written, "after" if saturday > published else "before", published)
    return Days(saturday, saturday + _DAY, "days", approximate=True, reckoned=how)


def _years_between(parts: Parts, published: dt.date | None, direction: Direction | None, written: str) -> Days | None:
    first, last = int(parts["year"]), int(parts["until"])
    return Days(dt.date(first, 1, 1), dt.date(last, 12, 31), "year", approximate=True) if first < last else None


def _year(parts: Parts, published: dt.date | None, direction: Direction | None, written: str) -> Days | None:
    year = int(parts["year"])
    return Days(dt.date(year, 1, 1), dt.date(year, 12, 31), "year", approximate=True)


_RESOLVED: dict[str, Callable[[Parts, dt.date | None, Direction | None, str], Days | None]] = {
    "date": _date,
    "month": _month,
    "weekday": _weekday,
    "day": _day,
    "ago": _ago,
    "hence": _hence,
    "unit": _unit,
    "weekend": _weekend,
    "year": _year,
    "years": _years_between,
}
