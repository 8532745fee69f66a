"""A sentence turned into questions that it answers, by its grammar: who, how many, and what somebody said.

Only constructions that need no other words than the sentence's own, so that what is asked is what it says: a subject
that becomes "who", a number that becomes "how many", the clause that a verb of saying governs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

#: Words of a question: shorter ones ask for nothing in particular, longer ones nobody would ask.
_FEWEST, _MOST = 5, 16
_SUBJECT = ("nsubj", "nsubjpass")
_SOMEBODY = ("PERSON", "ORG", "GPE", "NORP")
_NAMED = ("PERSON", "ORG", "EVENT")
#: What hangs on a verb and is left out of a question: other clauses, and what stands before the verb.
_ASIDE = ("advcl", "parataxis", "conj", "cc", "punct", "ccomp", "discourse", "npadvmod", "mark", "dep")
_SAYING = frozenset("say tell warn announce stress insist argue claim suggest explain emphasise emphasize".split())

Kind = Literal["who", "number", "said"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a sentence answers; ``names``: it names somebody or something."""

    question: str
    kind: Kind
    names: bool


def questions_of(doc: Any) -> Iterator[Asked]:
    """The questions that a parsed sentence answers."""
    root = next((token for token in doc if token.dep_ == "ROOT" and token.pos_ in ("VERB", "AUX")), None)
    if root is None or set("?:") & set(doc.text):
        return
    made: list[tuple[Kind, str]] = [("said", _said(root))]
    for verb in _stating(root):
        made += [("number", _number(verb)), ("who", _who(verb))]
    named = {str(token.text) for token in doc if token.pos_ == "PROPN"}
    for kind, question in made:
        if _FEWEST <= len(question.split()) <= _MOST and not set(question) & set('"“”()'):
            yield Asked(f"{question}?", kind, any(name in question for name in named))


def named_in(doc: Any) -> set[str]:
    """Whom and what a sentence names: people, organisations and events."""
    return {str(entity.text).removesuffix("'s").removesuffix("’s") for entity in doc.ents if entity.label_ in _NAMED}


def _stating(root: Any) -> list[Any]:
    """The verbs that state something: in "Texas confirmed it, officials said", what they said as well."""
    clauses = [child for child in root.children if child.dep_ == "ccomp" and child.i < root.i]
    return [root, *(clauses if root.lemma_ in _SAYING else [])]


def _subject(verb: Any) -> Any:
    return next((child for child in verb.children if child.dep_ in _SUBJECT), None)


def _said(root: Any) -> str:
    """X said that Y …: "What did X say about Y?"."""
    subject = _subject(root)
    if subject is None:
        return ""
    name = _name(subject)
    clause = next((child for child in root.children if child.dep_ == "ccomp"), None)
    if root.lemma_ not in _SAYING or not _is_person(subject) or not name or clause is None:
        return ""
    topic = _subject(clause)
    if topic is None or topic.pos_ not in ("NOUN", "PROPN") or not _stands_alone(topic.subtree):
        return ""
    if topic.pos_ != "PROPN" and len(list(topic.subtree)) < 2:  # "about witnesses" could be about anything
        return ""
    about = _text(topic.subtree)
    return f"What did {name} say about {about}" if len(about.split()) <= 6 and about not in name else ""


def _number(verb: Any) -> str:
    """37 people died in …: "How many people died in …?"."""
    subject = _subject(verb)
    if subject is None or subject.tag_ != "NNS" or subject.ent_type_ in ("MONEY", "DATE", "PERCENT"):
        return ""
    number = next((child for child in subject.children if child.dep_ == "nummod" and child.pos_ == "NUM"), None)
    if number is None:
        return ""
    counted = [token for token in subject.subtree if token.i > number.i and token not in set(number.subtree)]
    rest = _predicate(verb)
    if not rest or not _stands_alone(counted) or any(token.dep_ in ("relcl", "acl") for token in counted):
        return ""
    return f"How many {_text(counted)} {_text(rest)}"


def _who(verb: Any) -> str:
    """The council approved …: "Who approved …?"."""
    subject = _subject(verb)
    if subject is None or not _is_somebody(subject) or verb.lemma_ in _SAYING | {"be"}:
        return ""
    if not any(child.dep_ in ("dobj", "xcomp", "prep", "agent") for child in verb.children):
        return ""
    rest = _predicate(verb)
    # "Who reacted with a warning?" could be about anything
    nouns = [token for token in rest if token.pos_ in ("NOUN", "PROPN")]
    return f"Who {_text(rest)}" if len(nouns) > 1 and verb.tag_ != "VBG" else ""


def _predicate(verb: Any) -> list[Any]:
    """The verb with what it governs, as it stands, in the past; nothing where it leans on other sentences."""
    helping = [child for child in verb.children if child.dep_ in ("aux", "auxpass", "neg") and child.i < verb.i]
    finite = helping[0] if helping else verb
    if finite.tag_ != "VBD" and finite.lower_ not in ("has", "will"):
        return []
    governed = [child for child in verb.children if child.i > verb.i and child.dep_ not in _ASIDE]
    kept = {token for child in governed if not _is_time(child) for token in child.subtree}
    tokens = sorted({*kept, *helping, verb}, key=lambda token: token.i)
    whole: list[Any] = []
    for token in tokens:
        # behind a gap or a comma comes what belongs to something that is left out
        if token.text == "," or (whole and token.i > verb.i + 1 and token.i - whole[-1].i > 1):
            break
        whole.append(token)
    while whole and whole[-1].pos_ in ("ADP", "PUNCT", "CCONJ", "DET", "SCONJ"):
        whole.pop()
    return whole if verb in whole and _stands_alone(whole) else []


def _is_time(child: Any) -> bool:
    """Whether a phrase only says when: "on Friday"."""
    return child.dep_ in ("prep", "npadvmod") and any(token.ent_type_ in ("DATE", "TIME") for token in child.subtree)


def _stands_alone(tokens: Any) -> bool:
    """Whether nothing in it refers to what was said before, or to the day it was written."""
    return not any(
        (token.pos_ == "PRON" and token.tag_ != "WP") or token.lower_ in _LEANING or token.ent_type_ in ("DATE", "TIME")
        for token in tokens
    )


_LEANING = frozenset("this that these those such here there today yesterday tomorrow earlier ago".split())


def _is_person(subject: Any) -> bool:
    return bool(subject.ent_type_ == "PERSON")


def _is_somebody(subject: Any) -> bool:
    return subject.pos_ == "PROPN" and subject.ent_type_ in ("", *_SOMEBODY)


def _name(subject: Any) -> str:
    """The entity that a subject is."""
    return next((str(entity.text) for entity in subject.doc.ents if entity.start <= subject.i < entity.end), "")


def _text(tokens: Any) -> str:
    return "".join(token.text_with_ws for token in sorted(tokens, key=lambda token: token.i)).strip(" ,;:.")
