"""Does every citation stand where it says, and every quotation in a cited text? Anything below 1 is a fault.

Written apart from the assistant's own checks, so that a mistake there is not repeated here.
"""

from __future__ import annotations

import re

from eval.cases.articles import Articles
from eval.metrics.base import Aim
from eval.metrics.matching import plain_text
from eval.types import Result, Score

_QUOTED = re.compile(r"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|\"([^\"]+)\"")
#: Marks that house styles write in several ways.
_ALIKE = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "[": None, "]": None})
_EDGES = " .,;:!?…\"'"


class CitationExactness:
    """Share of the citations with ``article.text[start:end] == quote``."""

    name = "citation_exactness"
    aim: Aim = "exact"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        citations = result.answer["citations"]
        if not citations:
            return Score(None, "the answer has no citation")
        wrong = []
        for citation in citations:
            article = articles.get(citation["article_id"])
            if article is None or article.text[citation["start"] : citation["end"]] != citation["quote"]:
                wrong.append(citation)
        reason = f"[{wrong[0]['number']}] does not stand in {wrong[0]['article_id']}" if wrong else ""
        return Score(1 - len(wrong) / len(citations), reason)


class QuotationExactness:
    """Share of the quotations in the answer that stand word for word in a cited text.

    Case, kinds of marks, an editor's brackets and punctuation at the edges do not count.
    """

    name = "quotation_exactness"
    aim: Aim = "exact"

    def score(self, result: Result, articles: Articles) -> Score:
        """See :class:`~eval.metrics.base.Metric`."""
        found = ["".join(groups) for groups in _QUOTED.findall(plain_text(result.answer))]
        if not found:
            return Score(None, "the answer has no quotation")
        cited = [_normal(citation["quote"]) for citation in result.answer["citations"]]
        wrong = [quotation for quotation in found if not any(_normal(quotation) in quote for quote in cited)]
        return Score(1 - len(wrong) / len(found), f"in no cited text: “{wrong[0]}”" if wrong else "")


def _normal(text: str) -> str:
    return " ".join(text.translate(_ALIKE).split()).strip(_EDGES).casefold()
