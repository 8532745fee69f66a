"""Whether two sentences, or two passages, of different articles are one report."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.words import stems, words

#: Two sentences whose stems overlap this much (Jaccard) and whose numbers agree tell the same thing.
#: Syndicated copies reach 0.8 to 1.0; two sentences about one event in different words stay under 0.6.
SAME_SENTENCE = 0.75
#: A passage of which this share of the sentences was read elsewhere is the same report once more.
SAME_REPORT = 0.7


def same_sentence(one: str, one_stems: frozenset[str], other: str, other_stems: frozenset[str]) -> bool:
    """Whether two sentences are one report; their stems are given, as they are compared often."""
    if not one_stems or len(one_stems & other_stems) < SAME_SENTENCE * len(one_stems | other_stems):
        return False
    return _must_agree(one) == _must_agree(other)


def tells_nothing_new(sentences: Sequence[str], known: Sequence[str]) -> bool:
    """Whether nearly all sentences of a passage stand among those of others."""
    ours = [(text, frozenset(stems(text))) for text in sentences]
    theirs = [(text, frozenset(stems(text))) for text in known]
    stating = [(text, own) for text, own in ours if own]
    same = sum(any(same_sentence(text, own, *other) for other in theirs) for text, own in stating)
    return same >= SAME_REPORT * len(stating)


def _must_agree(text: str) -> frozenset[str]:
    """Numbers and negations: sentences that differ in one of them are not the same report."""
    negations = {"no", "not", "never", "nor", "neither", "none", "cannot", "without"}
    return frozenset(word for word in words(text) if word in negations or word.endswith("n't") or word[0].isdigit())
