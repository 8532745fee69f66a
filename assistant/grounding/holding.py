"""What a sentence only lets somebody hold: "the owner believes that …", "critics predict …", "I think …".

Told without its owner it is an opinion, a forecast or an allegation told as a fact, which is the error that newsrooms
find most in tools like this one. Read off spaCy's dependencies: the clause that a verb of holding governs, what is
announced or foreseen in reported speech ("he said that the ports would lose customers"), and whatever the writer says
of himself. Plain reported facts ("the police said that two were arrested") are none: summaries leave such owners out
rightly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.grounding.quotes import unquoted
from assistant.grounding.speech import SAY
from assistant.words import FUNCTION_WORDS, stem

#: Verbs of which the object or clause is somebody's belief, guess, wish or charge …
_HOLD = frozenset(
    "believe think claim allege accuse suspect expect predict forecast fear hope reckon guess suppose assume doubt "
    "argue insist maintain contend warn suggest estimate speculate imagine consider regard deem anticipate foresee "
    "worry blame call".split()
)
#: … and those of them after which all is held, whatever hangs on it: "is accused by both sides of having shelled it".
_CHARGE = frozenset("accuse blame".split())
#: … and with a thing as object: "estimates the cost at 14 million".
_SIZE = frozenset("estimate expect predict forecast fear suspect allege".split())
#: … adjectives and nouns that take a clause so …
_HOLDING_ADJECTIVES = frozenset(
    "convinced confident sure certain afraid optimistic pessimistic sceptical skeptical".split()
)
_HOLDING_NOUNS = frozenset(
    "opinion view belief prediction forecast guess claim allegation accusation fear hope suspicion suspect conviction "
    "impression judgement judgment mind expectation".split()
)
#: … and those of them whose owner stands beside: "in her view", "in the opinion of the chairman".
_VIEWS = frozenset("opinion view judgement judgment mind eye estimation words".split())
#: What is yet to come, in reported speech too.
_FORESEEING = frozenset("will would shall".split())
_CLAUSES = frozenset(("ccomp", "xcomp", "oprd", "acl"))
_CONTENT = frozenset("NOUN PROPN VERB ADJ ADV NUM".split())
#: A writer who speaks of himself.
_FIRST_PERSON = re.compile(r"\b(?:I|I['’](?:m|d|ve|ll)|[Mm]y|to me|[Mm]yself)\b(?!\.)")

#: What stands for the writer of an article.
WRITER = "I"


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that somebody holds: the word that says so, and the stems of the content of what is held."""

    word: str
    content: frozenset[str]


def held(doc: Any) -> tuple[Held, ...]:
    """Everything that a parsed sentence only lets somebody hold."""
    found = []
    if is_first_person(doc.text):
        found.append(Held(WRITER, _content(doc)))
    for token in doc:
        clauses = list(_clauses(token))
        if clauses:
            found.append(Held(token.lower_, frozenset().union(*(_content(one.subtree) for one in clauses))))
        elif token.lower_ in _VIEWS and _has_owner(token):
            found.append(Held(token.lower_, _content(doc)))
    return tuple(found)


def is_first_person(text: str) -> bool:
    """Whether a writer speaks of himself in it: "I" outside quotation marks, which no report has."""
    return _FIRST_PERSON.search(unquoted(text)) is not None


def _clauses(token: Any) -> Iterator[Any]:
    """The heads of what a word governs as held."""
    lemma = token.lemma_.lower()
    governed = [child for child in token.children if child.dep_ in _CLAUSES]
    if token.pos_ == "VERB" and lemma in _CHARGE:
        yield from token.rights
    elif token.pos_ == "VERB" and lemma in _HOLD:
        yield from governed or ([one for one in token.rights if one.dep_ == "dobj"] if lemma in _SIZE else [])
    elif token.pos_ == "VERB" and lemma in SAY:
        yield from (one for one in governed if one.dep_ == "ccomp" and _is_foreseen(one))
    elif token.lower_ in _HOLDING_ADJECTIVES:
        yield from governed
    elif token.pos_ == "NOUN" and lemma in _HOLDING_NOUNS:
        yield from governed
        if token.dep_ == "nsubj" and token.head.lemma_ == "be":  # "her guess is that …"
            yield from (one for one in token.head.children if one.dep_ == "ccomp")


def _is_foreseen(clause: Any) -> bool:
    return any(child.dep_ == "aux" and child.lower_ in _FORESEEING for child in clause.children)


def _has_owner(noun: Any) -> bool:
    return noun.dep_ == "pobj" and any(
        child.dep_ == "poss" or (child.dep_ == "prep" and child.lower_ == "of") for child in noun.children
    )


def _content(tokens: Any) -> frozenset[str]:
    return frozenset(
        one for token in tokens if token.pos_ in _CONTENT and (one := stem(token.lemma_.lower())) not in FUNCTION_WORDS
    )
