"""What a question takes for granted and a sentence denies, by cues and their reach: questions are not parsed.

A cue reaches to the end of its clause, but at most over five content words (the window of NegEx, Chapman
et al. 2001). Only words that claim and source share are compared, so that a denial elsewhere in a long
sentence does not count.
"""

from __future__ import annotations

import re

from assistant.grounding.names import name_stems
from assistant.words import FUNCTION_WORDS, stem, words

_BE = frozenset("is are was were be been being gets got".split())
#: Content words that a cue reaches over (NegEx: "up to five").
WINDOW = 5

_NEGATIONS = frozenset("no not never nor neither none nobody nothing cannot without unable unlikely".split())
#: Verbs that deny what follows them; "cannot exclude" is then denied twice, which is a possibility.
_DENYING_STEMS = frozenset(
    stem(word)
    for word in "reject refuse deny denied decline oppose opposed exclude doubt dismiss ban prohibit forbid".split()
)
_WITH_PARTICLE = {"rule": "out", "turn": "down"}
_IRREGULAR = frozenset(
    "paid sold bought made held met won lost sent built found told known set put cut read left".split()
)
_DENIED_BY_UN = frozenset(
    "clear certain safe changed happy willing aware fair true able lawful popular harmed likely".split()
)
_NOT_PARTED = frozenset("united unnamed undisclosed unidentified unprecedented".split())
_STANDS = frozenset("is are was were be been voted votes vote spoke came decided".split())
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
        is_denial = plain != token and len(plain) > 3 and (_is_participle(plain) or plain in _DENIED_BY_UN)
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
    return position < len(tokens) and _is_participle(tokens[position]) and any(one in _BE for one in just_ahead)


def _is_denying(tokens: list[str], position: int) -> bool:
    own, following = stem(tokens[position]), tokens[position + 1 : position + 2]
    if own == "against":  # "was against", "voted against"; "a complaint against" denies nothing
        return position > 0 and tokens[position - 1] in _STANDS
    if own in _WITH_PARTICLE:  # "rule" denies only in "rule out", "turn" in "turn down"
        return following == [_WITH_PARTICLE[own]]
    return own in _DENYING_STEMS


def _is_participle(form: str) -> bool:
    """True for what may stand in a passive."""
    return form.endswith(("ed", "en")) or form in _IRREGULAR


def _content(text: str) -> list[str]:
    return [stem(word) for word in words(text) if word not in FUNCTION_WORDS and not _negates(word)]
