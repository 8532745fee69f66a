"""When what a sentence tells has happened or is to happen: its times, each with the word that it belongs to.

A time says something of a verb ("closed on Friday"), of a thing that happens ("Friday's vote", "the vote on Friday"),
or is only part of a name ("the 2019 law"). Read off spaCy's dependencies.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Literal

from assistant.grounding.predicates import OPEN_ADJECTIVES, OPEN_NOUNS, OPEN_VERBS
from assistant.grounding.speech import SAY
from assistant.grounding.time_expressions import Days, Direction, TimeExpression, time_expressions
from assistant.words import stem

#: ``event``: it happened. ``planned``: it is to happen, or was to. ``said``: somebody said something then.
#: ``part``: the time belongs to a name or a thing. ``open``: under an "if", or seen from another event.
Role = Literal["event", "planned", "said", "part", "open"]

#: Helping verbs of what is to come, or may.
_AHEAD = frozenset("will shall would 'll ’ll wo may might could should can must".split())
#: Who agrees to meet has not met yet.
_AGREE = frozenset("go agree decide be".split())
#: Their time is that of what is planned.
_FIXED = frozenset("expect plan schedule set slate intend".split())
_WITHOUT_TENSE = frozenset(("VB", "VBG", "VBN"))
#: A clause takes its time from the one that governs it.
_CLAUSES = frozenset("xcomp ccomp acl advcl conj pcomp relcl".split())
#: What ends then may lie on either side of the article, whatever the verb: "was put off until 19 May".
_ENDS = ("until", "till", "by")
#: So far up the sentence a verb is looked for that has a tense.
_DEEP = 5


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in a sentence.

    Attributes:
        start: where its words begin in the sentence.
        end: where they end.
        written: those words.
        role: what it is the time of.
        days: what days it means; None where they do not follow from the sentence and the date of its article.
        bound: "since", "until", "by", "before" or "after" where it is the beginning or end of something.
        of: the stem of the verb or noun that it belongs to.
        seen_from: the expression itself where it counts from another time in the text: "a day later".
    """

    start: int
    end: int
    written: str
    role: Role
    days: Days | None
    bound: str
    of: str
    seen_from: TimeExpression | None = None


def moments(doc: Any, date: str | None) -> tuple[Moment, ...]:
    """The times of a parsed sentence, in its order.

    Args:
        doc: what spaCy made of it.
        date: ISO date of its article.
    """
    published = _iso(date)
    return tuple(_moment(doc, one, published) for one in time_expressions(doc.text))


def _moment(doc: Any, told: TimeExpression, published: dt.date | None) -> Moment:
    span = doc.char_span(told.start, told.end, alignment_mode="expand")
    head, attached = _head(span)
    verb = _verb_over(head)
    direction = _direction(verb)
    role = _role(head, verb, direction, attached, told)
    seen: Direction | None = "future" if direction == "present" else direction
    if role == "said" or told.bound == "since":  # "since Thursday they are allowed back"
        seen = "past"
    days = told.days(published, None if told.bound in _ENDS else seen)
    if role == "event" and days and published and days.first > published:
        role = "planned"  # told in the present, or in a form that the parse does not know
    of = stem(head.lemma_.lower())
    return Moment(
        told.start, told.end, told.written, role, days, told.bound, of, told if _is_seen_from(told, doc.text) else None
    )


def _is_seen_from(told: TimeExpression, text: str) -> bool:
    """Whether a time counts from one told before; "a day after talks collapsed" counts from what follows."""
    if told.kind != "seen":
        return False
    if not told.written.lower().endswith(("before", "after", "earlier", "same")):
        return True
    return (
        not re.match(r"\s+\w", text[told.end :]) or re.match(r"\s+(?:and|but|in|at|on)\b", text[told.end :]) is not None
    )


def _head(span: Any) -> tuple[Any, str]:
    """The word that a time belongs to, and by what link."""
    token = span.root
    link = token.dep_
    while token.head.i != token.i:
        above = token.head
        inside = span.start <= above.i < span.end
        if (
            not inside
            and above.pos_ not in ("ADP", "SCONJ", "ADV", "NUM", "PART")
            and above.ent_type_
            not in (
                "DATE",
                "TIME",
            )
        ):
            return above, link
        token = above
        link = token.dep_ if token.dep_ in ("prep", "npadvmod", "advmod", "poss", "amod", "compound") else link
    return token, link


def _verb_over(token: Any) -> Any:
    """The nearest verb that governs a word; the word itself where there is none."""
    current = token
    while current.pos_ not in ("VERB", "AUX") and current.head.i != current.i:
        current = current.head
    return current


