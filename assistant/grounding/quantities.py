"""Numbers as values with units, so that "$60bn", "USD 60 billion" and "sixty billion dollars" are one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import combinations, permutations

_MAGNITUDES = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "k": Decimal(1000),
    "million": Decimal(10**6),
    "mn": Decimal(10**6),
    "m": Decimal(10**6),
    "billion": Decimal(10**9),
    "bn": Decimal(10**9),
    "b": Decimal(10**9),
    "trillion": Decimal(10**12),
    "tn": Decimal(10**12),
}

_UNITS = {
    "$": "usd", "us$": "usd", "usd": "usd", "dollar": "usd", "dollars": "usd",
    "€": "eur", "eur": "eur", "euro": "eur", "euros": "eur",
    "£": "gbp", "gbp": "gbp", "pound": "gbp", "pounds": "gbp", "sterling": "gbp",
    "¥": "jpy", "yen": "jpy", "rouble": "rub", "roubles": "rub", "ruble": "rub", "rubles": "rub",
    "hryvnia": "uah", "hryvnias": "uah",
    "%": "percent", "percent": "percent", "percentage": "percent", "pct": "percent",
    "km": "kilometre", "kilometre": "kilometre", "kilometres": "kilometre", "kilometer": "kilometre",
    "kilometers": "kilometre", "mile": "mile", "miles": "mile", "metre": "metre", "metres": "metre",
    "meter": "metre", "meters": "metre", "kg": "kilogram", "kilogram": "kilogram", "kilograms": "kilogram",
    "tonne": "tonne", "tonnes": "tonne", "ton": "ton", "tons": "ton",
    "foot": "foot", "feet": "foot", "inch": "inch", "inches": "inch", "yard": "yard", "yards": "yard",
    "cm": "centimetre", "centimetre": "centimetre", "centimetres": "centimetre", "centimeter": "centimetre",
    "centimeters": "centimetre", "mm": "millimetre", "millimetre": "millimetre", "millimetres": "millimetre",
    "millimeter": "millimetre", "millimeters": "millimetre", "hectare": "hectare", "hectares": "hectare",
    "acre": "acre", "acres": "acre", "gram": "gram", "grams": "gram", "litre": "litre", "litres": "litre",
    "liter": "litre", "liters": "litre", "millilitre": "millilitre", "millilitres": "millilitre",
    "gallon": "gallon", "gallons": "gallon", "megawatt": "megawatt", "megawatts": "megawatt", "mw": "megawatt",
    "gigawatt": "gigawatt", "gigawatts": "gigawatt", "gw": "gigawatt", "kilowatt": "kilowatt",
    "kilowatts": "kilowatt", "kw": "kilowatt", "crown": "crown", "crowns": "crown", "franc": "franc",
    "francs": "franc", "zloty": "zloty", "zlotys": "zloty", "yuan": "yuan", "rupee": "rupee", "rupees": "rupee",
    "peso": "peso", "pesos": "peso", "lira": "lira", "kronor": "crown", "kroner": "crown", "forint": "forint",
    "forints": "forint", "florin": "florin", "florins": "florin",
    "second": "second", "seconds": "second", "minute": "minute", "minutes": "minute",
    "hour": "hour", "hours": "hour", "day": "day", "days": "day", "week": "week", "weeks": "week",
    "month": "month", "months": "month", "year": "year", "years": "year", "decade": "decade",
    "decades": "decade", "century": "century", "centuries": "century",
    "cent": "cent", "cents": "cent", "pence": "cent", "basispoint": "basispoint", "basispoints": "basispoint",
}  # fmt: skip

#: Units of one kind as multiples of one of them, so that 70 centimetres are 0.7 metres, and two years 24 months.
_MULTIPLES: dict[str, tuple[str | None, Decimal | int | str]] = {
    "percent": ("percent", 1), "basispoint": ("percent", "0.01"),
    "millimetre": ("metre", "0.001"), "centimetre": ("metre", "0.01"), "kilometre": ("metre", 1000),
    "inch": ("foot", Decimal(1) / 12), "yard": ("foot", 3),
    "gram": ("kilogram", "0.001"), "tonne": ("kilogram", 1000), "millilitre": ("litre", "0.001"),
    "kilowatt": ("megawatt", "0.001"), "gigawatt": ("megawatt", 1000),
    "minute": ("second", 60), "hour": ("second", 3600), "day": ("second", 86_400), "week": ("second", 604_800),
    "year": ("month", 12), "decade": ("month", 120), "century": ("month", 1200),
    # of a dollar, a euro or a pound: the value tells, not the name
    "cent": (None, "0.01"),
}  # fmt: skip
#: "4:20 p.m." and "16:20" are 16.20; "3:40" without more may be of the afternoon.
_CLOCK = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?", re.IGNORECASE
)
_COLON = re.compile(r"\b(?P<hour>[01]?\d|2[0-4])[:h](?P<minute>[0-5]\d)(?![\d:])")

_PREFIX = r"(?P<prefix>us\$|usd|eur|gbp|[$€£¥])?\s?"
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<fraction>[½¼¾])?"
_ORDINAL = r"(?P<ordinal>st|nd|rd|th)?"
# a lone letter only when attached: "5m" is five million, "5 m" five metres
_MAGNITUDE = r"(?:(?:[\s-]?(?P<word>hundred|thousand|million|billion|trillion|bn|mn|tn)|(?P<letter>[kmb]))\b)?"
_SUFFIX = r"(?:[\s-]?(?P<suffix>%|per\s?cent\b|us\sdollars?\b|basis\spoints?\b|[a-z]+\b))?"
_QUANTITY = re.compile(rf"(?<![\w.]){_PREFIX}{_NUMBER}{_ORDINAL}{_MAGNITUDE}{_SUFFIX}", re.IGNORECASE)
_SHORT = {"thousand": "k", "million": "mn", "billion": "bn", "trillion": "tn"}
_LONG = {short: long for long, short in _SHORT.items() if short != "k"}
_DIGITS_AND_WORD = re.compile(r"(\d)[\s-]?(thousand|million|billion|trillion)\b", re.IGNORECASE)
_PART_OF_ONE = re.compile(r"\b(half|(?:a )?quarter of) an?(?= [a-z])", re.IGNORECASE)
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}


_MAGNITUDE_WORD = re.compile(r"\d\s?(k|thousand|million|billion|trillion)\b", re.IGNORECASE)
_CLOCK_UNIT = "o'clock"
HALF_A_DAY = 12

_TIMES = {"once": 1, "single": 1, "twice": 2, "both": 2, "double": 2, "doubled": 2, "pair": 2, "couple": 2,
          "triple": 3, "tripled": 3, "dozen": 12}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit (None where none is recognised) and how it was written."""

    value: Decimal
    unit: str | None
    written: str

    def agrees_with(self, other: Quantity) -> bool:
        """Equal values, and no two different units."""
        if self.value == other.value and self.is_like(other):
            return True
        if _CLOCK_UNIT in (self.unit, other.unit):  # "3:40" where the other says that it is of the afternoon
            return None in (self.unit, other.unit) and abs(self.value - other.value) == HALF_A_DAY
        one, two = self.plain, other.plain
        return one.value == two.value and one.is_like(two)

    def is_like(self, other: Quantity) -> bool:
        """No two different units."""
        return self.unit is None or other.unit is None or self.unit == other.unit

    @property
    def magnitude(self) -> Decimal:
        """What the word behind it multiplies it by: a million in "3 million", 1 in "3,000,000"."""
        word = _MAGNITUDE_WORD.search(self.written)
        return _MAGNITUDES[word[1].lower()] if word else Decimal(1)

    @property
    def plain(self) -> Quantity:
        """The same in the unit of which its own is a multiple."""
        unit, factor = _MULTIPLES.get(self.unit or "", (self.unit, 1))
        return Quantity(self.value * Decimal(factor), unit, self.written)


