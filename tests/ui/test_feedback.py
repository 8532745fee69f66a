from __future__ import annotations

import json

import pytest

from assistant.errors import IndexStoreError
from assistant.ui.feedback import Feedback
from assistant.ui.records import AnswerRecord, TurnRecord


def test_a_vote_is_one_line_with_the_whole_answer_and_a_comment_repeats_its_id(tmp_path):
    feedback = Feedback(tmp_path)
    turn = TurnRecord(id="t1", question="Q?", answer=AnswerRecord(text="A.", model="m"))
    feedback.record(turn, "down")
    feedback.record(turn, "down", "wrong\nyear")
    first, second = [json.loads(line) for line in (tmp_path / "feedback.jsonl").read_text().splitlines()]
    assert first["answer"]["text"] == "A."
    assert (first["question"], first["vote"], first["comment"]) == ("Q?", "down", "")
    assert (second["id"], second["comment"]) == (first["id"], "wrong\nyear")


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path):
    with pytest.raises(IndexStoreError, match="cannot be written"):
        Feedback(tmp_path / "missing").record(TurnRecord(), "up")
