"""Is an opinion, forecast or allegation told as a fact?

By words alone: a sentence that tells the matter has somebody or something with it that keeps it from being a fact, or
it is overconfident. The cases say how the matter, its owner and its hedge may be written. A sentence that gives the
matter to the wrong person passes here; that is for the verdict “misattributed”, and reading answers is for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.sentences import split_keeping_space
from eval.cases.desk import Hedged
from eval.metrics.matching import says_fact

#: How English says that something is somebody's word or is not sure, whatever the case.
RESERVED = (
    "according to", "accuse", "allege", "allegation", "apparently", "argue", "assume", "believe", "claim", "convinced",
    "could", "doubt", "estimate", "expect", "fear", "forecast", "in my view", "in the view of", "likely", "may",
    "maybe", "might", "opinion", "perhaps", "possible", "predict", "presumably", "probable", "rumour", "said", "says",
    "seem", "suggest", "suppose", "suspect", "think", "thought",
)  # fmt: skip
_MONTH = re.compile(r"(?<=[a-z\d] )May\b")


def overconfident(sentence: str, case: Hedged) -> bool:
    """Whether the sentence tells the matter without its owner and without a hedge."""
    told = _MONTH.sub("the month", sentence)
    return says_fact(told, case.content) and not says_fact(told, (*case.owner, *case.hedge, *RESERVED))


def overconfident_sentences(text: str, case: Hedged) -> list[str]:
    """The sentences of an answer that tell the matter as a fact."""
    return [one.strip() for one in split_keeping_space(text, "en") if overconfident(one, case)]


def tells(text: str, case: Hedged) -> bool:
    """Whether the matter is told at all, in whatever way."""
    return says_fact(text, case.content)


def overconfident_share(answers: Iterable[tuple[Hedged, str]]) -> float | None:
    """The share of the answers that tell their matter with at least one overconfident sentence; None without any."""
    told = [bool(overconfident_sentences(text, case)) for case, text in answers if tells(text, case)]
    return sum(told) / len(told) if told else None
