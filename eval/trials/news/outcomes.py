"""What an answer comes to, by the key of its question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from assistant.words import stems
from eval.cases.news import Question
from eval.metrics.matching import plain_text, says, says_fact

#: ``lost``: right in what the model wrote, but dropped. ``bare``: an answer that tells nothing beyond the question.
#: ``other``: an answer without the key, wrong or beside the point. ``accepted``: a false premise left standing.
#: ``wrong``: the figure of another day or condition. ``answered``: what should have been refused.
#: ``quoted``: refused, and what sets the false premise right is among the nearest sentences.
Outcome = Literal["right", "half", "lost", "bare", "other", "accepted", "wrong", "answered", "quoted", "refused"]

#: An answer of which fewer stems than this are new to the question tells nothing: "she retired in 2019", asked why.
FEW_NEW = 2


def outcome(question: Question, answer: Mapping[str, Any]) -> Outcome:
    """Judge one answer (``Answer.to_dict()``) by strings alone; reading it is for people."""
    if answer["refused"] and _is_to_be_refused(question):
        return "right"
    text = plain_text(answer)
    told = [says_fact(text, ways) for ways in question.facts]
    if answer["refused"]:
        quoted = question.kind == "false_premise" and all(told)
        return "quoted" if quoted else _lost(question, answer, "refused")
    if question.kind == "false_premise":
        return "right" if all(told) else _lost(question, answer, "accepted")
    if question.kind == "unanswerable":
        return "right" if told and all(told) else "answered"
    if told and all(told):
        return "right"
    if any(says(text, way) for way in question.wrong):
        return "wrong"
    if not told:
        return "answered"
    return "half" if any(told) else _lost(question, answer, _without_key(question, text))


def shown_as_supported(answer: Mapping[str, Any]) -> bool:
    """Whether all that is shown is called supported."""
    return not answer["refused"] and all(one["support"] == "supported" for one in answer["statements"])


def _is_to_be_refused(question: Question) -> bool:
    return question.kind == "unanswerable" or not question.facts


def _lost(question: Question, answer: Mapping[str, Any], otherwise: Outcome) -> Outcome:
    """The right answer stands in what was written, and is not shown."""
    written = " ".join(one["text"] for one in (*answer["statements"], *answer["dropped"]))
    return "lost" if question.facts and all(says_fact(written, ways) for ways in question.facts) else otherwise


def _without_key(question: Question, text: str) -> Outcome:
    return "bare" if len(set(stems(text)) - set(stems(question.text))) < FEW_NEW else "other"
