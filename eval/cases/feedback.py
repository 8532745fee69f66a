"""Feedback from the chat page as candidate cases: a person completes them, and only then do they count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic.dataclasses import dataclass

from eval.cases.load import shortened
from eval.cases.model import THEIRS, Identified, Text
from eval.cases.reading import placed_cases
from eval.errors import CaseError

#: A candidate carries this kind, which no loader accepts, so that nothing unreviewed slips into a run.
TO_REVIEW = "to_review"


@dataclass(frozen=True, slots=True, config=THEIRS)
class Vote(Identified):
    """A line of ``feedback.jsonl``, which ``assistant/ui/feedback.py`` writes; no ``answer``: it never came."""

    question: Text
    vote: Literal["up", "down"]
    comment: str | None = None
    answer: dict[str, Any] | None = None


def candidates(path: Path) -> list[dict[str, Any]]:
    """Candidate cases of a ``feedback.jsonl``, in its order.

    A later vote on the same answer replaces an earlier one; an answer that was never finished makes no case. Of an
    answer that was liked, text and citations are proposed as reference; of one that
    was not, only the question, with the comment and the answer in the note.

    Raises:
        CaseError: see :func:`eval.cases.reading.read_cases`; an id may stand twice.
    """
    votes = {vote.id: vote for _, vote in placed_cases(path, Vote, repeated=True)}
    return [_candidate(vote, vote.answer) for vote in votes.values() if vote.answer]


def write_candidates(rows: list[dict[str, Any]], path: Path) -> None:
    """One line each, for a person to complete: kind, split, facts.

    Raises:
        CaseError: the file cannot be written.
    """
    try:
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    except OSError as error:
        raise CaseError(f"The candidates cannot be written to {path} ({error.strerror}).") from error


def _candidate(vote: Vote, answer: dict[str, Any]) -> dict[str, Any]:
    liked = vote.vote == "up"
    citations = [(_file_name(one), one["quote"]) for one in answer.get("citations", [])]
    said = "" if liked else f"; the answer was: {answer.get('text', '')}"
    return {
        "id": f"feedback-{vote.id}",
        "split": "dev",
        "kind": TO_REVIEW,
        # a follow-up is kept as it was searched for, which can be understood without its conversation
        "question": answer.get("standalone_question") or vote.question,
        "answer": answer.get("text", "") if liked else "",
        "facts": [],
        "references": [{"article": name, "quote": quote} for name, quote in citations] if liked else [],
        "refused": bool(liked and answer.get("refused")),
        "tags": ["feedback"],
        "note": f"{vote.vote}: {shortened(vote.comment or 'no comment', 400)}{said}",
    }


def _file_name(citation: dict[str, Any]) -> str:
    place = citation.get("path") or citation.get("url") or citation["article_id"]
    return str(place).replace("\\", "/").rstrip("/").rpartition("/")[2]
