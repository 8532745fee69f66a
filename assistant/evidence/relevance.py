"""How much a sentence is about a question: the share of the question's words, weighted, that it has."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence

from assistant.evidence.types import Span
from assistant.instructions import addresses_a_machine, asks, is_about_asking, stated
from assistant.words import question_terms, stem, stems, words

#: What a word of the question counts that only the title has. A headline says what its article is about, so
#: with its full weight every sentence of "Germany and Poland rule out sending troops" answers who did. For the
#: same reason the cosine is the mean of the sentence's with and without its title. Development questions with
#: the answer in the evidence: 0.975 at 1, 0.979 at 0.25.
TITLE_SHARE = 0.25

#: See ``_inverse_frequencies``; on the development questions 1, 0.5 and 0.25 are alike (0.979).
KIND_SHARE = 0.5
_KIND_ASKED_FOR = re.compile(r"\b(?:which|what) (\w+)")

#: For words, in how many passages each occurs, and how many passages there are.
DocumentFrequencies = Callable[[Sequence[str]], tuple[list[int], int]]


class Relevance:
    """Compares sentences with one question.

    Args:
        question: what is asked.
        document_frequencies: tells how telling a word is.
    """

    def __init__(self, question: str, document_frequencies: DocumentFrequencies) -> None:
        self._weights = _inverse_frequencies(question, document_frequencies)
        self._whole = self._weight(self._weights) or 1.0
        # "Does NATO plan …?" is no evidence that it does, but is one of what was asked
        self._after_questions = is_about_asking(question.rstrip(" ?"))
        self._after_orders = addresses_a_machine(question)

    def may_be_read(self, origin: Span) -> bool:
        """False for a sentence that tells a machine what to do, or only asks, where neither was asked about."""
        if not self._after_orders and addresses_a_machine(origin.text):
            return False
        return self._after_questions or not asks(origin.text)

    def coverage(self, origin: Span) -> float:
        """Weighted share in [0, 1] of the question's words that the sentence has; its title's count little."""
        own = self._weights.keys() & set(stems(origin.text if self._after_questions else stated(origin.text)))
        titled = (self._weights.keys() & set(stems(origin.heading))) - own
        return (self._weight(own) + TITLE_SHARE * self._weight(titled)) / self._whole

    def _weight(self, terms: Iterable[str]) -> float:
        return sum(self._weights[term] for term in terms)


def _inverse_frequencies(question: str, document_frequencies: DocumentFrequencies) -> dict[str, float]:
    """The weight of each stem of the question: BM25's inverse document frequency, and one.

    The one matters in small collections about one topic: where every article speaks of troops, the word
    would weigh nothing in "Which countries rejected sending troops?". The noun behind "which" or "what"
    counts half: it names the kind of answer, and an answer has instances instead ("Poland", not "countries").
    """
    terms = question_terms(question)
    counts, total = document_frequencies(terms)
    kinds = {stem(word) for word in _KIND_ASKED_FOR.findall(" ".join(words(question)))}
    return {
        stem(term): (1 + math.log(1 + (total - count + 0.5) / (count + 0.5)))
        * (KIND_SHARE if stem(term) in kinds and len(terms) > 1 else 1.0)
        for term, count in zip(terms, counts, strict=True)
    }
