"""How the answer is to look, told in the question: "in three bullet points", "in one sentence", "in German"."""

from __future__ import annotations

import re

from assistant.question_reading import Instruction

_NUMBERS = {name: n for n, name in enumerate("one two three four five six seven eight nine ten".split(), 1)} | {
    "a": 1, "single": 1, "two or three": 3, "three or four": 4, "a few": 3, "a couple of": 2, "several": 4,
}  # fmt: skip
_COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_POINTS = r"(?:bullet[ -]?points?|bullets?|(?:key |main )?points|items|lines|takeaways)"
_LANGUAGES = (
    "English German French Spanish Italian Portuguese Dutch Polish Ukrainian Russian Turkish Arabic Chinese Japanese "
    "Swedish Danish Norwegian Finnish Czech Romanian Hungarian Greek"
).split()

_LOOKS = (
    re.compile(rf"\b(?:in|as|with|using)(?: (?:a list of|the form of|exactly|only|at most|about))? {_COUNT}(?: \w+)? "
               rf"(?:(?P<points>{_POINTS})|(?P<sentences>sentences?))\b", re.IGNORECASE),
    re.compile(r"\b(?:in|as|with|using) (?P<points>bullet[ -]?points?|bullets|a (?:bulleted |numbered )?list)\b",
               re.IGNORECASE),
    re.compile(rf"\bgive (?:me )?{_COUNT} (?P<points>{_POINTS})(?: (?:on|about))?\b", re.IGNORECASE),
)  # fmt: skip
_TABLE = re.compile(r"\b(?:in|as) (?:a |the form of a )?table\b", re.IGNORECASE)
#: "Published in German" is no instruction: it must be said to the assistant, or stand apart.
_TO_US = r"(?:answer|reply|respond|write|say|tell me|explain|summari[sz]e)(?: (?:me|it|this|that|all))*"
_ANY_LANGUAGE = "|".join(_LANGUAGES)
_LANGUAGE = re.compile(
    rf"(?:^|(?<=[.!?;,:])\s*|\bplease )\W*(?:please )?{_TO_US} in (?P<language>{_ANY_LANGUAGE})\b(?: ?please)?[:.,]?"
    rf"|^\W*(?:and |now )?in (?P<first>{_ANY_LANGUAGE})\b(?: ?please)?[:.,?!]*"
    rf"|(?<=[,;.?!])\s?(?:please )?in (?P<last>{_ANY_LANGUAGE})\b(?: ?please)?\W*$",
    re.IGNORECASE,
)
_SHORT = re.compile(r"\b(?:briefly|in short|in brief|shortly|keep it short|tl;?dr:?)(?:\W|$)", re.IGNORECASE)
#: "tl;dr the article on the harbour", not "the harbour, tl;dr".
_IN_SHORT_OF = re.compile(r"^\W*tl;?dr\b:?(?: (?:of|on|about|for))?(?: the)?(?=.*\w)", re.IGNORECASE)
_POLITE = re.compile(
    r"^\W*(?:please|hi|hello|hey|hey there|good (?:morning|evening|afternoon)|thanks|thank you)\b[\s,.!:]*|"
    r"[\s,]*\b(?:please|pls|plz|thanks|thank you)\b(?=\W*$)|"
    r"^\W*(?:can|could|would) you (?:please )?(?:tell me|explain to me|say)\b[\s,]*(?:if\b|whether\b)?|"
    r"^\W*(?:i (?:want|need|would like|'d like) to know|tell me|do you know|does anyone know|any idea)[\s,]+"
    r"(?=(?:who|what|when|where|which|why|how)\b)",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"[\s,;:]+(?=[.?!])|\s+(?=[,;:])|^[\s,.;:]+|[\s,;:]+$")


def without_instruction(text: str) -> tuple[str, Instruction]:
    """The question without what only tells how the answer is to look, and that."""
    count, unit, language = None, None, None
    rest = text
    rest = _IN_SHORT_OF.sub("summary of ", rest)
    for form in _LOOKS:
        if (found := form.search(rest)) is None:
            continue
        groups = found.groupdict()
        unit = "points" if groups.get("points") else "sentences"
        count = _number(groups.get("count"))
        # "give me three points on the strike" asks for a summary
        instead = " give a summary on " if found.group().lower().startswith("give") else " "
        rest = rest[: found.start()] + instead + rest[found.end() :]
        break
    if (found := _LANGUAGE.search(rest)) is not None:
        language = next(one for one in found.groups() if one).title()
        rest = rest[: found.start()] + " " + rest[found.end() :]
    table = _TABLE.search(rest) is not None
    rest = _TABLE.sub(" ", rest)
    if (found := _SHORT.search(rest)) is not None and unit is None:
        count, unit = 1, "sentences"
    rest = _SHORT.sub(" ", rest)
    for _ in range(3):  # "Hello, please could you tell me"
        rest = _POLITE.sub("", rest)
    rest = " ".join(_LOOSE.sub("", rest).split())
    return (rest if any(map(str.isalnum, rest)) else text), Instruction(count, unit, language, table)  # type: ignore[arg-type]


def _number(written: str | None) -> int | None:
    if written is None:
        return None
    return int(written) if written.isdigit() else _NUMBERS[written.lower()]
