"""What a language model says of one claim and the words beside it, or of a sentence alone.

A small model answers with yes or no, and the probability of that word is the signal. The prompt holds the words and the
claim and nothing else, so that a claim takes a second or two. Whether the words contradict a claim is asked by giving
the model the claim with its verb denied: asked "does the text contradict the claim?", a model of 1.5B says yes to
whatever is about the same thing, and "true or false?" only mirrors the first question (tried on 19 claims).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Protocol

from assistant.checkers import Checker, Claim, NoChecker, TokenChecker
from assistant.evidence import Evidence, EvidenceSentence
from assistant.llm import LanguageModel, Message
from assistant.prompts import load_prompt
from assistant.sentences import sentence_spans

_LEANS = re.compile(r"\b(?:he|she|it|they|him|them|his|her|its|their)\b", re.IGNORECASE)


class Judge(Protocol):
    """Gives probabilities; None where it cannot tell.

    Attributes:
        name: what it is called.
    """

    name: str

    def supported(self, claim: str, words: Sequence[EvidenceSentence]) -> float | None:
        """P(the words say all of the claim)."""

    def states(self, sentence: str) -> float | None:
        """P(the sentence states a fact that can be looked up)."""


class TokenJudge:
    """Asks a model that gives the probabilities of its tokens.

    Args:
        model: the language model.
    """

    name = "token probabilities"

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        claim = frozenset({"text", "claim"})
        self._supported = load_prompt("claim/supported", claim)
        self._states = load_prompt("claim/states", frozenset({"sentence"}))

    def supported(self, claim: str, words: Sequence[EvidenceSentence]) -> float | None:
        """See :class:`Judge`."""
        messages = [
            Message("system", self._supported.system),
            Message("user", self._supported.user(text=told(words), claim=claim)),
        ]
        return _probability(self._model.probability(messages))

    def states(self, sentence: str) -> float | None:
        """See :class:`Judge`."""
        messages = [Message("system", self._states.system), Message("user", self._states.user(sentence=sentence))]
        return _probability(self._model.probability(messages))


class CheckerJudge:
    """Leaves support to a checker of the settings (a cross-encoder, or the rules alone), and the rest to the rules.

    Args:
        checker: see :mod:`assistant.checkers`.
    """

    def __init__(self, checker: Checker) -> None:
        self.name = checker.name
        self._checker = checker

    def supported(self, claim: str, words: Sequence[EvidenceSentence]) -> float | None:
        """See :class:`Judge`."""
        premises = tuple(sentence.text for sentence in words)
        return self._checker.check("", [Claim(claim, premises)], Evidence(tuple(words))).checks[0].probability

    def states(self, sentence: str) -> float | None:
        """See :class:`Judge`."""
        return None


def told(words: Sequence[EvidenceSentence]) -> str:
    """Sentences as a model should read them.

    Each article's under its title, and with the one before where that tells who "he" and what "its" is.
    """
    lines = []
    for _, group in groupby(words, key=lambda sentence: sentence.origin.article_id):
        sentences = list(group)
        said: list[str] = [sentences[0].origin.heading.rstrip(".") + "."] if sentences[0].origin.heading else []
        for sentence in sentences:
            before = sentence.origin.before
            if _LEANS.search(sentence.text) and before and (spans := sentence_spans(before)):
                start, end = spans[-1]
                if before[start:end] not in said:
                    said.append(before[start:end])
            said.append(sentence.text)
        lines.append(" ".join(" ".join(one.split()) for one in said))
    return "\n".join(lines)


def _probability(value: float | None) -> float | None:
    """What is no probability (an endpoint may send anything) counts as none given."""
    return value if value is not None and 0.0 <= value <= 1.0 else None


def judge_for(checker: Checker, model: LanguageModel) -> Judge:
    """Whoever judges single claims where that checker is in use; the rules alone where it wants all claims at once."""
    if isinstance(checker, TokenChecker):
        return TokenJudge(model)
    return CheckerJudge(NoChecker() if checker.whole else checker)
