"""A question that takes for granted what the articles deny: "How many troops did Poland send?".

No number answers it and a bare refusal hides what the reader came for. What the articles do say is shown
instead, word for word, so that nothing can be invented.
"""

from __future__ import annotations

import re

from assistant.evidence import Evidence, EvidenceSentence
from assistant.grounding.names import names, same_name
from assistant.grounding.polarity import denied_words
from assistant.sentences import sentence_spans
from assistant.words import question_terms, stem, words

#: "Did Poland send troops?" takes nothing for granted, and "is it true that" asks for exactly the denial.
_ASKS_WHETHER = re.compile(
    r"^\W*(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should)\b", re.IGNORECASE
)
_OPENS_WITH_PRONOUN = re.compile(r"^\W*(?:he|she|it|they|this|that|these|those|his|her|its|their)\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"^(?:\W*\w+){1,3}\W+(?:also|itself|himself|herself|themselves|too|added|likewise)\b", re.IGNORECASE
)


def denying_sentence(question: str, evidence: Evidence) -> EvidenceSentence | None:
    """The best sentence that denies of somebody in the question what the question says of them.

    It must name whom the question names first (whom it is about, as a rule), and turn the polarity of a word that
    both have.
    """
    asked = names(question)
    if not asked or _ASKS_WHETHER.match(question) or len(sentence_spans(question)) > 1:
        return None  # several sentences: what the question takes for granted cannot be told
    terms = {stem(term) for term in question_terms(question)}
    denying = [
        sentence
        for sentence in evidence.sentences
        if _names(asked[0], sentence.text) and denied_words(question, sentence.text) & terms
    ]
    by_itself = [sentence for sentence in denying if stands_alone(sentence)]
    return max(by_itself, key=lambda sentence: sentence.score, default=None)


def stands_alone(sentence: EvidenceSentence) -> bool:
    """False for one that opens with a pronoun: without the sentence before it, "he said so" says nothing."""
    return _OPENS_WITH_PRONOUN.match(sentence.text) is None


def leans_back(text: str) -> bool:
    """True for a sentence that only goes on about the one before it: "He added …", "It also …"."""
    return _OPENS_WITH_PRONOUN.match(text) is not None or _GOES_ON.search(text) is not None


def _names(asked: str, text: str) -> bool:
    return set(words(asked)) <= set(words(text)) or any(same_name(asked, other) for other in names(text))
