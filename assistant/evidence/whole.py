"""Ranked passages → whole passages and short articles, in an order that serves reading, within a token budget.

For a model that reads thousands of tokens. What is asked for a list, a reason, a timeline or a summary stands in no
single sentence: of 67 questions that journalists ask, single sentences (200 tokens) hold all that the answer needs
for 23, whole passages of up to 4,000 tokens for 64.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.embedding import Embedder
from assistant.evidence.copies import tells_the_same, with_copies
from assistant.evidence.relevance import DocumentFrequencies, Relevance
from assistant.evidence.types import Evidence, EvidenceSentence, Place, Span, spans
from assistant.same_report import SAME_REPORT
from assistant.types import Passage, RetrievedPassage
from assistant.words import stems

#: An article that takes at most this share of the budget may be read whole.
WHOLE_SHARE = 0.5
#: What is read whole takes at most this share of the budget in all; the rest is for other articles.
WHOLE_IN_ALL = 0.7
#: Fewer tokens than this the passages of an article do not have on average, however short they are set.
FEWEST_TOKENS = 16


class PassageSelector:
    """Chooses the evidence for a question.

    Args:
        embedder: counts tokens, and gives sentences the vectors by which statements find them.
        document_frequencies: see :class:`~assistant.evidence.relevance.Relevance`.
        passages_of: the passages of an article with such numbers in it, in its order.
        budget: tokens of evidence, in the embedding model's tokenizer.
    """

    def __init__(
        self,
        embedder: Embedder,
        document_frequencies: DocumentFrequencies,
        passages_of: Callable[[str, range], Sequence[Passage]],
        budget: int,
    ) -> None:
        self._embedder = embedder
        self._document_frequencies = document_frequencies
        self._passages_of = passages_of
        self._budget = budget

    def steps(self, question: str, found: Sequence[RetrievedPassage]) -> list[Evidence]:
        """One step: short articles whole, the passages found, and what stands beside them, as far as the budget goes.

        Articles come in the order of their best passage, the sentences of each in the order of its text. The same
        report in another article is read once and keeps both places.
        """
        relevance = Relevance(question, self._document_frequencies)
        chosen = _Chosen(self._budget, self._cost, relevance)
        for hit in self._in_turn(found):
            chosen.take(hit)
        read = chosen.in_reading_order()
        if not read:
            return [Evidence(())]
        asked = self._embedder.encode([question], kind="query")[0]
        vectors = self._embedder.encode([f"{one.origin.heading}\n{one.origin.text}" for one in read])
        sentences = tuple(
            EvidenceSentence(
                one.origin,
                one.score + float(vector @ asked) + one.coverage,
                float(vector @ asked),
                one.coverage,
                vector,
                tuple(one.copies),
            )
            for one, vector in zip(read, vectors, strict=True)
        )
        best = max(sentences, key=lambda sentence: sentence.score)
        sentences = tuple(with_copies(sentences, found))
        return [Evidence(sentences, max(sentence.cosine for sentence in sentences), best.coverage)]

    def _in_turn(self, found: Sequence[RetrievedPassage]) -> Iterator[RetrievedPassage]:
        """The passages to take while there is room: short articles, then all found, then their neighbours."""
        articles = list(dict.fromkeys(hit.passage.article_id for hit in found))
        best = {hit.passage.article_id: hit for hit in reversed(found)}
        short, left = WHOLE_SHARE * self._budget, WHOLE_IN_ALL * self._budget
        beyond = int(short / FEWEST_TOKENS) + 1  # no short article has so many passages
        for article in articles:
            passages = self._passages_of(article, range(beyond))
            if len(passages) == beyond:
                continue
            size = sum(self._cost(passage.text) for passage in passages)
            if size <= min(short, left):
                left -= size
                yield from (replace(best[article], passage=passage) for passage in passages)
        yield from found
        for hit in found:
            place = hit.passage.ordinal
            for passage in self._passages_of(hit.passage.article_id, range(max(place - 1, 0), place + 2)):
                yield replace(hit, passage=passage)

    def _cost(self, text: str) -> int:
        return self._embedder.count_tokens(text) - 2  # the tokenizer's own two


@dataclass
class _Read:
    """A sentence that was chosen."""

    origin: Span
    score: float
    coverage: float
    copies: list[Span] = field(default_factory=list)


class _Chosen:
    """What was chosen so far, and how much room is left."""

    def __init__(self, budget: int, cost: Callable[[str], int], relevance: Relevance) -> None:
        self._left = budget
        self._cost = cost
        self._relevance = relevance
        self._read: dict[Place, _Read] = {}
        self._stems: dict[Place, frozenset[str]] = {}
        self._articles: list[str] = []

    def take(self, hit: RetrievedPassage) -> None:
        """Choose a passage's sentences that were not chosen yet, all or none of them."""
        new = [one for one in spans(hit) if one.place not in self._read and self._relevance.may_be_read(one)]
        same = self._same_report(new)
        if same is not None:
            for origin, read in zip(new, same, strict=True):
                if read is not None and origin not in read.copies:
                    read.copies.append(origin)
            return
        cost = sum(self._cost(one.text) for one in new)
        if cost > self._left and (self._read or not new):
            return
        self._left -= cost
        if hit.passage.article_id not in self._articles:
            self._articles.append(hit.passage.article_id)
        for origin in new:
            self._read[origin.place] = _Read(origin, hit.score, self._relevance.coverage(origin))

    def in_reading_order(self) -> list[_Read]:
        """Article by article, each in the order of its text."""
        order = {article: number for number, article in enumerate(self._articles)}
        return sorted(self._read.values(), key=lambda one: (order[one.origin.article_id], one.origin.start))

    def _same_report(self, new: Iterable[Span]) -> list[_Read | None] | None:
        """For each sentence the one that says the same elsewhere; None where the passage tells something of its own."""
        pairs = [self._same_sentence(origin) for origin in new]
        known = sum(one is not None for one in pairs)
        return pairs if pairs and known >= SAME_REPORT * len(pairs) else None

    def _same_sentence(self, origin: Span) -> _Read | None:
        own = self._stems_of(origin)
        return next(
            (one for one in self._read.values() if tells_the_same(origin, own, one.origin, self._stems_of(one.origin))),
            None,
        )

    def _stems_of(self, origin: Span) -> frozenset[str]:
        if origin.place not in self._stems:
            self._stems[origin.place] = frozenset(stems(origin.text))
        return self._stems[origin.place]