def quantities(text: str) -> list[Quantity]:
    """Every number of the text, digits or words, in order."""
    found = _clocks(text)
    for clock in found:
        text = text.replace(clock.written, " " * len(clock.written))
    for match in _QUANTITY.finditer(_words_to_digits(text)):
        value = _value(match)
        if value is not None:
            found.append(Quantity(value, _unit(match), _written(match)))
    return found


def _clocks(text: str) -> list[Quantity]:
    """Times of the day as hours with the minutes behind the point; without "p.m." one before noon has no unit."""
    found = []
    for match in _CLOCK.finditer(text):
        hour = int(match["hour"]) % HALF_A_DAY + (HALF_A_DAY if match["half"].lower() == "p" else 0)
        found.append(Quantity(Decimal(f"{hour}.{match['minute'] or '00'}"), _CLOCK_UNIT, match.group()))
    for match in _COLON.finditer(text):
        if not any(match.group() in one.written for one in found):
            unit = _CLOCK_UNIT if int(match["hour"]) > HALF_A_DAY else None
            found.append(Quantity(Decimal(f"{match['hour']}.{match['minute']}"), unit, match.group()))
    return found


def missing_quantities(claim: str, source: str) -> list[Quantity]:
    """Numbers of the claim that the source does not have (with that unit)."""
    available = quantities(source) + times(source)
    return [wanted for wanted in quantities(claim) if not any(wanted.agrees_with(one) for one in available)]


