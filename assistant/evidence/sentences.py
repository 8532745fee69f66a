"""Ranked passages → the few sentences that matter, in source order, within a token budget.

For a small model on a laptop: prompt length is its latency, and more text does not make it more often right, so only
the best sentences go in, and they go in in steps: the model first reads the very best, and the rest only
where those do not answer. On the development questions 230 tokens hold the accepted answer for 0.975 of
the questions, 150 for 0.951, 100 for 0.873 (`docs/architecture.md`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.embedding import Embedder
from assistant.evidence.copies import merged, with_copies
from assistant.evidence.relevance import DocumentFrequencies, Relevance
from assistant.evidence.types import Evidence, EvidenceSentence, Place, Span, spans
from assistant.types import RetrievedPassage

#: Weight of the passage's fused score beside cosine and coverage of the sentence (each in [0, 1]):
#: 0, 0.5 and 1 put the gold passage first for 0.958, 0.958 and 0.951 of the development questions and
#: keep the answer in the evidence for 0.944, 0.968 and 0.975 of them.
PASSAGE_WEIGHT = 0.5

_REFERS_BACK = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|this|that|these|those|such|both|also|however|there|then)\b",
    re.IGNORECASE,
)

#: Only the sentences of the best passages are compared with the question. Six and ten passages keep the answer
#: in the evidence for the same share of the development questions (0.965 at 200 tokens), at 0.25 s and 0.40 s.
READ_PASSAGES = 6

#: Only the best sentences by words and passage are embedded, so many and so many times the tokens of the last budget,
#: and those before them where they refer back: embedding all of six passages is most of the time before the model. Of
#: 100 development questions 96 and 99 have the answer in the first and the last step's evidence with 16 as with all.
COMPARED = 16
COMPARED_BUDGETS = 2

#: A list question needs more than the one best sentence, but nothing far behind the best helps it.
MIN_SHARE_OF_BEST = 0.35


class SentenceSelector:
    """Chooses the evidence for a question.

    Args:
        embedder: compares question and sentences.
        document_frequencies: see :class:`~assistant.evidence.relevance.Relevance`.
        budgets: tokens of evidence at each step, rising, in the embedding model's tokenizer (within 15 % of an LLM's).
    """

    def __init__(
        self,
        embedder: Embedder,
        document_frequencies: DocumentFrequencies,
        *budgets: int,
    ) -> None:
        self._embedder = embedder
        self._document_frequencies = document_frequencies
        self._budgets = budgets

    def steps(self, question: str, found: Sequence[RetrievedPassage]) -> list[Evidence]:
        """The best sentences of the passages, each with the sentence before it where that tells who "he" is.

        Every step begins with the sentences of the one before, so that a model's prefix cache holds; a step
        that would add nothing is left out.
        """
        found = found[:READ_PASSAGES]
        before = _predecessors(found)
        ranked = self._scored(question, found, before)
        if not ranked:
            return [Evidence(())]
        best_cosine = max(sentence.cosine for sentence in ranked)
        steps: list[Evidence] = []
        read: list[EvidenceSentence] = []
        for budget in self._budgets:
            more = self._within_budget(ranked, before, read, budget)
            if more or not steps:
                read = [*read, *_in_source_order(more)]
                steps.append(Evidence(tuple(read), best_cosine, ranked[0].coverage))
        return steps

    def _scored(
        self, question: str, found: Sequence[RetrievedPassage], before: Mapping[Place, Place]
    ) -> list[EvidenceSentence]:
        origins = {o.place: (o, hit.score) for hit in reversed(found) for o in spans(hit)}
        relevance = Relevance(question, self._document_frequencies)
        candidates = [
            _Candidate(origin, coverage, coverage + PASSAGE_WEIGHT * passage_score)
            for origin, passage_score in origins.values()
            if relevance.may_be_read(origin)
            for coverage in [relevance.coverage(origin)]
        ]
        if not candidates:
            return []
        asked = self._embedder.encode([question], kind="query")[0]
        candidates = self._worth_comparing(candidates, before)
        texts = [f"{one.origin.heading}\n{one.origin.text}" for one in candidates]
        vectors = self._embedder.encode(texts + [one.origin.text for one in candidates])
        cosines = vectors @ asked
        ranked = []
        for number, one in enumerate(candidates):
            cosine, own_cosine = float(cosines[number]), float(cosines[len(candidates) + number])
            score = (cosine + own_cosine) / 2 + one.score
            ranked.append(EvidenceSentence(one.origin, score, cosine, one.coverage, vectors[number]))
        ranked.sort(key=_rank)
        return with_copies(merged(ranked), found)

    def _worth_comparing(self, candidates: Sequence[_Candidate], before: Mapping[Place, Place]) -> list[_Candidate]:
        """The best by words and passage, twice what can be read, and the sentences before those that refer back."""
        ranked = sorted(candidates, key=_rank)
        left = COMPARED_BUDGETS * self._budgets[-1]
        best: list[_Candidate] = []
        for one in ranked:
            if left <= 0 and len(best) >= COMPARED:
                break
            left -= self._embedder.count_tokens(one.origin.text)
            best.append(one)
        wanted = {before.get(one.origin.place) for one in best if _REFERS_BACK.search(one.origin.text)}
        return best + [one for one in ranked[len(best) :] if one.origin.place in wanted]

    def _within_budget(
        self,
        ranked: Sequence[EvidenceSentence],
        before: Mapping[Place, Place],
        read: Sequence[EvidenceSentence],
        budget: int,
    ) -> list[EvidenceSentence]:
        """What to add to what was read, best first, until the budget for both is spent."""
        by_place = {sentence.origin.place: sentence for sentence in ranked}
        chosen = {sentence.origin.place: sentence for sentence in read}
        left = budget - sum(self._cost(sentence) for sentence in read)
        floor = ranked[0].score * MIN_SHARE_OF_BEST
        for sentence in ranked:
            if sentence.score < floor:
                break
            # the sentence before tells who "he" is; where nothing refers back it only distracts
            context = before.get(sentence.origin.place) if _REFERS_BACK.search(sentence.text) else None
            for wanted in (sentence.origin.place, context):
                candidate = by_place.get(wanted) if wanted else None
                if wanted is None or candidate is None or wanted in chosen:
                    continue
                cost = self._cost(candidate)
                if cost <= left or not chosen:
                    chosen[wanted] = candidate
                    left -= cost
        return list(chosen.values())[len(read) :]

    def _cost(self, sentence: EvidenceSentence) -> int:
        return self._embedder.count_tokens(sentence.text) - 2  # the tokenizer's own two


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence before it is embedded; ``score`` is all of its score but the cosines."""

    origin: Span
    coverage: float
    score: float


def _rank(one: EvidenceSentence | _Candidate) -> tuple[float, str, int]:
    """Best first; the same order for the same scores."""
    return -one.score, *one.origin.place


def _predecessors(found: Sequence[RetrievedPassage]) -> dict[Place, Place]:
    """For each sentence, the one before it in the same passage."""
    pairs = {}
    for hit in found:
        starts = [start for start, _ in hit.passage.sentences]
        for previous, current in pairwise(starts):
            pairs[(hit.passage.article_id, current)] = (hit.passage.article_id, previous)
    return pairs


def _in_source_order(chosen: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    best: dict[str, float] = {}
    for sentence in chosen:
        article_id = sentence.origin.article_id
        best[article_id] = max(best.get(article_id, 0.0), sentence.score)
    return sorted(chosen, key=lambda s: (-best[s.origin.article_id], s.origin.article_id, s.origin.start))