def _role(head: Any, verb: Any, direction: str | None, attached: str, told: TimeExpression) -> Role:
    if (
        head.pos_ not in ("VERB", "AUX")
        and attached in ("amod", "compound", "nummod", "nmod")
        and told.kind
        in (
            "year",
            "month",
        )
    ):
        return "part"
    if told.bound == "since" and head.pos_ not in ("VERB", "AUX"):
        return "part"  # "the worst flood since 1998"
    if told.kind == "hence" and direction != "future":
        return "part"  # how long it took
    if any(child.dep_ in ("mark", "prep") and child.lower_ in ("than", "as") for child in (*verb.children, verb.head)):
        return "part"  # "more than it had said in February"
    if _is_about_ourselves(verb):
        return "part"
    if head.lemma_.lower() == "bear" or verb.lemma_.lower() == "bear":
        return "part"  # a day of birth says who somebody is
    if told.bound in ("before", "after") and told.kind != "seen":
        return "open"
    if (told.kind == "year" or told.bound in ("until", "till", "since")) and _describes_somebody(verb):
        return "part"  # "Noom, who inspected bridges until 2021"
    if any(child.dep_ == "mark" and child.lower_ in ("if", "unless") for child in verb.children):
        return "open"
    if head.i == verb.i and verb.lemma_.lower() in SAY and _reports(verb):
        return "said"
    if direction == "future" or told.bound == "by":
        return "planned"
    return "event"


def _is_about_ourselves(verb: Any) -> bool:
    """Whether an outlet speaks of its own reports: "In our report of 4 February we wrote"."""
    return (
        verb.lemma_.lower() in SAY
        and any(child.dep_ == "nsubj" and child.lower_ == "we" for child in verb.children)
        and not any(token.text in '"“”„«»' for token in verb.doc)
    )


def _describes_somebody(verb: Any) -> bool:
    return verb.dep_ == "relcl" and any(child.lower_ == "who" and child.dep_ == "nsubj" for child in verb.children)


def _reports(verb: Any) -> bool:
    """Whether what somebody says follows or precedes: "said on Friday that …", "…, she said on Friday"."""
    return any(child.dep_ in ("ccomp", "xcomp", "prt") for child in verb.children) or verb.dep_ in (
        "parataxis",
        "ccomp",
        "advcl",
    )


def _direction(verb: Any) -> Direction | Literal["present"] | None:
    """Whether a verb speaks of what has been, is, or is to come; None where its form does not say."""
    current = verb
    for _ in range(_DEEP):
        helpers = [child for child in current.children if child.dep_ in ("aux", "auxpass")]
        written = {child.lower_ for child in helpers}
        if not written.isdisjoint(_AHEAD) and "have" not in written:
            return "future"
        if "to" not in written and (helpers or current.tag_ not in _WITHOUT_TENSE):
            past = current.tag_ == "VBD" or any(one.tag_ == "VBD" or one.lemma_ == "have" for one in helpers)
            planned = _is_fixed(current) or _goes_to(current)
            return "future" if planned else "past" if past else "present"
        if _is_fixed(current):  # "the meeting scheduled for Monday"
            return "future"
        above = current.head
        alone = current.tag_ == "VBN" and not helpers
        if alone or above.i == current.i or current.dep_ not in _CLAUSES:
            return "past" if alone else None
        if "to" in written and (_is_open(above) or above.lemma_ in _AGREE) and not _is_denied_past(above):
            return "future"
        current = above
    return None


def _is_open(token: Any) -> bool:
    """Whether what a word governs is only planned or expected: "due to", "plans to", "scheduled for"."""
    lemma = token.lemma_.lower()
    return (
        lemma in OPEN_VERBS
        or lemma in ("schedule", "set", "due")
        or ((token.pos_ == "ADJ" and token.lower_ in OPEN_ADJECTIVES) or (token.pos_ == "NOUN" and lemma in OPEN_NOUNS))
    )


def _is_fixed(verb: Any) -> bool:
    """Whether the time of a verb is that of what it plans: "is expected on Monday", "was scheduled for Monday"."""
    lemma = verb.lemma_.lower()
    if lemma not in _FIXED:
        return verb.lemma_ == "be" and any(child.lower_ == "due" for child in verb.children)
    passive = verb.tag_ == "VBN" and not any(child.lemma_ == "have" and child.dep_ == "aux" for child in verb.children)
    return passive or any(child.dep_ == "prep" and child.lower_ == "for" for child in verb.children)


def _is_denied_past(verb: Any) -> bool:
    """What "was not to be learned on Monday" was not."""
    return verb.tag_ == "VBD" and any(child.dep_ == "neg" for child in verb.children)


def _goes_to(verb: Any) -> bool:
    return verb.lemma_ == "go" and any(child.dep_ == "xcomp" for child in verb.children)


def _iso(date: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(date) if date else None
    except ValueError:
        return None
