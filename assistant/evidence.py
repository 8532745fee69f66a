"""Ranked passages → the few sentences that matter, in source order, within a token budget.

Prompt length is the latency of a local model, and more text does not make it more often right, so only
the best sentences go in, and they go in in steps: the model first reads the very best, and the rest only
where those do not answer. On the development questions 230 tokens hold the accepted answer for 0.975 of
the questions, 150 for 0.951, 100 for 0.873 (`docs/architecture.md`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedder
from assistant.instructions import addresses_a_machine, asks, is_about_asking, stated
from assistant.types import RetrievedPassage
from assistant.words import question_terms, stem, stems, words

#: Weight of the passage's fused score beside cosine and coverage of the sentence (each in [0, 1]):
#: 0, 0.5 and 1 put the gold passage first for 0.958, 0.958 and 0.951 of the development questions and
#: keep the answer in the evidence for 0.944, 0.968 and 0.975 of them.
PASSAGE_WEIGHT = 0.5

#: What a word of the question counts that only the title has. A headline says what its article is about, so
#: with its full weight every sentence of "Germany and Poland rule out sending troops" answers who did. For the
#: same reason the cosine is the mean of the sentence's with and without its title. Development questions with
#: the answer in the evidence: 0.975 at 1, 0.979 at 0.25.
TITLE_SHARE = 0.25

#: See ``EvidenceSelector._idf``; on the development questions 1, 0.5 and 0.25 are alike (0.979).
KIND_SHARE = 0.5
_KIND_ASKED_FOR = re.compile(r"\b(?:which|what) (\w+)")

_REFERS_BACK = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|this|that|these|those|such|both|also|however|there|then)\b",
    re.IGNORECASE,
)

#: Two sentences whose stems overlap this much (Jaccard) and whose numbers agree tell the same thing.
#: Syndicated copies reach 0.8 to 1.0; two sentences about one event in different words stay under 0.6.
SAME_SENTENCE = 0.75

#: Characters of the preceding text kept with a sentence: two sentences of news, enough to name a speaker.
BEFORE_CHARS = 400

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


_Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sentence stands: ``article.text[start:end]`` and what a citation shows of the article.

    ``before`` is the end of the text that precedes it in its passage, which tells who "he" is.
    """

    article_id: str
    title: str
    source: str | None
    date: str | None
    url: str | None
    path: str | None
    start: int
    end: int
    text: str
    before: str = ""

    @property
    def place(self) -> _Place:
        """Its article and where it begins there."""
        return self.article_id, self.start

    @property
    def heading(self) -> str:
        """The title as the model and the checks see it; none where it tells a machine what to do."""
        return "" if addresses_a_machine(self.title) else self.title


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """One sentence of evidence; ``copies`` are the same report in other articles.

    ``vector`` is its embedding, float32 (dimension,), L2-normalised.
    """

    origin: Source
    score: float
    cosine: float
    coverage: float
    vector: NDArray[np.float32] = field(repr=False, compare=False)
    copies: tuple[Source, ...] = ()

    @property
    def text(self) -> str:
        """The sentence as it stands in its article."""
        return self.origin.text


@dataclass(frozen=True, slots=True)
class Evidence:
    """The chosen sentences, step by step; within a step grouped by article (best first), in source order.

    ``best_cosine`` is the highest of any sentence, ``best_coverage`` the idf-weighted share of the question's words
    that the best-ranked one has (0 when empty); they are the same at every step.
    """

    sentences: tuple[EvidenceSentence, ...]
    best_cosine: float = 0.0
    best_coverage: float = 0.0

    def without_last(self) -> Evidence:
        """The evidence less its weakest sentence, for a prompt that would be too long."""
        weakest = min(range(len(self.sentences)), key=lambda i: self.sentences[i].score)
        return replace(self, sentences=self.sentences[:weakest] + self.sentences[weakest + 1 :])


