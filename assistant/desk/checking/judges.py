"""What is asked of a model about one claim and the words beside it, or about a sentence alone.

Whether the words carry the claim is asked as of an answer's statements, by the checker of the settings, so that a
verdict here and one there mean the same. Whether they contradict it is asked by giving the checker the claim with its
verb denied: asked "does the text contradict the claim?", a model of 1.5B says yes to whatever is about the same thing,
and "true or false?" only mirrors the first question (19 claims of `pairs.jsonl`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.checkers import Checker, Claim, NoChecker, TokenChecker
from assistant.evidence import Evidence, EvidenceSentence
from assistant.llm import LanguageModel, Message
from assistant.prompts import load_prompt
from assistant.sentences import sentence_spans

#: Words that mean somebody or something of the sentence before.
LEANS = re.compile(r"\b(?:he|she|it|they|him|them|his|her|its|their)\b", re.IGNORECASE)


class Judge:
    """Gives probabilities; None where it cannot tell.

    Args:
        checker: whether words carry a claim.
        model: asked whether a sentence states anything, where it gives probabilities; else None.
    """

    def __init__(self, checker: Checker, model: LanguageModel | None = None) -> None:
        self.name = checker.name
        self._checker = checker
        self._model = model
        self._states = load_prompt("claim/states", frozenset({"sentence"}))

    def supported(self, claim: str, words: Sequence[EvidenceSentence]) -> float | None:
        """P(the words say all of the claim)."""
        asked = Claim(claim, tuple(_in_context(words)))
        return self._checker.check("", [asked], Evidence(tuple(words))).checks[0].probability

    def states(self, sentence: str) -> float | None:
        """P(the sentence states a fact that can be looked up)."""
        if self._model is None:
            return None
        messages = [Message("system", self._states.system), Message("user", self._states.user(sentence=sentence))]
        value = self._model.probability(messages)
        # what is no probability (an endpoint may send anything) counts as none given
        return value if value is not None and 0.0 <= value <= 1.0 else None


def judge_for(checker: Checker, model: LanguageModel) -> Judge:
    """Whoever judges single claims where that checker is in use; the rules alone where it wants all claims at once."""
    if isinstance(checker, TokenChecker):
        return Judge(checker, model)
    return Judge(NoChecker() if checker.whole else checker)


def _in_context(words: Sequence[EvidenceSentence]) -> list[str]:
    """The sentences, each behind the one before it where that tells who "he" and what "its" is."""
    said: list[str] = []
    for sentence in words:
        before = sentence.origin.before
        if LEANS.search(sentence.text) and (spans := sentence_spans(before)):
            start, end = spans[-1]
            said.append(before[start:end])
        said.append(sentence.text)
    return list(dict.fromkeys(said))
