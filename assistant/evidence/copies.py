"""One report in several articles: near-identical sentences are told once, with all the places where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.evidence.types import EvidenceSentence, Span, spans
from assistant.same_report import same_sentence
from assistant.types import RetrievedPassage
from assistant.words import stems

#: So many passages of copies that were found beside one are looked through for the places of its sentences: an answer
#: cites five articles for one report, and says how many more there are.
MOST_COPIES = 4


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


def with_copies(sentences: Sequence[EvidenceSentence], found: Sequence[RetrievedPassage]) -> list[EvidenceSentence]:
    """The sentences with the places where they stand in the copies that the search has put behind their passages."""
    elsewhere = {
        hit.passage.id: [span for copy in hit.also[:MOST_COPIES] for span in spans(copy)] for hit in found if hit.also
    }
    if not elsewhere:
        return list(sentences)
    passages = {span.place: hit.passage.id for hit in found if hit.also for span in spans(hit)}
    return [_with_places(one, elsewhere.get(passages.get(one.origin.place, ""), ())) for one in sentences]


def _with_places(sentence: EvidenceSentence, others: Sequence[Span]) -> EvidenceSentence:
    own = frozenset(stems(sentence.text))
    known = {sentence.origin.place, *(copy.place for copy in sentence.copies)}
    new = {
        span.place: span
        for span in others
        if span.place not in known and tells_the_same(sentence.origin, own, span, frozenset(stems(span.text)))
    }
    return replace(sentence, copies=(*sentence.copies, *new.values())) if new else sentence


def tells_the_same(one: Span, one_stems: frozenset[str], other: Span, other_stems: frozenset[str]) -> bool:
    """Whether two sentences of different articles are one report; their stems are given, as they are compared often."""
    return one.article_id != other.article_id and same_sentence(one.text, one_stems, other.text, other_stems)
