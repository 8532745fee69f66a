"""Negation and hedges: is what the claim states as a fact denied, or only a possibility, in the source?

A cue reaches to the end of its clause, but at most over five content words (the window of NegEx, Chapman
et al. 2001). Only words that claim and source share are compared, so that a denial elsewhere in a long
sentence does not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from assistant.grounding.names import names
from assistant.words import FUNCTION_WORDS, stem, words

#: Content words that a cue reaches over (NegEx: "up to five").
WINDOW = 5

_NEGATIONS = frozenset("no not never nor neither none nobody nothing cannot without unable unlikely".split())
#: Verbs that deny what follows them; "cannot exclude" is then denied twice, which is a possibility.
_DENYING_STEMS = frozenset(
    stem(word)
    for word in "reject refuse deny denied decline oppose opposed exclude dismiss ban prohibit forbid".split()
)
#: Hedges of several words, which are none in other company ("said", "to").
_HEDGING = re.compile(
    r"\b(?:said|thought|reported|rumou?red|believed|expected|set|due|planning|planned|hoping|thinking|talks|sources|"
    r"officials|insiders|reports|talk) (?:to|of|about|on|say|said|suggest)\b|\baccording to\b",
    re.IGNORECASE,
)
_WITH_PARTICLE = {"rule": "out", "turn": "down"}
_STANDS = frozenset("is are was were be been voted votes vote spoke came decided".split())
_BE = frozenset("is are was were be been being".split())
#: "Would" and "should" are left out: reported speech turns "will" into "would" and back.
_HEDGES = frozenset(
    stem(word)
    for word in "may might could possible possibly potential potentially perhaps reportedly allegedly alleged "
    "apparently considers considering mulls mulling proposed suggested likely unconfirmed rumoured rumored "
    "expected plans planned hopes hypothetical thinking thinks intends wants aims open discussing discussed "
    "claimed believed unnamed anonymous unidentified undisclosed unverified rumor rumour speculation seems "
    "appears envisages eyeing weighing weighs contemplates".split()
)
_CLAUSE_END = re.compile(
    r"[.;:!?](?=\s|$)|,[\"”’']?\s|\s(?:but|although|though|while|whereas|after|because|since|unless)\s"
)


def contradicted_words(claim: str, source: str) -> set[str]:
    """Stems that both texts have, denied in exactly one of them; empty when their polarity agrees.

    A word that is denied in both settles it: "no date was set by the court" denies more words than "the court
    has not set a date", and says the same.
    """
    in_claim, in_source = _denials(claim), _denials(source)
    # who is spoken of is not what is denied: "not France but Poland rejected it"
    actors = {stem(word) for name in names(claim) + names(source) for word in words(name)}
    shared = {word for word in (in_claim.keys() & in_source.keys()) - actors if not word[0].isdigit()}
    if any(True in in_claim[word] & in_source[word] for word in shared):
        return set()
    return {word for word in shared if not in_claim[word] & in_source[word]}


def agreed_words(claim: str, sources: Sequence[str]) -> set[str]:
    """Stems whose polarity in the claim is that of some source."""
    in_claim = _denials(claim)
    return {word for source in sources for word, told in _denials(source).items() if told & in_claim.get(word, set())}


def most_alike(claim: str, sources: Sequence[str]) -> list[str]:
    """The source that says most of what the claim says, whoever is named; all of them where several do."""
    actors = {stem(word) for name in names(claim) for word in words(name)}
    said = set(_content(claim)) - actors
    shared = [len(said & set(_content(source))) for source in sources]
    return [source for source, count in zip(sources, shared, strict=True) if count == max(shared)]


def dropped_hedges(claim: str, source: str) -> set[str]:
    """Hedges of the source that reach over words of the claim, where the claim has no hedge at all."""
    if any(stem(word) in _HEDGES for word in words(claim)) or _HEDGING.search(claim):
        return set()
    shared = set(_content(claim))
    return {hedge for hedge, reach in _reaches(source, _HEDGES) if reach and len(reach & shared) >= min(2, len(reach))}


def _denials(text: str) -> dict[str, set[bool]]:
    """For each stem, whether it is denied (an odd number of times), in each clause that has it."""
    found: dict[str, set[bool]] = {}
    previous: list[str] = []
    for clause in _CLAUSE_END.split(text):
        tokens = words(clause)
        counts = dict.fromkeys(_content(clause), 0)
        for position in range(len(tokens)):
            if _is_negation(tokens, position) or _is_denying(tokens, position):
                behind = _content(" ".join(tokens[position + 1 :]))[:WINDOW]
                ahead = _content(" ".join(tokens[:position]))[-WINDOW:] if _is_passive(tokens, position) else []
                for reached in {*behind, *ahead}:
                    counts[reached] += 1
                if not behind and tokens[0] in ("which", "that"):  # "an offer, which the union turned down"
                    found |= {reached: {True} for reached in previous[-WINDOW:]}
        for reached, count in counts.items():
            found.setdefault(reached, set()).add(count % 2 == 1)
        previous = _content(clause)
    return found


def _is_negation(tokens: list[str], position: int) -> bool:
    # what "has yet to" or "still has to" happen has not
    first, third = tokens[position], tokens[position + 2 : position + 3]
    still = first == "still" and third == ["to"]
    return still or tokens[position : position + 2] == ["yet", "to"] or _negates(first)


def _negates(token: str) -> bool:
    return token in _NEGATIONS or token.endswith("n't")


def _is_passive(tokens: list[str], position: int) -> bool:
    """“The offer was rejected”: what is denied stands in front."""
    just_ahead = tokens[max(0, position - 2) : position]
    return tokens[position].endswith(("ed", "en")) and any(one in _BE for one in just_ahead)


def _is_denying(tokens: list[str], position: int) -> bool:
    own, following = stem(tokens[position]), tokens[position + 1 : position + 2]
    if own == "against":  # "was against", "voted against"; "a complaint against" denies nothing
        return position > 0 and tokens[position - 1] in _STANDS
    if own in _WITH_PARTICLE:  # "rule" denies only in "rule out", "turn" in "turn down"
        return following == [_WITH_PARTICLE[own]]
    return own in _DENYING_STEMS


def _reaches(text: str, cues: AbstractSet[str]) -> list[tuple[str, set[str]]]:
    found = []
    for clause in _CLAUSE_END.split(text):
        tokens = words(clause)
        for position, token in enumerate(tokens):
            # "may not" and "may no longer" are no possibilities
            forbids = tokens[position + 1 : position + 2] in (["not"], ["no"], ["never"])
            if stem(token) in cues and not forbids:
                found.append((token, set(_content(" ".join(tokens[position + 1 :]))[:WINDOW])))
    return found


def _content(text: str) -> list[str]:
    return [stem(word) for word in words(text) if word not in FUNCTION_WORDS and not _negates(word)]