def is_worked_out(number: Quantity, there: Sequence[Quantity], within: Decimal | None = None) -> bool:
    """Whether it follows from two or three numbers: a sum or difference, a share or a change in per cent.

    Args:
        number: the number that nobody has written.
        there: the numbers that it may come from.
        within: how far off it may be, as a share of itself; where left out, only as far as its last digit is rounded.
    """
    own = number.plain
    slack = _last_digit(number) if within is None else abs(own.value) * within
    return any(abs(value - own.value) <= slack for value in _results(own, [one.plain for one in there]))


def _results(own: Quantity, there: Sequence[Quantity]) -> Iterator[Decimal]:
    alike = [one.value for one in there if own.is_like(one) and one.value]
    for size in (2, 3):
        yield from (sum(some, Decimal(0)) for some in combinations(alike, size))
    yield from (abs(one - other) for one, other in combinations(alike, 2))
    shares = [one.value / 100 for one in there if one.unit == "percent"]
    yield from (value * share for value in alike for share in shares)
    if own.unit == "percent":
        for one, other in permutations([one for one in there if one.unit != "percent" and one.value], 2):
            if one.is_like(other):
                share = one.value / other.value * 100
                yield from (share, abs(share - 100))


def _last_digit(number: Quantity) -> Decimal:
    """Half of one in the last digit that is written, in the plain unit; nothing for a whole number without a unit."""
    plain = number.plain.value
    if not number.value or (number.unit is None and plain == plain.to_integral_value()):
        return Decimal(0)
    digits = re.sub(r"\D", "", (re.search(r"\d[\d.,]*", number.written) or [""])[0])
    written = Decimal(digits or 1)
    return abs(plain / written) / 2 if written else Decimal(0)


def times(text: str) -> list[Quantity]:
    """Numbers that words imply: who "scored twice" has scored two goals."""
    found = re.findall(r"[a-z]+", text.lower())
    return [Quantity(Decimal(_TIMES[word]), None, word) for word in found if word in _TIMES]


def _words_to_digits(text: str) -> str:
    """Turn "two hundred billion" → "200000000000", by text2num; "no one" and "one of" stay words."""
    from text_to_num import alpha2digit

    text = _PART_OF_ONE.sub(lambda match: "0.5" if match[1].lower() == "half" else "0.25", text)
    text = re.sub(r"(\d)\s*[-–—]\s*(\d)", r"\1 to \2", text)
    text = re.sub(r"([a-z])-(?=[a-z])", r"\1 ", text)  # "a three-day walk"
    # text2num reads the word of "278 billion" as a number of its own
    text = _DIGITS_AND_WORD.sub(lambda match: match[1] + _SHORT[match[2].lower()], text)
    text = re.sub(r"\btwo\b", "2", str(alpha2digit(text, "en")), flags=re.IGNORECASE)
    return re.sub(r"(\d) and a half\b", r"\1.5", text)


def _written(match: re.Match[str]) -> str:
    """As in the text, without a word behind the number that is no unit."""
    written = match.group().strip()
    if _unit_name(match["suffix"]) is None:
        written = re.sub(rf"[\s-]+{re.escape(match['suffix'] or ' ')}$", "", written)
    return re.sub(r"(\d)(mn|bn|tn)\b", lambda found: f"{found[1]} {_LONG[found[2]]}", written)


def _value(match: re.Match[str]) -> Decimal | None:
    try:
        value = Decimal(match["number"].replace(",", ""))
    except InvalidOperation:  # digits of other scripts
        return None
    value += _FRACTIONS.get(match["fraction"] or "", Decimal(0))
    return value * _MAGNITUDES.get((match["word"] or match["letter"] or "").lower(), Decimal(1))


def _unit(match: re.Match[str]) -> str | None:
    prefix = (match["prefix"] or "").lower()
    return _UNITS.get(prefix) or _unit_name(match["suffix"])


def _unit_name(suffix: str | None) -> str | None:
    return _UNITS.get(re.sub(r"\s+", "", (suffix or "").lower()).removeprefix("us"))
