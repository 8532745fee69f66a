"""Who says it: reporting verbs with their subjects, and "according to", read off spaCy's dependencies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

#: Verbs that report words. "Rejected" and "confirmed" also take things, so they are left to the other checks.
SAY = frozenset(
    "say tell warn add state declare announce stress insist argue claim note suggest explain emphasise emphasize reply "
    "write acknowledge reiterate vow threaten urge believe pledge promise predict think report estimate describe "
    "accuse concede complain comment remark recall testify".split()
)
_PRONOUNS = frozenset("he she they it we i who which that".split())


@dataclass(frozen=True, slots=True)
class Attribution:
    """One reporting verb: ``speaker`` is the phrase of who speaks, ``names`` the names in it (none for "officials")."""

    verb: str
    speaker: str
    names: tuple[str, ...]

    @property
    def is_pronoun(self) -> bool:
        """True for "he said": anybody named before may be meant."""
        return self.speaker.lower() in _PRONOUNS


def attributions(doc: Any) -> tuple[Attribution, ...]:
    """Every attribution of a parsed text, in order."""
    return tuple(
        Attribution(verb, _phrase(speaker), _names(speaker))
        for verb, head in _speakers(doc)
        for speaker in (head, *head.conjuncts)
    )


def _speakers(doc: Any) -> Iterator[tuple[str, Any]]:
    for token in doc:
        if token.lower_ == "according":
            for child in token.children:
                if child.lower_ == "to":
                    yield from (("according to", one) for one in child.children if one.dep_ == "pobj")
        if token.pos_ != "VERB" or token.lemma_.lower() not in SAY:
            continue
        passive = any(child.dep_ in ("nsubjpass", "auxpass") for child in token.children)
        if passive:  # "was warned by"
            by = (child for child in token.children if child.dep_ == "agent")
            yield from ((token.text, one) for child in by for one in child.children if one.dep_ == "pobj")
            continue
        subject = _subject(token)
        if subject is not None:
            yield token.text, subject


def _subject(verb: Any) -> Any:
    current = verb
    for _ in range(3):
        for child in current.children:
            if child.dep_ == "nsubj":
                # "Macron, who said": whom the clause describes
                return current.head if child.lower_ in ("who", "which") and current.dep_ == "relcl" else child
        if current.dep_ not in ("conj", "xcomp") or current.head is current:
            return None
        current = current.head
    return None


def _phrase(head: Any) -> str:
    parts = [token for token in head.subtree if token.dep_ not in ("relcl", "appos") or token is head]
    return str(head.doc[min(t.i for t in parts) : head.i + 1].text)


def _names(head: Any) -> tuple[str, ...]:
    """The names in the phrase and beside it: "the minister, Tove Aas", "police spokesman Denzer"."""
    found, run = [], []
    for token in head.subtree:
        if token.dep_ == "relcl":
            break
        if token.pos_ == "PROPN":
            run.append(token.text)
        elif run:
            found.append(" ".join(run))
            run = []
    return (*found, *([" ".join(run)] if run else []))
