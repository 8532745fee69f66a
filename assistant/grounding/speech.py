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
    """One reporting verb: ``speaker`` is the phrase of who speaks, ``names`` the names in it (none for "officials").

    ``content`` is the sentence without speaker and verb: what is said.
    """

    verb: str
    speaker: str
    names: tuple[str, ...]
    content: str = ""

    @property
    def is_pronoun(self) -> bool:
        """True for "he said": anybody named before may be meant."""
        return self.speaker.lower() in _PRONOUNS


def attributions(doc: Any) -> tuple[Attribution, ...]:
    """Every attribution of a parsed text, in order."""
    return tuple(
        Attribution(verb, _phrase(speaker), _names(speaker), _content(token, head))
        for verb, token, head in _speakers(doc)
        for speaker in (head, *head.conjuncts)
    )


def _content(verb: Any, speaker: Any) -> str:
    """The sentence without who says it, the verb and its "that"."""
    left_out = {token.i for token in speaker.subtree} | {verb.i}
    if verb.lower_ == "according":
        left_out |= {token.i for token in verb.subtree}
    for child in verb.children:
        said = child.dep_ in ("ccomp", "xcomp")
        left_out |= {one.i for one in child.children if said and one.dep_ == "mark" and one.lower_ == "that"}
        if child.dep_ in ("aux", "auxpass"):
            left_out.add(child.i)
    kept = "".join(token.text_with_ws for token in verb.doc if token.i not in left_out)
    return " ".join(kept.split()).strip(" ,.:;")


def _speakers(doc: Any) -> Iterator[tuple[str, Any, Any]]:
    for token in doc:
        if token.lower_ == "according":
            for child in token.children:
                if child.lower_ == "to":
                    yield from (("according to", token, one) for one in child.children if one.dep_ == "pobj")
        if token.pos_ != "VERB" or token.lemma_.lower() not in SAY:
            continue
        passive = any(child.dep_ in ("nsubjpass", "auxpass") for child in token.children)
        if passive:  # "was warned by"
            by = (child for child in token.children if child.dep_ == "agent")
            yield from ((token.text, token, one) for child in by for one in child.children if one.dep_ == "pobj")
            continue
        subject = _subject(token)
        if subject is not None:
            yield token.text, token, subject


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
