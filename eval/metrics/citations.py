"""Do the citations carry what they are put behind?

Adapted from ALCE (Gao, Yen, Yu and Chen 2023, "Enabling Large Language Models to Generate Text with Citations",
EMNLP): there, a statement is recalled when its citations together entail it, and a citation is precise when it
takes part in that; an NLI model decides. Here nobody judges: a person wrote down which sentences of the articles
carry the answer, and a citation counts when its quoted text is one of them, or states a key fact in words that
stand for nothing else (a figure, three words and more). So a statement that is true but beside the question lowers
recall, which ALCE would not do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.cases.articles import Articles
from eval.metrics.base import Aim
from eval.metrics.matching import carries, is_specific, says, says_fact
from eval.types import Case, Result, Score

_TO_BE_REFUSED = Score(None, "the articles do not answer the question, so nothing can be cited")
_REFUSED = Score(None, "refused")


class CitationPrecision:
    """Share of the citations that carry a reference sentence or a key fact."""

    name = "citation_precision"
    aim: Aim = "higher"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        if (none := _not_applicable(result)) is not None:
            return none
        citations = result.answer["citations"]
        if not citations:
            return Score(None, "the answer has no citation")
        idle = [citation for citation in citations if not counts(citation, result.case, articles)]
        reason = f"[{idle[0]['number']}] carries no reference: {idle[0]['quote']}" if idle else ""
        return Score(1 - len(idle) / len(citations), reason)


class CitationRecall:
    """Share of the statements with a citation that counts and that carries each key fact the statement has."""

    name = "citation_recall"
    aim: Aim = "higher"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        if (none := _not_applicable(result)) is not None:
            return none
        statements = result.answer["statements"]
        if not statements:
            return Score(None, "the answer has no statement")
        by_number = {citation["number"]: citation for citation in result.answer["citations"]}
        bare = []
        for statement in statements:
            cited = [by_number[number] for number in statement["citations"] if number in by_number]
            if not _is_carried(statement["text"], cited, result.case, articles):
                bare.append(statement["text"])
        return Score(1 - len(bare) / len(statements), f"not carried by its citations: {bare[0]}" if bare else "")


def counts(citation: Mapping[str, Any], case: Case, articles: Articles) -> bool:
    """Whether the quoted text is a reference sentence of the case or states a key fact."""
    if any(carries(citation, reference, articles) for reference in case.references):
        return True
    return any(is_specific(way) and says(citation["quote"], way) for fact in case.facts for way in fact)


def _is_carried(text: str, cited: Sequence[Mapping[str, Any]], case: Case, articles: Articles) -> bool:
    if not any(counts(citation, case, articles) for citation in cited):
        return False
    return all(_carries_fact(fact, cited, case, articles) for fact in case.facts if says_fact(text, fact))


def _carries_fact(fact: Sequence[str], cited: Sequence[Mapping[str, Any]], case: Case, articles: Articles) -> bool:
    """Whether the quoted texts have the fact, or are references that have it.

    A fact that no reference has in these words cannot be looked for.
    """
    having = [reference for reference in case.references if says_fact(reference.quote, fact)]
    if not having or any(says_fact(citation["quote"], fact) for citation in cited):
        return True
    return any(carries(citation, reference, articles) for citation in cited for reference in having)


def _not_applicable(result: Result) -> Score | None:
    if result.case.refused:
        return _TO_BE_REFUSED
    return _REFUSED if result.answer["refused"] else None
