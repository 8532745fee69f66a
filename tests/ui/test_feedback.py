from __future__ import annotations

import json

import pytest

from assistant.errors import IndexStoreError
from assistant.ui import feedback as module
from assistant.ui.feedback import Feedback
from assistant.ui.records import AnswerRecord, CitationRecord, PassageRecord, StatementRecord, TurnRecord


def test_a_vote_is_one_line_with_the_whole_answer_and_a_comment_repeats_its_id(tmp_path):
    feedback = Feedback(tmp_path)
    turn = TurnRecord(id="t1", question="Q?", answer=AnswerRecord(text="A.", model="m"))
    feedback.record(turn, "down")
    feedback.record(turn, "down", "wrong\nyear")
    first, second = [json.loads(line) for line in (tmp_path / "feedback.jsonl").read_text().splitlines()]
    assert first["answer"]["text"] == "A."
    assert (first["question"], first["vote"], first["comment"]) == ("Q?", "down", "")
    assert (second["id"], second["comment"]) == (first["id"], "wrong\nyear")


def test_what_cannot_be_written_is_told_in_a_sentence(tmp_path):
    with pytest.raises(IndexStoreError, match="has vanished"):
        Feedback(tmp_path / "missing").record(TurnRecord(), "up")
    (tmp_path / "feedback.jsonl").mkdir()
    with pytest.raises(IndexStoreError, match="feedback cannot be written"):
        Feedback(tmp_path).record(TurnRecord(), "up")


def test_only_what_an_answer_has_is_kept_and_no_more_than_it_can_have(tmp_path):
    long = "x" * 1_000_000
    answer = AnswerRecord(
        text=long,
        citations=[CitationRecord(number=number, quote=long, title=long) for number in range(500)],
        statements=[StatementRecord(text=long, citations=list(range(10_000))) for _ in range(500)],
        passages=[PassageRecord(text=long) for _ in range(500)],
        timings={f"{long}{number}": 1.0 for number in range(500)},
        invented={"deep": [long] * 20},
    )
    Feedback(tmp_path).record(TurnRecord(id=long, question=long, answer=answer), long, long)
    (line,) = (tmp_path / "feedback.jsonl").read_bytes().splitlines()
    assert len(line) < 500_000
    stored = json.loads(line)
    assert stored["answer"]["text"].startswith("xxx") and "invented" not in stored["answer"]


def test_the_file_is_for_its_owner_alone_and_does_not_grow_without_end(tmp_path, monkeypatch):
    (tmp_path / "feedback.jsonl").write_text("")
    (tmp_path / "feedback.jsonl").chmod(0o644)
    feedback = Feedback(tmp_path)
    feedback.record(TurnRecord(question="Q?"), "up")
    assert feedback.path.stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(module, "_FILE_MB", 0)
    with pytest.raises(IndexStoreError, match="no more is taken"):
        feedback.record(TurnRecord(question="Q?"), "up")
