"""What a sentence states: its verbs and adjectives, each denied or not, hedged or not, and who does it to whom.

Read off spaCy's dependencies. A denial turns over what it governs: a "not", "no" or "never", a verb that denies its
object ("refused to", "failed to", "ruled out"), "unable to", "without". Two of them cancel each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.words import FUNCTION_WORDS, stem

#: Deny what they govern: an infinitive or clause …
_DENY_CLAUSE = frozenset("fail refuse decline deny reject rule forbid ban prohibit doubt dismiss".split())
#: … or the thing they act on. "Declined by 5 percent" has no object, and "dismissed its coach" denies no coach: only
#: plans, claims and the like are turned over, with what they are plans of.
_DENY_THING = _DENY_CLAUSE - {"decline", "fail", "ban"} | {"oppose"}
_DENIABLE = frozenset(
    "plan proposal idea claim allegation accusation suggestion charge report call demand offer request bid attempt "
    "possibility motion bill measure referendum amendment appeal deal wrongdoing".split()
)
_DENY_ADJECTIVE = frozenset("unable unwilling unlikely impossible reluctant".split())
_NOBODY = frozenset("nobody none nothing neither".split())

#: Modal verbs that leave open whether; "would" and "should" also report and advise.
_MODAL = frozenset("may might could".split())
_ADVERBS = frozenset(
    "possibly perhaps probably reportedly allegedly apparently potentially maybe presumably supposedly likely".split()
)
#: Verbs of which what they govern has not happened, or is only said to have.
OPEN_VERBS = frozenset(
    "expect plan consider propose suggest believe allege seem appear intend hope aim mull weigh contemplate discuss "
    "threaten rumour rumor think suspect claim accuse estimate want prepare seek vow promise pledge".split()
)
OPEN_NOUNS = frozenset("plan proposal possibility rumour rumor suspicion chance likelihood bid threat".split())
OPEN_ADJECTIVES = frozenset("likely possible expected set due ready".split())

_OPEN_ADJECTIVES_ALONE = frozenset("possible unlikely unclear alleged suspected".split())
_CONSIDER = frozenset("consider propose weigh mull contemplate".split())

_SUBJECT = frozenset(("nsubj", "csubj"))
_PASSIVE = frozenset(("nsubjpass", "csubjpass"))
#: Say too little to compare two sentences by.
_LIGHT = frozenset("be have do make take get go come say tell add include see become give use try want need".split())


@dataclass(frozen=True, slots=True)
class Predicate:
    """One verb, adjective or predicative noun of a sentence.

    ``root`` is the stem of its lemma, ``kind`` its part of speech. ``hedge`` is the word that leaves open whether it
    is so ("" where none does). ``agents`` and ``patients`` are the names
    among those who act and those acted on, with passives turned round; ``open_agent`` that somebody acts who is
    only described or a pronoun. ``about`` are the stems of the content words that hang on the predicate;
    ``acting`` and ``acted_on`` those of its agents and patients.
    """

    root: str
    written: str
    kind: str
    denied: bool
    hedge: str
    agents: tuple[str, ...]
    patients: tuple[str, ...]
    open_agent: bool
    open_patient: bool
    about: frozenset[str]
    acting: frozenset[str]
    acted_on: frozenset[str]


def predicates(doc: Any) -> tuple[Predicate, ...]:
    """The predicates of a parsed text, in order."""
    return tuple(_predicate(token) for token in doc if _is_predicate(token))


def hedge_words(doc: Any) -> tuple[str, ...]:
    """The words of a text that leave open whether something is so, wherever they stand."""
    return tuple(token.lower_ for token in doc if _leaves_open(token))


def _leaves_open(token: Any) -> bool:
    lemma, links = token.lemma_.lower(), {child.dep_ for child in token.children}
    if token.pos_ in ("ADV", "ADJ"):
        return token.lower_ in _ADVERBS | _OPEN_ADJECTIVES_ALONE
    if token.pos_ == "VERB":  # "plans to", "is expected to", and what is only considered
        return lemma in OPEN_VERBS and (not links.isdisjoint(("xcomp", "ccomp")) or lemma in _CONSIDER)
    if token.pos_ == "NOUN":  # "the plan to", not "the plan"
        return lemma in OPEN_NOUNS and "acl" in links
    return token.dep_ == "aux" and token.lower_ in _MODAL


def _is_predicate(token: Any) -> bool:
    lemma = token.lemma_.lower()
    if lemma in _LIGHT or lemma in FUNCTION_WORDS:
        return False
    if token.pos_ in ("VERB", "ADJ"):
        return bool(token.is_alpha)
    return token.pos_ == "NOUN" and (token.dep_ in ("attr", "dobj", "nsubjpass", "pobj", "nsubj", "conj"))


def _predicate(token: Any) -> Predicate:
    passive = any(child.dep_ in _PASSIVE or child.dep_ == "auxpass" for child in token.children)
    subjects, objects = list(_subjects(token)), list(_objects(token))
    by = [grand for child in token.children if child.dep_ == "agent" for grand in child.children]
    agents, patients = (by, subjects) if passive else (subjects, objects)
    return Predicate(
        root=stem(token.lemma_.lower()),
        written=token.text,
        kind=token.pos_,
        denied=_denials(token) % 2 == 1,
        hedge=_hedge(token),
        agents=_names(agents),
        patients=_names(patients),
        open_agent=any(not _is_named(one) for one in agents),
        open_patient=any(not _is_named(one) for one in patients),
        about=_about(token, [*agents, *patients]),
        acting=frozenset(stem(one.lemma_.lower()) for one in agents if one.pos_ in ("NOUN", "PROPN")),
        acted_on=frozenset(stem(one.lemma_.lower()) for one in patients if one.pos_ in ("NOUN", "PROPN")),
    )


def _about(token: Any, arguments: list[Any]) -> frozenset[str]:
    """The content words of its arguments and of what else hangs on it, without clauses of their own."""
    heads = [
        *arguments,
        *(child for child in token.children if child.dep_ not in ("conj", "advcl", "relcl", "ccomp", "acl")),
    ]
    if token.dep_ in ("amod", "xcomp", "acl", "ccomp", "dobj", "attr"):
        heads.append(token.head)
    near = [one for head in heads for one in (head, *head.children)]
    near += [grand for one in near if one.dep_ == "prep" for grand in one.children]
    return frozenset(
        stem(one.lemma_.lower()) for one in near if one is not token and one.pos_ in ("NOUN", "PROPN", "VERB", "ADJ")
    )


def _denials(token: Any) -> int:
    """How often the word is denied, by itself and by what governs it; each denying word counts once."""
    cues = _own_cues(token)
    for governor, link in _governors(token):
        lemma = governor.lemma_.lower()
        thing = link in ("dobj", "nsubjpass")
        deniable = not thing or token.lemma_.lower() in _DENIABLE or token.pos_ == "VERB"
        if governor.pos_ == "VERB" and deniable and lemma in (_DENY_THING if thing else _DENY_CLAUSE):
            cues.add(governor.i)
        if (governor.pos_ == "ADJ" and lemma in _DENY_ADJECTIVE) or (governor.pos_ == "ADP" and lemma == "without"):
            cues.add(governor.i)
        cues |= _own_cues(governor)
    return len(cues)


def _own_cues(token: Any) -> set[int]:
    """Where the word's own "not" stands, or its "no"; only one of them: "neither … nor" denies once."""
    cues = [child.i for child in token.children if child.dep_ == "neg" or child.lower_ in ("neither", "no")]
    for child in token.children:
        # "no date was set": what is said of no date is denied
        if child.dep_ in _SUBJECT | _PASSIVE | {"dobj", "attr", "pobj"} and token.pos_ in ("VERB", "AUX"):
            cues += [child.i] if child.lower_ in _NOBODY else []
            cues += [one.i for one in child.children if one.lower_ == "no" and one.dep_ == "det"]
    if token.dep_ in ("acomp", "attr", "prep") and token.head.lemma_ == "be":
        cues += [child.i for child in token.head.children if child.dep_ == "neg"]
    return set(cues[:1])


