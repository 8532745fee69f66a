"""Votes of the chat page become candidates, and a candidate is no case before somebody has completed it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.ui.feedback import Feedback
from assistant.ui.records import AnswerRecord, CitationRecord, TurnRecord
from eval.cases.feedback import candidates, write_candidates
from eval.cases.load import load_cases
from eval.errors import CaseError


def test_votes_become_candidates(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path)
    citation = CitationRecord(number=1, article_id="mill", path="/news/mill.txt", quote="It closed in May.")
    answer = AnswerRecord(text="In May [1].", standalone_question="When did the mill close?", citations=[citation])
    feedback.record(TurnRecord(id="t1", question="And when?", answer=answer), "down")
    feedback.record(TurnRecord(id="t2", question="How?", answer=AnswerRecord(text="So.")), "down", "wrong")
    feedback.record(TurnRecord(id="t1", question="And when?", answer=answer), "up", "fine")
    feedback.record(TurnRecord(id="t3", question="Stopped?"), "down")

    liked, disliked = candidates(feedback.path)
    assert (liked["id"], liked["question"]) == ("feedback-t1", "When did the mill close?")
    assert liked["references"] == [{"article": "mill.txt", "quote": "It closed in May."}]
    assert liked["note"] == "up: fine"
    assert (disliked["question"], disliked["answer"], disliked["references"]) == ("How?", "", [])
    assert disliked["note"] == "down: wrong; the answer was: So."

    path = tmp_path / "candidates.jsonl"
    write_candidates([liked], path)
    with pytest.raises(CaseError, match="the kind “to_review” is unknown"):
        load_cases(path)
    path.write_text(json.dumps(liked | {"kind": "date_order", "facts": [["May"]]}) + "\n", "utf-8")
    assert load_cases(path)[0].id == "feedback-t1"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "this is no JSON"),
        ("[]", "a case is a JSON object"),
        ('{"id": "x"}', "the field “question” is missing"),
        ('{"id": "x", "question": "Q?", "vote": "so"}', "the vote “so” is unknown; write up or down"),
    ],
)
def test_a_line_that_is_no_feedback(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(CaseError, match=rf"feedback\.jsonl, line 1.*: {message}"):
        candidates(path)
    with pytest.raises(CaseError, match="There is no file"):
        candidates(tmp_path / "none.jsonl")
