"""Numbers and dates of other languages in English notation: "11 000 tonnes", "neun Millionen", "20 січня 2025".

The checks read figures in English notation; how other languages write them is known to Babel (Unicode CLDR: decimal
marks, names of months, weekdays and magnitudes) and text2num (number words). The rest of a text stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.language import language_of

if TYPE_CHECKING:
    from babel import Locale

#: Languages whose number words text2num reads.
_SPELLED = frozenset("ca de es fr it nl pt".split())
_NUMERAL = r"\d{1,3}(?:[ .'’\u00a0\u202f]\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?"
#: "0 Millionen", "0 млрд", "0 тис'.'": one digit and the word for its magnitude.
_COMPACT = re.compile(r"0[ \u00a0](?P<word>[^\W\d_]{2,}(?: [^\W\d_]{2,})?)(?:'\.')?")


def in_english_notation(text: str, language: str | None = None) -> str:
    """The text with its numbers, months and weekdays as English writes them; an English one unchanged.

    Args:
        text: a sentence or a line.
        language: ISO 639-1 code; told from the text where left out.
    """
    language = language or language_of(text)
    if language in (None, "en", "und"):
        return text
    rules = _rules(language)
    text = rules.numeral.sub(rules.written, text)
    if language in _SPELLED:
        from text_to_num import alpha2digit

        text = str(alpha2digit(text, language))
    return rules.calendar.sub(
        lambda match: " " * (match.start() < match.start(1)) + rules.names[match[1].casefold()], text
    )


def has_unread_words(text: str) -> bool:
    """Whether numbers that the text writes as words stay unread: "дві" in Ukrainian."""
    language = language_of(text)
    return language not in (None, "en") and language not in _SPELLED


@dataclass(frozen=True, slots=True)
class _Rules:
    """How one language writes numbers with their magnitudes, and its months and weekdays (case-folded) in English."""

    numeral: re.Pattern[str]
    written: Callable[[re.Match[str]], str]
    calendar: re.Pattern[str]
    names: dict[str, str]


@lru_cache(maxsize=32)
def _rules(language: str) -> _Rules:
    from babel import Locale

    locale = Locale(language)
    magnitudes = _magnitudes(locale)
    comma = str(locale.number_symbols["latn"]["decimal"]) == ","

    def written(match: re.Match[str]) -> str:
        number = match["number"]
        if comma:
            number = re.sub(r"[ .'’\u00a0\u202f](?=\d{3})", "", number).replace(",", ".")
        magnitude = magnitudes.get((match["magnitude"] or "").casefold())
        return f"{number}{magnitude}" if magnitude else number + match.group()[len(match["number"]) :]

    words = "|".join(re.escape(word) for word in sorted(magnitudes, key=len, reverse=True))
    names = _calendar(locale)
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return _Rules(
        re.compile(rf"(?P<number>{_NUMERAL})(?:[ \u00a0\u202f](?P<magnitude>{words})(?!\w)\.?)?", re.IGNORECASE),
        written,
        # "20. Februar" and "20 de febrero de" are "20 February"
        re.compile(rf"(?:(?<=\d)(?:\.\s?|\s+de\s+))?(?<!\w)({listed})(?!\w)(?:\sde(?=\s\d))?", re.IGNORECASE),
        names,
    )


def _magnitudes(locale: Locale) -> dict[str, str]:
    """“Milliarden” and “млрд” → "bn"."""
    found = {}
    english = {"1000": "k", "1000000": "mn", "1000000000": "bn", "1000000000000": "tn"}  # as text2num lets them stand
    for width in ("short", "long"):
        for patterns in locale.compact_decimal_formats.get(width, {}).values():
            for power, name in english.items():
                if match := _COMPACT.fullmatch(patterns[power].pattern if power in patterns else ""):
                    found[match["word"].casefold()] = name
    return found


def _calendar(locale: Locale) -> dict[str, str]:
    """Names of months and weekdays, alone and as a part of a date, case-folded → English."""
    english = type(locale)("en")
    return {
        # "mar" and "so", abbreviated, are words
        str(name).casefold(): str(there["format"]["wide"][place])
        for own, there in ((locale.months, english.months), (locale.days, english.days))
        for context in ("format", "stand-alone")
        for place, name in own[context]["wide"].items()
    }