def _governors(token: Any) -> Iterator[tuple[Any, str]]:
    """What stands above a word as far as its denial reaches: infinitives and clauses, and things of a denying verb."""
    current = token
    for _ in range(4):
        link, above = current.dep_, current.head
        if above is current:
            return
        if link == "conj":
            current = above
            continue
        reaches = link in ("xcomp", "acl", "pcomp", "dobj", "nsubjpass") or (
            link == "ccomp" and above.lemma_ in ("think", "believe", "expect", "deny", "doubt", "suggest", "mean")
        )
        if not reaches:
            return
        yield above, link
        current = above


def _hedge(token: Any) -> str:
    for child in token.children:
        lower = child.lower_
        if child.dep_ == "aux" and lower in _MODAL and not any(one.dep_ == "neg" for one in token.children):
            return str(lower)
        if child.pos_ == "ADV" and lower in _ADVERBS:
            return str(lower)
    current = token
    for _ in range(4):
        link, above = current.dep_, current.head
        if above is current:
            return ""
        lemma = above.lemma_.lower()
        if above.pos_ == "VERB" and lemma in OPEN_VERBS and link in ("xcomp", "ccomp", "pcomp", "prep", "dobj"):
            return str(above.text.lower())
        if link in ("acl", "pobj", "prep") and above.pos_ == "NOUN" and lemma in OPEN_NOUNS:
            return str(above.text.lower())
        if link == "xcomp" and above.pos_ in ("ADJ", "VERB") and above.lower_ in OPEN_ADJECTIVES:
            return str(above.text.lower())
        for child in above.children:
            if link in ("xcomp", "conj", "dobj", "ccomp") and child.dep_ == "aux" and child.lower_ in _MODAL:
                return str(child.lower_)
        if link not in ("xcomp", "acl", "pcomp", "conj", "prep", "pobj", "dobj"):
            return ""
        current = above
    return ""


def _subjects(token: Any) -> Iterator[Any]:
    current = token
    for _ in range(4):
        own = [child for child in current.children if child.dep_ in _SUBJECT | _PASSIVE]
        if own:
            for one in own:
                # "who won": whom the relative clause describes
                if one.lower_ in ("who", "which", "that") and current.dep_ == "relcl":
                    yield from _with_conjuncts(current.head)
                else:
                    yield from _with_conjuncts(one)
            return
        if current.dep_ in ("conj", "xcomp", "acomp", "attr") and current.head is not current:
            current = current.head
            continue
        return


def _objects(token: Any) -> Iterator[Any]:
    for child in token.children:
        if child.dep_ in ("dobj", "dative", "attr"):
            yield from _with_conjuncts(child)


def _with_conjuncts(token: Any) -> Iterator[Any]:
    yield token
    yield from token.conjuncts


def _is_named(token: Any) -> bool:
    return bool(token.pos_ == "PROPN")


def _names(tokens: list[Any]) -> tuple[str, ...]:
    found = []
    for token in tokens:
        if token.pos_ == "PROPN":
            parts = [
                one
                for one in token.subtree
                if one.pos_ == "PROPN" and (one is token or one.dep_ in ("compound", "flat"))
            ]
            found.append(" ".join(part.text for part in parts))
    return tuple(found)
