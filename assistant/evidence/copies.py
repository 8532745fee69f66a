"""One report in several articles: near-identical sentences are told once, with all the places where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.evidence.types import EvidenceSentence, Span
from assistant.words import stems, words

#: Two sentences whose stems overlap this much (Jaccard) and whose numbers agree tell the same thing.
#: Syndicated copies reach 0.8 to 1.0; two sentences about one event in different words stay under 0.6.
SAME_SENTENCE = 0.75


def merged(ranked: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """Near-identical sentences of different articles become one with all its spans."""
    kept: list[tuple[EvidenceSentence, frozenset[str]]] = []
    for sentence in ranked:
        own = frozenset(stems(sentence.text))
        for position, (other, known) in enumerate(kept):
            if tells_the_same(sentence.origin, own, other.origin, known):
                kept[position] = (replace(other, copies=(*other.copies, sentence.origin)), known)
                break
        else:
            kept.append((sentence, own))
    return [sentence for sentence, _ in kept]


def tells_the_same(one: Span, one_stems: frozenset[str], other: Span, other_stems: frozenset[str]) -> bool:
    """Whether two sentences of different articles are one report; their stems are given, as they are compared often."""
    if one.article_id == other.article_id or not one_stems:
        return False
    if len(one_stems & other_stems) < SAME_SENTENCE * len(one_stems | other_stems):
        return False
    return _must_agree(one.text) == _must_agree(other.text)


def _must_agree(text: str) -> frozenset[str]:
    """Numbers and negations: sentences that differ in one of them are not the same report."""
    negations = {"no", "not", "never", "nor", "neither", "none", "cannot", "without"}
    return frozenset(word for word in words(text) if word in negations or word.endswith("n't") or word[0].isdigit())
