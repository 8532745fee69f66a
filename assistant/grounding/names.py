"""Names in a sentence: runs of capitalised words, without a model.

A part-of-speech tagger would find more, but a name that a checker must not miss is one that a reader
would see as a name, and in edited English that is a capital letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.grounding.dates import MONTHS, SHORT_MONTHS, WEEKDAYS
from assistant.words import FUNCTION_WORDS, QUESTION_WORDS, stem, words

_TOKEN = re.compile(r"[^\W\d_][\w'’.&-]*|\d+", re.UNICODE)
#: A currency is no name: the US in it has not done anything.
_CURRENCY = re.compile(r"\bUS(?=[ -]dollars?\b)")
#: "The Kagoshima-based scientist"
_ATTACHED = re.compile(r"-(?:based|born|led|backed|owned|built|style)$")
#: "of", "the" … inside a name: "Kiel Institute for the World Economy", "Ursula von der Leyen".
_LINKS = frozenset("of for the de la le von van der den bin al el da di du".split())
#: Capitalised by convention, yet not the name of anybody: a swap among them is seen by the word checks.
_PLAIN = frozenset(
    """
    usd eur gbp mr mrs ms dr prof sir president chancellor minister secretary general prime king queen
    """.split()
).union(WEEKDAYS, MONTHS, SHORT_MONTHS)
_DEMONYM_ENDINGS = re.compile(r"(ians?|ans?|ese|ish|ch|is?|ic)$")
#: Names that news writes in several ways; each set is one name.
_ALIASES = (
    frozenset({"usa", "united states", "united states of america", "america", "american", "americans",
               "washington"}),
    frozenset({"uk", "united kingdom", "britain", "great britain", "british"}),
    frozenset({"eu", "european union"}),
    frozenset({"un", "united nations"}),
    frozenset({"nato", "alliance", "north atlantic treaty organization", "north atlantic treaty organisation"}),
    frozenset({"kyiv", "kiev"}),
    frozenset({"moscow", "kremlin", "russia", "russian", "russians"}),
    frozenset({"germany", "german", "germans", "berlin"}),
    frozenset({"france", "french", "paris"}),
    frozenset({"poland", "polish", "poles", "warsaw"}),
    frozenset({"ukraine", "ukrainian", "ukrainians"}),
    frozenset({"czech republic", "czechia", "czech"}),
    frozenset({"china", "chinese", "beijing"}),
)  # fmt: skip


def names(text: str) -> list[str]:
    """Names in order, as written, without leading function words and possessive endings.

    A capital at the very start of the text counts only when the word is not an ordinary opening word.
    """
    found: list[str] = []
    run: list[str] = []
    previous_end = 0
    text = _CURRENCY.sub(lambda match: " " * len(match.group()), text)
    for match in _TOKEN.finditer(text):
        word = _ATTACHED.sub("", match.group().rstrip("'’-"))
        if "." not in word[:-1]:  # "U.S." keeps its last stop, "Germany." is the end of a sentence
            word = word.rstrip(".")
        gap = text[previous_end : match.start()]
        joined = bool(run) and gap.strip() == "" and "\n" not in gap
        if run and not joined:
            _close(run, found)
        if _is_capitalised(word, at_start=_opens_sentence(text, match.start())) or (run and word.lower() in _LINKS):
            run.append(word)
        elif run:
            _close(run, found)
        previous_end = match.end()
    _close(run, found)
    return found


def name_stems(text: str) -> set[str]:
    """The stems of all words of the names."""
    return {stem(word) for name in names(text) for word in words(name)}


def missing_names(claim: str, source: str) -> list[str]:
    """Names of the claim of which no part that tells them apart stands in the source."""
    return absent_names(names(claim), source)


def absent_names(named: Sequence[str], source: str) -> list[str]:
    """Those of the names of which no part that tells them apart stands in the source."""
    source_words = set(words(source))
    source_stems = {stem(word) for word in source_words}
    source_text = f" {' '.join(words(source))} "
    return [name for name in named if not _stands_in(name, source_words, source_stems, source_text)]


def telling_words(name: str) -> tuple[str, ...]:
    """The lower-cased words of a name that tell it from others: without articles, titles and initials."""
    return tuple(_significant(name))


def aliases_of(name: str) -> frozenset[str]:
    """The ways in which news writes a name, lower-cased, where that is known; else only itself."""
    plain = _plain(name)
    return next((group for group in _ALIASES if plain in group), frozenset({plain}))


def same_name(one: str, other: str) -> bool:
    """True for "Jens Stoltenberg" and "Stoltenberg", "US" and "United States"; not "Macron" and "Scholz"."""
    first, second = _significant(one), _significant(other)
    if not first or not second:
        return False
    if first[-1] == second[-1] or set(first) <= set(second) or set(second) <= set(first):
        return True
    return any({_plain(one), _plain(other)} <= group for group in _ALIASES)


def _stands_in(name: str, source_words: set[str], source_stems: set[str], source_text: str) -> bool:
    parts = _significant(name)
    if not parts:
        return True
    present = [part in source_words or stem(part) in source_stems for part in parts]
    # "Emmanuel Macron" where the source says "Macron": the last part tells who it is
    if all(present) or (len(parts) > 1 and present[-1] and " " in name):
        return True
    if _is_abbreviated(name, source_text) or _is_written_apart(name, parts, source_text):
        return True
    for group in _ALIASES:
        if _plain(name) in group and any(f" {alias} " in source_text for alias in group):
            return True
    # "the Russians" where the source says "Russia"
    root = _DEMONYM_ENDINGS.sub("", parts[-1])
    return len(parts) == 1 and len(root) >= 4 and any(word.startswith(root) for word in source_words)


def has_part(name: str, text: str) -> bool:
    """True when some part of the name stands in the text: "Carolina" of "Carolina Panthers"."""
    present = set(words(text))
    return any(part in present for part in _significant(name))


def _is_abbreviated(name: str, source_text: str) -> bool:
    """Tell "SNAP" for "Supplemental Nutrition Assistance Program" in the source, or the other way round."""
    parts = _significant(name)
    if len(parts) > 2 and f" {''.join(part[0] for part in parts)} " in source_text:
        return True
    if not (name.isupper() and name.isalpha() and 3 <= len(name) <= 6):
        return False
    initials = "".join(word[0] for word in source_text.split() if word not in _LINKS)
    return name.lower() in initials


def _is_written_apart(name: str, parts: list[str], source_text: str) -> bool:
    """Tell "Horyuji" for "Hōryū-ji" in the source, or "PCs" for "PC"."""
    if re.fullmatch(r"[A-Z]{2,}s", name):
        return f" {parts[0][:-1]} " in source_text
    closed = f" {''.join(parts)} "
    return len(closed) > 6 and any(f" {one}{other} " == closed for one, other in pairwise(source_text.split()))


def _is_capitalised(word: str, *, at_start: bool) -> bool:
    if not word[:1].isupper():
        return False
    if word == "US":
        return True  # not the pronoun
    lowered = word.lower()
    if lowered in FUNCTION_WORDS or lowered in QUESTION_WORDS:
        return False
    # at the start of a sentence every word has a capital: only names of more letters or an inner capital count
    if at_start and set(lowered.split("-")) <= _NUMBER_WORDS:
        return False
    inner_capital = any(char.isupper() for char in word[1:])
    return not at_start or inner_capital or (lowered not in _OPENERS and not _OPENING_FORM.search(lowered))


#: "Speaking on Monday, …", "Reportedly …"; few names end so.
_OPENING_FORM = re.compile(
    r"^(?!(?:beij|nanj|sterl|kipl|read|hard|flem|brown|mann|keat|boe|star)ing$|(?:ita|sici|emi|kel|sal|bil|mol|be|assemb)ly$)"
    r"[a-z]{3,}(?:ing|ly)$"
)
_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half".split()
)
#: Ordinary words that often open a sentence of an answer.
_OPENERS = frozenset(
    """
    several many most some members member allies leaders officials countries country sources source article
    articles people troops soldiers yes no however meanwhile although according answer total around nearly
    approximately over about more less later earlier today yesterday first second third two three four five
    six seven eight nine ten military western nobody none nothing everyone everybody everything someone somebody
    something anyone anybody
    """.split()
)


def _opens_sentence(text: str, position: int) -> bool:
    return re.search(r"(^|[.!?:;\n]['\"”’)]*\s+['\"“‘(]*|^['\"“‘(]+)$", text[:position]) is not None


def _close(run: list[str], found: list[str]) -> None:
    while run and run[-1].lower() in _LINKS:
        run.pop()
    if run:
        found.append(re.sub(r"['’]s$", "", " ".join(run)))
    run.clear()


def _plain(name: str) -> str:
    return " ".join(words(name)) or name.lower()


def _significant(name: str) -> list[str]:
    # a single letter is a variable or an initial, and tells nobody apart
    return [word for word in words(name) if word not in _LINKS and word not in _PLAIN and len(word) > 1]
