"""Is a statement carried by the sentences it cites? Checks first, then one calibrated score.

Each check names a way in which an answer goes wrong and gives its reason in words. A wrong number, name,
speaker or a turned negation makes a statement unsupported however many words it shares with its source;
everything else is a matter of degree, for which a logistic model combines recall, similarity and, where a
model can give it, the one-token verdict on the statement. Coefficients: ``calibration.json``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.grounding.alignment import Alignment
from assistant.grounding.calibration import SupportCalibration, logistic
from assistant.grounding.names import has_part, missing_names
from assistant.grounding.polarity import contradicted_words, dropped_hedges
from assistant.grounding.quantities import Quantity, missing_quantities, quantities
from assistant.grounding.speakers import swapped_speaker
from assistant.types import Support
from assistant.words import words

#: What the model must say (P(yes)) of a statement whose name stands in the article but not in the cited sentence.
#: On the development pairs 35 of 36 faithful statements get 0.73 or more, half of the flawed ones less than 0.75.
VERDICT_FOR_A_LOOSE_NAME = 0.75

#: May is left out: it is a verb more often than a month.
_CALENDAR = frozenset(
    "january february march april june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)
_REFERS_BACK = re.compile(
    r"\b(?:he|she|it|they|his|her|its|their|him|them|this|these|both|the (?:alliance|minister|president|chancellor|"
    r"spokes(?:man|woman|person)|secretary|official|leader|country|company|group|party|team|agency|institute))\b",
    re.IGNORECASE,
)


#: From this P(yes) of the model on, a negation or a speaker that a rule has found wrong counts as a doubt only:
#: rules misread long sentences. Such statements of the development pairs get 0.61 to 0.83 where they are flawed.
VERDICT_AGAINST_A_RULE = 0.85


@dataclass(frozen=True, slots=True)
class Finding:
    """One failed check.

    ``fatal`` findings make a statement unsupported by themselves; those of a ``rule`` that reads sentences do so
    unless the model is sure of the statement.
    """

    kind: str
    reason: str
    fatal: bool
    rule: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Support of one statement with its score in [0, 1] and the reason in words."""

    support: Support
    score: float
    reason: str


def findings(claim: str, alignment: Alignment, question: str = "", read: str = "") -> list[Finding]:
    """Every way in which the claim says something else than the sentences it is aligned with.

    Args:
        claim: one sentence.
        alignment: the sentences it is held against.
        question: its numbers and names are the reader's own; the claim may repeat them.
        read: all that the model was given to read.
    """
    source = alignment.text
    titles = " ".join(sentence.origin.title for sentence in alignment.sentences)
    # what stands before a sentence names the "he" or "the alliance" in it, and nothing else
    wide = f"{source} {titles} {alignment.context if _REFERS_BACK.search(source) else ''}"
    found = [
        # a number of the question is the reader's own; the answer may repeat it
        Finding("number", f"the number {number.written} is not in the source", fatal=not _is_in(number, question))
        for number in missing_quantities(claim, f"{source} {titles}")
    ]
    found += [
        Finding("date", f"{word.title()} is not in the source", fatal=word not in words(question))
        for word in words(claim)
        if word in _CALENDAR and word not in words(f"{source} {titles}")
    ]
    unasked = set(missing_names(claim, question))
    for name in missing_names(claim, wide):
        # read, but not in the cited sentence: the model has resolved "the team", or mixed two things up; its
        # verdict decides. A name that it read nowhere is made up.
        elsewhere = has_part(name, f"{alignment.context} {read}")
        fatal = name in unasked and not elsewhere
        found.append(Finding("name", f"the name {name} is not in the cited sentence", fatal))
    swapped = swapped_speaker(claim, source, alignment.context)
    if swapped:
        found.append(
            Finding("speaker", f"the source attributes this to {swapped[1]}, not to {swapped[0]}", True, rule=True)
        )
    turned = contradicted_words(claim, alignment.sentences[0].text) if alignment.sentences else set()
    if turned:
        denied = ", ".join(sorted(turned)[:3])
        found.append(
            Finding("negation", f"source and statement disagree on what is denied ({denied})", True, rule=True)
        )
    hedges = dropped_hedges(claim, source)
    if hedges:
        found.append(
            Finding("hedge", f"the source only says “{sorted(hedges)[0]}”, the statement is firm", fatal=False)
        )
    return found


def verdict(
    alignment: Alignment,
    problems: list[Finding],
    calibration: SupportCalibration,
    entailment: float | None = None,
) -> Verdict:
    """Combine checks, recall, similarity and the model's one-token verdict (None where there is none)."""
    if not alignment.sentences:
        return Verdict("unsupported", 0.0, "no sentence of the articles is about this")
    score = base_score(alignment, calibration, entailment)
    sure = entailment is not None and entailment >= VERDICT_AGAINST_A_RULE
    fatal = [problem for problem in problems if problem.fatal and not (problem.rule and sure)]
    if fatal:
        return Verdict("unsupported", min(score, 0.1), fatal[0].reason)
    if score < calibration.partly:
        return Verdict("unsupported", score, "the cited text does not say this")
    loose_name = next((problem for problem in problems if problem.kind == "name"), None)
    if loose_name and entailment is not None and entailment < VERDICT_FOR_A_LOOSE_NAME:
        return Verdict("unsupported", min(score, 0.1), loose_name.reason)
    if problems or score < calibration.supported:
        reason = problems[0].reason if problems else "the cited text says only part of this"
        return Verdict("partly", min(score, calibration.supported), reason)
    return Verdict("supported", score, "")


def base_score(alignment: Alignment, calibration: SupportCalibration, entailment: float | None = None) -> float:
    """The probability that a reader would find the claim carried, before the checks."""
    if entailment is None:
        return logistic(calibration.without_model, recall=alignment.recall, cosine=alignment.cosine)
    return logistic(calibration.with_model, recall=alignment.recall, cosine=alignment.cosine, entailment=entailment)


def _is_in(number: Quantity, text: str) -> bool:
    return any(number.agrees_with(other) for other in quantities(text))
