"""First, last, oldest, only: a rank that the source does not give, or gives with a place of its own.

Questions ask for the first and the oldest, and a small model repeats the word whether or not its source has it: "the
first accurate world map was published in 1507" from "the Ruysch map was published in 1507". And "the fourth longest"
becomes "the longest".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.grounding.names import name_stems
from assistant.words import stem, words

#: Words of one rank; one of them in the source is enough for any other of them in the claim. "Oldest" is not "first"
#: where people are told of; what counts is that a rank is given.
_RANKS = tuple(
    frozenset(group.split())
    for group in (
        "first 1st earliest oldest original originally initial initially inaugural debut debuted premiere premiered "
        "maiden opening pioneer pioneered pioneering",
        "last latest final finally newest recent recently ended closing ultimate ultimately",
        "only sole solely single exclusively alone unique",
        "largest biggest greatest highest most strongest heaviest longest tallest top leading major main record best "
        "maximum peak richest deepest busiest",
        "smallest lowest least fewest shortest weakest minimum lightest",
        "youngest newest latest junior",
        "nearest closest",
        "best top finest most greatest favourite favorite",
        "worst deadliest bloodiest heaviest most",
        "fastest quickest speediest",
    )
)
_SUPERLATIVE = re.compile(r"[a-z]{3,}(?<!for)(?<!inter)(?<!ear)(?<!hon)(?<!prot)est")
#: No superlatives, though they end like one.
_NO_RANK = frozenset(
    "forest interest request protest contest honest harvest invest arrest guest rest quest suggest digest chest nest "
    "modest conquest manifest priest midwest southwest northwest unrest everest budapest bucharest earnest tempest "
    "behest inquest detest attest reinvest disinterest rainforest test pest vest zest jest west crest "
    "podest bequest infest divest ingest molest congest rearrest".split()
)
_WORDS_OF_RANK = frozenset("first last final only sole".split())
#: "The first half", "last year", "at first": no rank among several.
_UNRANKED_BEHIND = {
    "first": frozenset("name names half quarter minister lady aid class degree hand instance place of person".split()),
    "last": frozenset(
        "name names year month week night day days weeks months years hour hours minute minutes decade decades "
        "century season summer winter spring autumn fall time for from until long longer into "
        "monday tuesday wednesday thursday friday saturday sunday".split()
    ),
    "final": frozenset("say word".split()),
}
_UNRANKED_BEFORE = {
    "last": frozenset("to can will would could may might should must not and".split()),
    "final": frozenset("the a semi quarter in this that their his her cup".split()),
    "only": frozenset("if not".split()),
}
_ORDINAL = r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th)|one of the|among the)"
_HIGHEST_WORDS = r"(?:most (\w+)|(\w+est|worst))\b"
_HIGHEST = re.compile(rf"\b{_HIGHEST_WORDS}", re.IGNORECASE)
_PLACED = re.compile(rf"\b{_ORDINAL}[ -]+{_HIGHEST_WORDS}", re.IGNORECASE)


def unstated_rank(claim: str, source: str) -> str | None:
    """The first rank in the claim of which the source has no word; else None.

    Args:
        claim: one sentence.
        source: the cited sentences with their titles and what stands before them.
    """
    told = set(words(source))
    named = name_stems(claim)
    for rank in _ranks(claim):
        same = {rank}.union(*(group for group in _RANKS if rank in group))
        base = rank.removesuffix("est").removesuffix("i")
        if not same & told and stem(rank) not in named and not any(_is_of(word, base) for word in told):
            return rank
    return None


def raised_rank(claim: str, source: str) -> tuple[str, str] | None:
    """(rank in the claim, rank in the source) where "the longest" stands for "the fourth longest"; else None."""
    placed = {_rank(match): match.group() for match in _PLACED.finditer(source)}
    if not placed:
        return None
    plain = {_rank(match) for match in _HIGHEST.finditer(_PLACED.sub(" ", source))}
    for match in _HIGHEST.finditer(_PLACED.sub(" ", claim)):
        rank = _rank(match)
        if rank in placed and rank not in plain:
            return match.group(), placed[rank]
    return None


def _rank(match: re.Match[str]) -> str:
    """“Visited” of "most visited", “longest”: of a match of either pattern."""
    return (match[1] or match[2]).lower()


def _ranks(claim: str) -> Iterator[str]:
    own = words(claim)
    for before, word, behind in zip(["", *own], own, [*own[1:], ""], strict=False):
        if before == "at" or behind in _UNRANKED_BEHIND.get(word, ()) or before in _UNRANKED_BEFORE.get(word, ()):
            continue
        if word in _WORDS_OF_RANK or (_SUPERLATIVE.fullmatch(word) and word not in _NO_RANK):
            yield word


def _is_of(word: str, base: str) -> bool:
    """“Older than any other” for "oldest"."""
    return len(base) >= 3 and word.startswith(base) and len(word) <= len(base) + 3
