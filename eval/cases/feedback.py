"""Feedback from the chat page as candidate cases: a person completes them, and only then do they count."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.cases.load import shortened
from eval.errors import CaseError

#: A candidate carries this kind, which no loader accepts, so that nothing unreviewed slips into a run.
TO_REVIEW = "to_review"


def candidates(path: Path) -> list[dict[str, Any]]:
    """Candidate cases of a ``feedback.jsonl`` (written by ``assistant/ui/feedback.py``), in its order.

    A later vote on the same answer replaces an earlier one; an answer that was never finished makes no case. Of an
    answer that was liked, text and citations are proposed as reference; of one that
    was not, only the question, with the comment and the answer in the note.

    Raises:
        CaseError: the file is missing or a line is no feedback.
    """
    votes: dict[str, Mapping[str, Any]] = {}
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            vote = json.loads(line)
            votes[vote["id"]] = vote
            _ = vote["question"], vote["vote"]
        except (ValueError, TypeError, KeyError) as error:
            raise CaseError(f"{path.name}, line {number}: this is no feedback of the chat page ({error}).") from error
    return [_candidate(vote) for vote in votes.values() if vote.get("answer")]


def write_candidates(rows: list[dict[str, Any]], path: Path) -> None:
    """One line each, for a person to complete: kind, split, facts.

    Raises:
        CaseError: the file cannot be written.
    """
    try:
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    except OSError as error:
        raise CaseError(f"The candidates cannot be written to {path} ({error.strerror}).") from error


def _candidate(vote: Mapping[str, Any]) -> dict[str, Any]:
    answer = vote["answer"]
    liked = vote["vote"] == "up"
    citations = [(_file_name(one), one["quote"]) for one in answer.get("citations", [])]
    said = "" if liked else f"; the answer was: {answer.get('text', '')}"
    return {
        "id": f"feedback-{vote['id']}",
        "split": "dev",
        "kind": TO_REVIEW,
        # a follow-up is kept as it was searched for, which can be understood without its conversation
        "question": answer.get("standalone_question") or vote["question"],
        "answer": answer.get("text", "") if liked else "",
        "facts": [],
        "references": [{"article": name, "quote": quote} for name, quote in citations] if liked else [],
        "refused": bool(liked and answer.get("refused")),
        "tags": ["feedback"],
        "note": f"{vote['vote']}: {shortened(vote.get('comment') or 'no comment', 400)}{said}",
    }


def _file_name(citation: Mapping[str, Any]) -> str:
    place = citation.get("path") or citation.get("url") or citation["article_id"]
    return str(place).replace("\\", "/").rstrip("/").rpartition("/")[2]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"The feedback {path} cannot be read ({error}).") from error
