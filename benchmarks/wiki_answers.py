"""Answers to the development questions: whether they hold an accepted one, cite the gold passage, and the figures."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from assistant import Answer
from eval.cases.wiki import KINDS, Question


def contains_answer(text: str, answers: tuple[str, ...]) -> bool:
    """True when an accepted answer stands in the text, case and punctuation apart."""
    folded = f" {_fold(text)} "
    return any(f" {_fold(answer)} " in folded for answer in answers)


def row_of(question: Question, answer: Answer) -> dict[str, Any]:
    """A citation is right when it is in the gold passage or its quote holds an accepted answer."""
    right = {
        c.number: c.article_id == question.passage
        or (question.kind == "fact" and contains_answer(c.quote, question.answers))
        for c in answer.citations
    }
    return {
        "id": question.id,
        "kind": question.kind,
        "question": question.text,
        "answers": question.answers,
        "correct": not answer.refused and contains_answer(answer.text, question.answers),
        "gold_cited": any(c.article_id == question.passage for c in answer.citations),
        "citation_hits": list(right.values()),
        "statement_hits": [any(right[n] for n in s.citations) for s in answer.statements],
        **answer.to_dict(),
        "passages": [hit.passage.id for hit in answer.passages],
    }


def shares(rows: list[dict[str, Any]]) -> dict[str, list[bool]]:
    """What the figures are shares of, by their name: True counts. ``rows`` are of :func:`row_of`."""
    of = {kind: [row for row in rows if row["kind"] == kind] for kind in KINDS}
    cited = [row for row in of["fact"] + of["long"] if not row["refused"]]
    return {
        "accepted answer in the text (fact, refusals count as wrong)": [row["correct"] for row in of["fact"]],
        "gold passage cited (fact, answered)": [row["gold_cited"] for row in of["fact"] if not row["refused"]],
        "citation precision (fact and long, answered)": [hit for row in cited for hit in row["citation_hits"]],
        "citation recall (statements with a right citation)": [hit for row in cited for hit in row["statement_hits"]],
        **{f"refused ({kind})": [row["refused"] for row in of[kind]] for kind in ("unanswerable", "absent")},
        **{f"falsely refused ({kind})": [row["refused"] for row in of[kind]] for kind in ("fact", "long")},
    }


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w%$€£]+", " ", plain).split())
