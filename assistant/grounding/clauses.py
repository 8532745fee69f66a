"""The facts that one sentence joins, each as a sentence of its own; and whether it states anything at all.

"The port will be dredged and the ferry, which carries 400 people, will stop" tells three things, of which a source may
have one. Read off spaCy's dependencies: coordinated verbs, clauses with a subject of their own, and relative clauses
behind a comma. Words are only left out or repeated, never made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from assistant.words import words

if TYPE_CHECKING:
    from assistant.grounding.reading import Reading

_SUBJECT = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))
_AUXILIARY = frozenset(("aux", "auxpass", "neg"))
_RELATIVE = frozenset("who which whom that".split())
#: A shorter piece is no fact of its own.
_FEWEST_WORDS = 2
_STRAY = re.compile(r"(?:\s*,)*\s+([,.;:!?”)])")


def clauses(doc: Any) -> tuple[str, ...]:
    """The facts of a parsed sentence, in order; the sentence itself where it tells one, or quotes somebody."""
    if any(mark in doc.text for mark in '"“«'):
        return (doc.text,)
    cut: set[int] = set()
    found: list[tuple[int, str]] = []
    for token in doc:
        if _is_verb(token) and token.dep_ == "conj" and _is_verb(token.head):
            found += _joined(token, cut)
        elif _is_verb(token) and token.dep_ == "advcl" and _own(token, _SUBJECT) and not _is_conditional(token):
            found += _apart(token, cut)
        elif _is_verb(token) and token.dep_ == "relcl" and _behind_comma(token):
            found += _relative(token, cut)
    whole = [token for token in doc if token.i not in cut]
    told = [(whole[0].i, _text(whole))] if _is_fact(whole) else []
    ordered = [text for _, text in sorted([*told, *found])]
    return tuple(dict.fromkeys(ordered)) if len(ordered) > 1 else (doc.text,)


#: What may be left out of a sentence and leave one: where, when, with whom, and one of several.
_DETAILS = frozenset("prep npadvmod appos advcl relcl acl conj agent advmod oprd dep".split())


def details(doc: Any) -> tuple[tuple[str, str], ...]:
    """The phrases that may be left out, shortest first, each with the sentence without it."""
    found = []
    for token in doc:
        if token.dep_ not in _DETAILS:
            continue
        own = {one.i for one in token.subtree}
        joint = {one.i for one in token.head.children if one.dep_ == "cc"} if token.dep_ == "conj" else set()
        rest = [one for one in doc if one.i not in own | joint]
        if _is_fact(rest):
            found.append((_text([doc[i] for i in sorted(own)]), _text(rest)))
    for comma in (token for token in doc if token.text == "," and 0 < token.i < len(doc) - 1):
        rest = list(doc[: comma.i])  # "…, among them 60 doctors", however it is parsed
        if _is_fact(rest):
            found.append((doc[comma.i + 1 :].text, _text(rest)))
    return tuple(sorted(found, key=lambda one: len(one[0])))


def without_detail(reading: Reading | None, wrong: str) -> str:
    """A sentence without the shortest phrase that has some words; empty where they are no detail of it."""
    wanted = " ".join(words(wrong))
    for phrase, rest in reading.details if reading is not None else ():
        if f" {wanted} " in f" {' '.join(words(phrase))} " and f" {wanted} " not in f" {' '.join(words(rest))} ":
            return rest
    return ""


def denial(doc: Any) -> str:
    """The sentence with its main verb denied, or no longer denied; empty where it has none.

    What "Austria will take part" takes for granted is denied by whatever says that Austria will not.
    """
    root = next((token for token in doc if token.dep_ == "ROOT" and _is_verb(token)), None)
    while root is not None and (said := [child for child in root.children if child.dep_ == "ccomp"]):
        root = said[0] if _is_verb(said[0]) else None  # "she said that it will": what is said is denied
    if root is None:
        return ""
    objects = [child for child in root.children if child.dep_ in ("dobj", "attr", *_SUBJECT)]
    denying = [child for child in root.children if child.dep_ == "neg"]
    denying += [child for one in objects for child in one.children if child.lower_ == "no"]
    negation = next(iter(denying), None)
    if negation is not None:
        return _text([token for token in doc if token.i != negation.i])
    helper = next((child for child in root.children if child.dep_ in ("aux", "auxpass")), None)
    if helper is None and root.lemma_ == "be":
        helper = root
    if helper is not None:
        return _with(doc, helper.i, f"{helper.text} not")
    if root.tag_ not in ("VBD", "VBZ", "VBP"):
        return ""
    did = {"VBD": "did", "VBZ": "does", "VBP": "do"}[root.tag_]
    return _with(doc, root.i, f"{did} not {root.lemma_}")


def _with(doc: Any, place: int, words_instead: str) -> str:
    before, after = doc[:place].text_with_ws, doc[place + 1 :].text
    return f"{before}{words_instead} {after}".replace(" ,", ",").replace(" .", ".")


def is_order(doc: Any) -> bool:
    """True for "Send your questions to the press office.": a verb in its base form, with nobody who does it."""
    roots = [token for token in doc if token.dep_ == "ROOT"]
    return any(root.tag_ == "VB" and not _own(root, _SUBJECT) and not _own(root, frozenset(("aux",))) for root in roots)


def has_verb(doc: Any) -> bool:
    """Whether somebody or something is said to do or be something: "Best regards, Anna" does not."""
    return any(token.pos_ in ("VERB", "AUX") and token.tag_ != "VBG" for token in doc)


def _joined(token: Any, cut: set[int]) -> Iterator[tuple[int, str]]:
    """A coordinated verb with what stands before its partner: "the minister said that …", and the shared subject."""
    first = token.head
    while first.dep_ == "conj" and _is_verb(first.head):
        first = first.head
    own = set(_indices(token.subtree)) - _later(token)
    whole = set(_indices(first.subtree))
    kept = own | {i for i in _indices(token.doc) if i not in whole}
    if not _own(token, _SUBJECT):
        shared = [child for child in first.children if child.dep_ in _SUBJECT]
        if not _own(token, _AUXILIARY):
            shared += [child for child in first.children if child.dep_ in ("aux", "auxpass") and token.tag_ != "VBD"]
        kept |= {i for child in shared for i in _indices(child.subtree)}
    piece = [token.doc[i] for i in sorted(kept)]
    if _is_fact(piece):
        cut |= own | {child.i for child in token.head.children if child.dep_ == "cc" and child.i < token.i}
        yield token.i, _text(piece)


def _apart(token: Any, cut: set[int]) -> Iterator[tuple[int, str]]:
    """A clause with a subject of its own: "…, while exports fell"."""
    own = set(_indices(token.subtree)) - _later(token)
    piece = [token.doc[i] for i in sorted(own) if not (token.doc[i].head == token and token.doc[i].dep_ == "mark")]
    if _is_fact(piece):
        cut |= own
        yield token.i, _text(piece)


def _relative(token: Any, cut: set[int]) -> Iterator[tuple[int, str]]:
    """A clause like ", which carries 400 people," with whom it describes in the place of "which"."""
    own = set(_indices(token.subtree)) - _later(token)
    subjects = [one for one in token.children if one.dep_ in _SUBJECT and one.lower_ in _RELATIVE]
    if not subjects:
        return
    head = [one.i for one in token.head.subtree if one.i not in own and one.i <= token.i and one.dep_ != "punct"]
    piece = [token.doc[i] for i in [*head, *sorted(own - {subjects[0].i})]]
    if _is_fact(piece):
        cut |= own
        yield token.i, _text(piece)


def _later(token: Any) -> set[int]:
    """The subtrees of verbs that are coordinated with this one and stand behind it."""
    later = [child for child in token.children if child.dep_ == "conj" and _is_verb(child)]
    joints = [child.i for child in token.children if child.dep_ == "cc" and any(one.i > child.i for one in later)]
    return {i for child in later for i in _indices(child.subtree)} | set(joints)


def _is_conditional(token: Any) -> bool:
    return any(child.dep_ == "mark" and child.lower_ in ("if", "unless", "whether") for child in token.children)


def _behind_comma(token: Any) -> bool:
    left = token.left_edge.i
    return bool(left > 0 and token.doc[left - 1].text == ",")


def _own(token: Any, links: frozenset[str]) -> bool:
    return any(child.dep_ in links for child in token.children)


def _is_verb(token: Any) -> bool:
    return token.pos_ in ("VERB", "AUX")


def _is_fact(piece: Sequence[Any]) -> bool:
    told = [token for token in piece if not token.is_punct]
    return len(told) >= _FEWEST_WORDS and any(_is_verb(token) for token in told)


def _indices(tokens: Iterable[Any]) -> list[int]:
    return [token.i for token in tokens]


def _text(piece: Sequence[Any]) -> str:
    """The words with the blanks between them, without the commas that set off what is left out."""
    told = ""
    for token, behind in zip(piece, [*piece[1:], None], strict=True):
        told += token.text_with_ws if behind is not None and behind.i == token.i + 1 else f"{token.text} "
    told = _STRAY.sub(r"\1", told).strip(" ,;:")
    return f"{told[:1].upper()}{told[1:]}" + ("" if told.endswith((".", "!", "?", "”", '"')) else ".")
