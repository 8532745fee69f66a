"""What a survey looks for: the kind of its members, and the statement that makes something one of them.

"Which countries rejected sending troops?" looks for countries, each a member if the articles say that "Poland rejected
sending troops". The statement is the question with the member in the place of "which countries", put into the order
of a statement; that is what the checks compare with the articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

#: Words that ask for things which can be listed; "why", "how" and "when" ask for one explanation.
_ASKING = frozenset("which what who whom".split())
_LISTING = frozenset("list name give show tell find identify enumerate collect".split())
_ALL = frozenset("all every each any both".split())
_AUXILIARIES = frozenset(
    "is are was were do does did has have had will would can could may might shall should must".split()
)
_DO = frozenset("do does did".split())
_BE = frozenset("is are was were".split())
_FILLERS = frozenset("me us please out up a of the".split())
#: What follows a wish ("list", "give me"), or asks by itself ("all countries that …").
_NOUNS = frozenset("NN NNS NNP NNPS".split())
_PLURAL = frozenset("NNS NNPS".split())
_VERBS = frozenset("VB VBD VBG VBN VBP VBZ MD".split())
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_SECOND = re.compile(r",?\s+(?:and|or)\s+(?:who|whom|what|when|where|which|why|how)\b.*$", re.IGNORECASE)
#: Plurals without an s that ask for all.
_PEOPLE = frozenset("people men women children".split())


class Parser(Protocol):
    """Parses text."""

    def parse(self, text: str) -> Any:
        """The text as spaCy parses it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for.

    Attributes:
        question: as asked.
        kind: what the members are, as the question says it: "countries", "who" where it does not say.
        label: the same for one of them: "country"; "name" where it does not say.
        template: the statement about a member, with ``{}`` in its place.
        plural: whether several are plainly asked for.
    """

    question: str
    kind: str
    label: str
    template: str
    plural: bool

    def statement(self, member: str) -> str:
        """The statement that makes ``member`` one of those that are looked for."""
        text = self.template.replace("{}", member)
        return f"{text[:1].upper()}{text[1:]}."


def wanted_of(question: str, parser: Parser) -> Wanted | None:
    """What a question looks for; None where it asks for nothing that can be listed.

    Args:
        question: one question or wish.
        parser: parses English.
    """
    asked = _SECOND.sub("", " ".join(question.split()).strip(" ?.!:"))
    asked = _HOW_MANY.sub("which", asked)
    tokens = [token for token in parser.parse(asked) if not token.is_space]
    if not tokens:
        return None
    first = next((n for n, token in enumerate(tokens) if token.lower_ in _ASKING and _opens(tokens, n)), None)
    if first is not None:
        return _asked(question, tokens, first)
    return _wished(question, tokens)


def asks_for_all(question: str, parser: Parser) -> bool:
    """Whether a question plainly asks for all of something: "which countries", "list the", "who are the".

    Args:
        question: as asked.
        parser: parses English.
    """
    if _HOW_MANY.search(question):
        return False  # a number is wanted, and often stated
    found = wanted_of(question, parser)
    return found is not None and found.plural


def _opens(tokens: Sequence[Any], number: int) -> bool:
    """Whether a word that asks opens the question or a part of it: "In which states", not "the ministers who"."""
    before = tokens[:number]
    return all(
        token.tag_ in ("IN", "CC", "TO", "RB", ",") or token.lower_ in _LISTING | _FILLERS for token in before
    ) or (tokens[number - 1].text == ",")


def _asked(question: str, tokens: Sequence[Any], first: int) -> Wanted | None:
    """A question with "which", "what" or "who"."""
    asking = tokens[first]
    end = _phrase_end(tokens, first)
    phrase = tokens[first + 1 : end]
    while phrase and phrase[0].lower_ in ("of", "the", "all", "these", "those", "kind", "kinds", "sort", "sorts"):
        phrase = phrase[1:]
    while phrase and phrase[0].tag_ == "CD":
        phrase = phrase[1:]
    head = _head(phrase)
    kind = (
        _kind(phrase, head) if head is not None else ("what" if asking.lower_ in ("what", "which") else "who", "name")
    )
    plural = head is not None and (head.tag_ in _PLURAL or head.lower_ in _PEOPLE)
    preposition = _joined(tokens[:first]) if first and tokens[first - 1].tag_ in ("IN", "TO") else ""
    rest = list(tokens[end:])
    if rest and rest[0].lower_ == "all":  # "who all signed"
        rest, plural = rest[1:], True
    if not rest:
        return Wanted(question, *kind, f"{{}} is one of the {kind[0]}", plural) if head is not None else None
    if rest[0].lower_ in _AUXILIARIES and len(rest) > 1 and _is_inverted(rest):
        return _inverted(question, kind, plural, rest, preposition)
    return Wanted(question, *kind, f"{{}} {_joined(rest)}", plural)


def _head(phrase: Sequence[Any]) -> Any:
    """The noun that says what a phrase is about: "members" of "members of the council"; None where it has none."""
    found = None
    for token in phrase:
        if found is not None and token.tag_ in ("IN", "TO", ","):
            break
        if token.tag_ in _NOUNS:
            found = token
    return found


def _kind(phrase: Sequence[Any], head: Any) -> tuple[str, str]:
    """What the members are, and what one of them is: "members of the council", "member"."""
    return _joined(phrase), head.lemma_.lower()


def _phrase_end(tokens: Sequence[Any], first: int) -> int:
    """Where "which of the councillors" ends: before the first verb behind it."""
    for number in range(first + 1, len(tokens)):
        token = tokens[number]
        if token.lower_ in _AUXILIARIES or (token.tag_ in _VERBS and token.tag_ != "VBG" and number > first + 1):
            return number
        if number == first + 1 and token.tag_ in ("VBD", "VBZ", "VBP", "MD", "RB"):
            return number
        if number == first + 1 and tokens[first].lower_ in ("who", "whom"):
            return number
    return len(tokens)


def _is_inverted(rest: Sequence[Any]) -> bool:
    """Whether the subject stands behind the auxiliary: "did Macron visit", not "have confirmed" or "did not back"."""
    after = rest[1]
    if after.tag_ in _VERBS or after.tag_ in ("RB", "RP", "JJ", "IN", "TO") or after.lower_ in ("n't", "not"):
        return False
    return bool(after.tag_ in _NOUNS or after.tag_ in ("DT", "PRP", "PRP$", "CD", "POS", "PDT", "EX"))


def _inverted(question: str, kind: tuple[str, str], plural: bool, rest: Sequence[Any], preposition: str) -> Wanted:
    verb = next((n for n, token in enumerate(rest[1:], 1) if token.tag_ in _VERBS and not _in_clause(rest, n)), None)
    if verb is None and rest[0].lower_ in _DO and len(rest) > 2:
        verb = len(rest) - 1  # "did Macron visit", which the tagger takes for a name
    subject = rest[1:verb]
    if verb is None:
        if rest[0].lower_ in _BE:  # "who are the ministers", "what are the demands"
            several = rest[0].lower_ in ("are", "were") or any(one.tag_ in _PLURAL for one in subject[:3])
            return Wanted(question, *kind, f"{{}} is one of {_joined(subject)}", several)
        return Wanted(question, *kind, f"{_joined(subject)} {rest[0].text} {{}}", plural)
    if rest[0].lower_ in _BE and rest[verb].tag_ not in ("VBN", "VBG"):
        # "who are the ministers that resigned": the verb is of a clause
        return Wanted(question, *kind, f"{{}} is one of {_joined(rest[1:])}", rest[0].lower_ in ("are", "were"))
    behind = rest[verb + 1 :]
    auxiliary = rest[0].text
    if preposition:
        told = f"{_joined(subject)} {auxiliary} {_joined(rest[verb:])} {preposition.lower()} {{}}"
    elif behind and behind[-1].tag_ in ("IN", "TO", "RP"):  # "was he deported to"
        told = f"{_joined(subject)} {auxiliary} {_joined(rest[verb:])} {{}}"
    else:
        told = f"{_joined(subject)} {auxiliary} {rest[verb].text} {{}} {_joined(behind)}"
    return Wanted(question, *kind, told.strip(), plural)


def _in_clause(rest: Sequence[Any], number: int) -> bool:
    """Whether a verb stands in a relative clause: "the ministers that resigned"."""
    return any(token.lower_ in ("that", "who", "which") for token in rest[1:number])


def _wished(question: str, tokens: Sequence[Any]) -> Wanted | None:
    """A wish: "list all countries that …", or only "all countries that …"."""
    number = 0
    wished = tokens[0].lower_ in _LISTING
    while number < len(tokens) and tokens[number].lower_ in _LISTING | _FILLERS:
        number += 1
    asked_all = number < len(tokens) and tokens[number].lower_ in _ALL
    while number < len(tokens) and (tokens[number].lower_ in _ALL | _FILLERS or tokens[number].tag_ in ("DT", "CD")):
        number += 1
    if not (wished or asked_all):
        return None
    phrase = tokens[number:]
    end = next((n for n, token in enumerate(phrase) if _ends_noun_phrase(token)), len(phrase))
    head = _head(phrase[:end])
    if head is None:
        return None
    kind, behind = _kind(phrase[:end], head), phrase[end:]
    plural = asked_all or head.tag_ in _PLURAL or head.lower_ in _PEOPLE
    if behind and behind[0].lower_ in ("that", "who", "which") and len(behind) > 1:
        return Wanted(question, *kind, f"{{}} {_joined(behind[1:])}", plural)
    if behind and behind[0].tag_ in ("VBN", "VBD", "VBG"):
        return Wanted(question, *kind, f"{{}} was {_joined(behind)}", plural)
    return Wanted(question, *kind, f"{{}} is one of the {_joined(phrase)}", plural)


def _ends_noun_phrase(token: Any) -> bool:
    return token.tag_ in _VERBS or token.tag_ in ("WDT", "WP", "IN", "TO", ",")


def _joined(tokens: Sequence[Any]) -> str:
    """The words as they stand, with the white space between them."""
    return "".join(token.text_with_ws for token in tokens).strip()
