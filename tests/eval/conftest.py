"""Two small articles and results about them, with every offset right unless a test spoils it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from assistant.answering import REFUSAL
from assistant.types import Article
from eval.cases.articles import Articles
from eval.types import Case, Reference, Result, Score

MILL = "The mill closed in May. Ines Vogt sold it for 40,000 crowns. The town of Arle bought it."
FERRY = "The ferry runs daily. Ines Vogt sold it for 40,000 crowns. Nobody in Arle rejects the ferry."

CASE = Case(
    id="number-mill",
    split="dev",
    kind="number",
    question="For how much was the mill sold?",
    answer="For 40,000 crowns.",
    facts=(("40,000 crowns", "40,000 kr"),),
    references=(Reference("mill.txt", "Ines Vogt sold it for 40,000 crowns."),),
)

Build = Callable[..., Result]


@pytest.fixture
def articles() -> Articles:
    return Articles(
        Article(id=name, title=name.title(), text=text, location=f"/news/{name}.txt", path=f"/news/{name}.txt")
        for name, text in (("mill", MILL), ("ferry", FERRY))
    )


@pytest.fixture
def case() -> Case:
    return CASE


@pytest.fixture
def build(articles: Articles) -> Build:
    """``build(case, "Sold for 40,000 crowns.", [("mill", "Ines …")])``: each statement cites everything given."""

    def piece(article_id: str, quote: str) -> dict[str, Any]:
        article = articles.get(article_id)
        assert article is not None
        start = article.text.index(quote)
        return {"article_id": article_id, "title": article.title, "source": None, "date": None, "start": start,
                "end": start + len(quote)}  # fmt: skip

    def built(
        case: Case,
        text: str = "",
        cited: Sequence[tuple[str, str]] = (),
        passages: Sequence[tuple[str, str]] = (("mill", MILL), ("ferry", FERRY)),
        scores: dict[str, float | None] | None = None,
        **changes: Any,
    ) -> Result:
        citations = [piece(*one) | {"number": at, "quote": one[1]} for at, one in enumerate(cited, 1)]
        numbers = [citation["number"] for citation in citations]
        answer = {
            "question": case.question,
            "standalone_question": case.question,
            "text": text or REFUSAL,
            "refused": not text,
            "refusal_reason": "" if text else "the passages found do not state it",
            "citations": citations,
            "statements": [{"text": text, "citations": numbers, "support": "supported"}] if text else [],
            "dropped": [],
            "passages": [piece(*one) | {"text": one[1], "score": 0.5} for one in passages],
            "timings": {"total": 1.5, "first_token": 1.0 if text else None},
            "model": "scripted",
        }
        given = {name: Score(value) for name, value in (scores or {}).items()}
        return replace(Result(case, answer, seconds=2.0, tokens={"prompt": 100, "reply": 9}, scores=given), **changes)

    return built