class EvidenceSelector:
    """Chooses the evidence for a question.

    Args:
        embedder: compares question and sentences.
        document_frequencies: for words, in how many passages each occurs, and how many there are.
        budgets: tokens of evidence at each step, rising, in the embedding model's tokenizer (within 15 % of an LLM's).
    """

    def __init__(
        self,
        embedder: Embedder,
        document_frequencies: Callable[[Sequence[str]], tuple[list[int], int]],
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

    def _idf(self, question: str) -> dict[str, float]:
        """The weight of each stem of the question: BM25's inverse document frequency, and one.

        The one matters in small collections about one topic: where every article speaks of troops, the word
        would weigh nothing in "Which countries rejected sending troops?". The noun behind "which" or "what"
        counts half: it names the kind of answer, and an answer has instances instead ("Poland", not "countries").
        """
        terms = question_terms(question)
        counts, total = self._document_frequencies(terms)
        kinds = {stem(word) for word in _KIND_ASKED_FOR.findall(" ".join(words(question)))}
        return {
            stem(term): (1 + math.log(1 + (total - count + 0.5) / (count + 0.5)))
            * (KIND_SHARE if stem(term) in kinds and len(terms) > 1 else 1.0)
            for term, count in zip(terms, counts, strict=True)
        }

    def _scored(
        self, question: str, found: Sequence[RetrievedPassage], before: Mapping[_Place, _Place]
    ) -> list[EvidenceSentence]:
        origins = {o.place: (o, hit.score) for hit in reversed(found) for o in _sources(hit)}
        if not addresses_a_machine(question):
            origins = {place: value for place, value in origins.items() if not addresses_a_machine(value[0].text)}
        # "Does NATO plan …?" is no evidence that it does, but is one of what was asked
        after_questions = is_about_asking(question.rstrip(" ?"))
        if not after_questions:
            origins = {place: value for place, value in origins.items() if not asks(value[0].text)}
        if not origins:
            return []
        asked = self._embedder.encode([question], kind="query")[0]
        idf = self._idf(question)
        whole = _weight(idf.keys(), idf) or 1.0
        candidates = []
        for origin, passage_score in origins.values():
            own = idf.keys() & set(stems(origin.text if after_questions else stated(origin.text)))
            titled = (idf.keys() & set(stems(origin.heading))) - own
            coverage = (_weight(own, idf) + TITLE_SHARE * _weight(titled, idf)) / whole
            candidates.append(_Candidate(origin, coverage, coverage + PASSAGE_WEIGHT * passage_score))
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
        return _merged(ranked)

    def _worth_comparing(self, candidates: Sequence[_Candidate], before: Mapping[_Place, _Place]) -> list[_Candidate]:
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
        before: Mapping[_Place, _Place],
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

    origin: Source
    coverage: float
    score: float


def _rank(one: EvidenceSentence | _Candidate) -> tuple[float, str, int]:
    """Best first; the same order for the same scores."""
    return -one.score, *one.origin.place


def _sources(hit: RetrievedPassage) -> list[Source]:
    passage = hit.passage
    return [
        Source(
            article_id=passage.article_id,
            title=hit.title,
            source=hit.source,
            date=hit.date,
            url=hit.url,
            path=hit.path,
            start=start,
            end=end,
            text=passage.text[start - passage.start : end - passage.start],
            before=passage.text[: start - passage.start][-BEFORE_CHARS:],
        )
        for start, end in passage.sentences
        if not _is_heading(passage.text[start - passage.start : end - passage.start])
    ]


def _is_heading(sentence: str) -> bool:
    """A short line without a full stop states nothing; a list item or a table row is longer or has figures."""
    bare = sentence.rstrip("\"'”’)]")
    return not bare.endswith((".", "!", "?", "…", ":", ";")) and len(bare.split()) <= 8 and not re.search(r"\d", bare)


def _predecessors(found: Sequence[RetrievedPassage]) -> dict[_Place, _Place]:
    """For each sentence, the one before it in the same passage."""
    pairs = {}
    for hit in found:
        starts = [start for start, _ in hit.passage.sentences]
        for previous, current in pairwise(starts):
            pairs[(hit.passage.article_id, current)] = (hit.passage.article_id, previous)
    return pairs


def _merged(ranked: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """Near-identical sentences of different articles become one with all its sources."""
    kept: list[tuple[EvidenceSentence, frozenset[str]]] = []
    for sentence in ranked:
        own = frozenset(stems(sentence.text))
        for position, (other, known) in enumerate(kept):
            if _tells_the_same(sentence, own, other, known):
                kept[position] = (replace(other, copies=(*other.copies, sentence.origin)), known)
                break
        else:
            kept.append((sentence, own))
    return [sentence for sentence, _ in kept]


def _tells_the_same(
    one: EvidenceSentence, one_stems: frozenset[str], other: EvidenceSentence, other_stems: frozenset[str]
) -> bool:
    if one.origin.article_id == other.origin.article_id or not one_stems:
        return False
    if len(one_stems & other_stems) < SAME_SENTENCE * len(one_stems | other_stems):
        return False
    return _must_agree(one.text) == _must_agree(other.text)


def _must_agree(text: str) -> frozenset[str]:
    """Numbers and negations: sentences that differ in one of them are not the same report."""
    negations = {"no", "not", "never", "nor", "neither", "none", "cannot", "without"}
    return frozenset(word for word in words(text) if word in negations or word.endswith("n't") or word[0].isdigit())


def _in_source_order(chosen: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    best: dict[str, float] = {}
    for sentence in chosen:
        article_id = sentence.origin.article_id
        best[article_id] = max(best.get(article_id, 0.0), sentence.score)
    return sorted(chosen, key=lambda s: (-best[s.origin.article_id], s.origin.article_id, s.origin.start))


def _weight(terms: Iterable[str], idf: Mapping[str, float]) -> float:
    return sum(idf[term] for term in terms)
