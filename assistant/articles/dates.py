"""Written dates to ISO dates: only whole, possible and plausible ones.

General parsers (dateutil, dateparser) complete what is missing from today's date and guess at
the order of day and month; a wrong date is worse than none, so only forms that name day, month
and a four-digit year without doubt are read here.
"""

from __future__ import annotations

import datetime as dt
import re

from assistant.notation import in_english_notation

_MONTHS = ("january february march april may june july august september october november december").split()
_MONTH_NUMBER = {name: number for number, name in enumerate(_MONTHS, start=1)}
_MONTH_NUMBER |= {name[:3]: number for name, number in _MONTH_NUMBER.items()} | {"sept": 9}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True)) + r")\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_TIME = (
    r"(?:,?\s*(?:at|T|[|·•–—-])?\s*\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?\s*"
    r"(?:[ap]\.?m\.?)?\s*(?:Z|[+-]\d{2}:?\d{2}|\(?(?:GMT|UTC|[A-Z]?[ECMPBI]S?T|MSK)(?:[+-]\d{1,2})?\)?)?)?"
)
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_NUMERIC = rf"{_YEAR}(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})"
_FORMS = tuple(
    re.compile(_WEEKDAY + form + _TIME, re.IGNORECASE)
    for form in (
        _NUMERIC,  # 2024-03-11, 2024/03/11
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",  # March 12, 2024 at 06:39
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?[\s-]+(?:of\s+)?{_MONTH},?[\s-]+{_YEAR}",  # 12 March 2024
    )
)
# 03.02.2025 is of February everywhere; 03/02/2025 may be of March, and only 14/01/2025 cannot
_DAY_FIRST = re.compile(
    rf"(?<![\d.,/-])(?P<day>\d{{1,2}}(?=\.)|1[3-9]|2\d|3[01])(?P<sep>[./-])(?P<month>\d{{1,2}})(?P=sep){_YEAR}(?![\d/-])"
)
# a weekday, a place, "published", the time and its zone
_WORDS_BESIDE = 4
_WORD = re.compile(r"[^\W\d_]{2,}")
# "On 12 April it began."
_SENTENCE_END = re.compile(r"[^\W\d_]{4,}[.!?]$")
# The date in a path: parts divided by one kind of mark, or eight digits on their own.
_IN_PATH = re.compile(
    rf"(?<!\d){_YEAR}(?P<sep>[-_/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?!\d)"
    r"|(?<![\dA-Za-z])(?P<compact>(?:19|20)\d{6})(?![\dA-Za-z])"
)
# A publication date lies between the first web pages and, time zones allowed for, tomorrow.
_EARLIEST = dt.date(1990, 1, 1)


def parse_date(text: str, *, today: dt.date | None = None) -> str | None:
    """Read a whole string as a date, with weekday and time allowed: ``YYYY-MM-DD``, else None.

    The day is taken as written; it is not moved between time zones.
    """
    text = text.strip()
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _possible(int(match["year"]), _month(match), int(match["day"]), today)
    return None


def _month(match: re.Match[str]) -> int:
    month = match["month"].lower()
    return int(month) if month.isdigit() else _MONTH_NUMBER[month]


def date_in_line(line: str, *, language: str | None = None, today: dt.date | None = None) -> str | None:
    """The one date of a line that says little else: "OLMENY, Feb. 26, 2025", "Publié le 11 mars 2025 à 18h30".

    Args:
        line: a line of an article's head.
        language: ISO 639-1 code of the article, for the names of months.
        today: latest date but one that can be right.
    """
    if _SENTENCE_END.search(line):
        return None
    plain = in_english_notation(line, language)
    found = {match.group(): match for form in (*_FORMS, _DAY_FIRST) for match in form.finditer(plain)}
    read = (_possible(int(match["year"]), _month(match), int(match["day"]), today) for match in found.values())
    dates = {date for date in read if date}
    rest = plain
    for written in found:
        rest = rest.replace(written, " ")
    return dates.pop() if len(dates) == 1 and len(_WORD.findall(rest)) <= _WORDS_BESIDE else None


def date_in_path(path: str, *, today: dt.date | None = None) -> str | None:
    """The one date that a file name or URL path carries; None where there is none, or several."""
    found = set()
    for match in _IN_PATH.finditer(path):
        if match["compact"]:
            parts = match["compact"][:4], match["compact"][4:6], match["compact"][6:]
        else:
            parts = match["year"], match["month"], match["day"]
        year, month, day = (int(part) for part in parts)
        date = _possible(year, month, day, today)
        if date:
            found.add(date)
    return found.pop() if len(found) == 1 else None


def _possible(year: int, month: int, day: int, today: dt.date | None) -> str | None:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return None
    latest = (today or dt.datetime.now(dt.UTC).date()) + dt.timedelta(days=1)
    return date.isoformat() if _EARLIEST <= date <= latest else None
