"""Negation and hedges: is what the claim states as a fact denied, or only a possibility, in the source?

A cue reaches to the end of its clause, but at most over five content words (the window of NegEx, Chapman
et al. 2001). Only words that claim and source share are compared, so that a denial elsewhere in a long
sentence does not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from assistant.grounding.dates import MONTHS
from assistant.grounding.names import name_stems
from assistant.grounding.verbs import BE, is_participle
from assistant.words import FUNCTION_WORDS, stem, words

#: Content words that a cue reaches over (NegEx: "up to five").
WINDOW = 5

_NEGATIONS = frozenset("no not never nor neither none nobody nothing cannot without unable unlikely".split())
#: Verbs that deny what follows them; "cannot exclude" is then denied twice, which is a possibility.
_DENYING_STEMS = frozenset(
    stem(word)
    for word in "reject refuse deny denied decline oppose opposed exclude doubt dismiss ban prohibit forbid".split()
)
#: Make a whole sentence a rumour, wherever they stand in it.
_UNVERIFIED = frozenset("unnamed anonymous unidentified unverified unconfirmed rumour rumours rumor rumors".split())
#: "Could get lost": what is only possible is the loss.
_LIGHT = frozenset("get got becom becam go take took".split())
#: Hedges of several words, which are none in other company ("said", "to").
_HEDGING = re.compile(
    r"\b(?:said|thought|reported|rumou?red|believed|expected|set|due|planning|planned|hoping|thinking|talks|sources|"
    r"officials|insiders|reports|talk) (?:to|of|about|on|say|said|suggest)\b",
    re.IGNORECASE,
)
#: Who told it is no hedge of "may have"; it is one of "reportedly", or where nobody in particular tells it.
_TOLD = re.compile(r"\baccording to\b", re.IGNORECASE)
_HEARSAY = frozenset("reportedly allegedly alleged apparently supposedly claimed believed rumoured rumored".split())
_OPPOSITES = tuple(
    (frozenset(up.split()), frozenset(down.split()))
    for up, down in (
        ("rose rise rises risen rising up increased increase increases grew grow grows grown climbed higher raised",
         "fell fall falls fallen falling down decreased decrease decreases shrank dropped declined lower cut sank"),
        ("accepted accepts upheld approved backed backs welcomed",
         "rejected rejects dismissed refused opposed opposes turned"),
        ("imports imported import", "exports exported export"),
        ("profit profits", "loss losses"),
        ("confirmed confirms admitted admits", "denied denies"),
    )
)  # fmt: skip
_WITH_PARTICLE = {"rule": "out", "turn": "down"}
_DENIED_BY_UN = frozenset(
    "clear certain safe changed happy willing aware fair true able lawful popular harmed likely".split()
)
_NOT_PARTED = frozenset("united unnamed undisclosed unidentified unprecedented".split())
_STANDS = frozenset("is are was were be been voted votes vote spoke came decided".split())
#: "Would" and "should" are left out: reported speech turns "will" into "would" and back.
_HEDGES = frozenset(
    stem(word)
    for word in "may might could possible possibly potential potentially perhaps reportedly allegedly alleged "
    "apparently considers considering mulls mulling proposed suggested likely unconfirmed rumoured rumored "
    "expected plans planned hopes hypothetical thinking thinks intends wants aims open discussing discussed "
    "claimed believed probably presumably "
    "supposedly maybe seems appears envisages eyeing weighing weighs contemplates".split()
)
_CLAUSE_END = re.compile(
    r"[.;:!?](?=\s|$)|,[\"”’']?\s|\s(?:but|although|though|while|whereas|after|because|since|unless)\s"
)


#: "Not before May at the earliest" and "closed until at least May" deny nothing of these words.
_MEASURES = frozenset(stem(word) for word in "least earliest latest most until before".split())


def contradicted_words(claim: str, source: str) -> set[str]:
    """Stems that both texts have, denied in exactly one of them; empty when their polarity agrees.

    A word that is denied in both settles it: "no date was set by the court" denies more words than "the court
    has not set a date", and says the same.
    """
    in_claim, in_source = _denials(claim), _denials(source)
    # who is spoken of is not what is denied: "not France but Poland rejected it"
    actors = name_stems(claim) | name_stems(source)
    shared = {word for word in (in_claim.keys() & in_source.keys()) - actors - _MEASURES if not word[0].isdigit()}
    if any(True in in_claim[word] & in_source[word] for word in shared):
        return set()
    return {word for word in shared if not in_claim[word] & in_source[word]}


def denied_words(question: str, source: str) -> set[str]:
    """Stems that the source denies and the question takes for granted; not those that only the question denies."""
    in_source = _denials(source)
    return {word for word in contradicted_words(question, source) if True in in_source[word]}


def agreed_words(claim: str, sources: Sequence[str]) -> set[str]:
    """Stems whose polarity in the claim is that of some source."""
    in_claim = _denials(claim)
    return {word for source in sources for word, told in _denials(source).items() if told & in_claim.get(word, set())}


def most_alike(claim: str, sources: Sequence[str]) -> list[str]:
    """The source that says most of what the claim says, whoever is named; all of them where several do."""
    actors = name_stems(claim)
    said = set(_content(claim)) - actors
    shared = [len(said & set(_content(source))) for source in sources]
    return [source for source, count in zip(sources, shared, strict=True) if count == max(shared)]


def opposite_word(claim: str, sources: Sequence[str]) -> tuple[str, str] | None:
    """(word of the claim, word of the source) where one says "fell" and the other "rose"; None where none does."""
    for one, other in _OPPOSITES:
        there = [word for source in sources for word in words(source)]
        for here, against in ((one, other), (other, one)):
            own = [word for word in words(claim) if word in here]
            theirs = [word for word in there if word in against]
            if own and theirs and not any(word in here for word in there) and not set(words(claim)) & against:
                return own[0], theirs[0]
    return None


def dropped_hedges(claim: str, source: str) -> set[str]:
    """Hedges of the source that reach over words of the claim, where the claim has no hedge in that place."""
    hedged = _hedged_words(claim)
    shared = set(_content(claim))
    dropped = {
        hedge
        for hedge, reach in _reaches(source, _HEDGES)
        if reach
        and len(reach & shared) >= min(2, len(reach))
        and not reach & shared & hedged
        and not (hedge in _HEARSAY and _TOLD.search(claim))
    }
    anonymous = hedged or _TOLD.search(claim) or _UNVERIFIED & set(words(claim))
    if len(shared & set(_content(source))) >= 2 and not anonymous:
        dropped |= {word for word in words(source) if word in _UNVERIFIED}
    return dropped


def _hedged_words(text: str) -> set[str]:
    """The content words of every clause that has a hedge of any kind."""
    hedged: set[str] = set()
    for clause in _CLAUSE_END.split(text):
        if any(stem(word) in _HEDGES or word == "should" for word in words(clause)) or _HEDGING.search(clause):
            hedged.update(_content(clause))
    return hedged


def _denials(text: str) -> dict[str, set[bool]]:
    """For each stem, whether it is denied (an odd number of times), in each clause that has it."""
    found: dict[str, set[bool]] = {}
    previous: list[str] = []
    for clause in _CLAUSE_END.split(text):
        tokens = _with_parted_un(words(clause))
        counts = dict.fromkeys(_content(" ".join(tokens)), 0)
        for position in range(len(tokens)):
            if _is_negation(tokens, position) or _is_denying(tokens, position):
                behind = _content(" ".join(tokens[position + 1 :]))[:WINDOW]
                ahead = _content(" ".join(tokens[:position]))[-WINDOW:] if _is_passive(tokens, position) else []
                if tokens[position] == "against":  # "voted against it"
                    ahead = _content(tokens[position - 1])
                for reached in {*behind, *ahead}:
                    counts[reached] += 1
                if not behind and tokens[0] in ("which", "that"):  # "an offer, which the union turned down"
                    found |= {reached: {True} for reached in previous[-WINDOW:]}
        for reached, count in counts.items():
            found.setdefault(reached, set()).add(count % 2 == 1)
        previous = _content(clause)
    return found


def _with_parted_un(tokens: list[str]) -> list[str]:
    """“Unknown” is “not known”, “unpaid” is “not paid”."""
    parted: list[str] = []
    for token in tokens:
        plain = token.removeprefix("un")
        is_denial = plain != token and len(plain) > 3 and (is_participle(plain) or plain in _DENIED_BY_UN)
        parted += ["not", plain] if is_denial and token not in _NOT_PARTED else [token]
    return parted


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
    if _negates(tokens[position]):  # "was not paid"
        position, just_ahead = position + 1, tokens[max(0, position - 1) : position]
    return position < len(tokens) and is_participle(tokens[position]) and any(one in BE for one in just_ahead)


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
            # "does not believe" is a denial
            forbids = forbids or (position > 0 and _negates(tokens[position - 1]))
            if stem(token) in cues and not forbids and not _is_month(tokens, position):
                found.append((token, set(_content(" ".join(tokens[position + 1 :]))[:WINDOW]) - _LIGHT))
    return found


def _is_month(tokens: list[str], position: int) -> bool:
    """“21 May” is a day."""
    beside = tokens[max(0, position - 1) : position + 2]
    return tokens[position] in MONTHS and any(one[0].isdigit() for one in beside)


def _content(text: str) -> list[str]:
    return [stem(word) for word in words(text) if word not in FUNCTION_WORDS and not _negates(word)]
