from __future__ import annotations

from pydantic import BaseModel, Field

from eval.judges.bounded import LONGEST_REASON, MOST_ITEMS, bounded, wrong_verdicts


class Row(BaseModel):
    statement: str
    reason: str
    verdict: int = Field(..., description="0 or 1")
    count: int


class Reply(BaseModel):
    rows: list[Row]


def test_lists_texts_and_verdicts_end_and_nothing_else_changes() -> None:
    schema = bounded(Reply).model_json_schema()
    assert schema["properties"]["rows"]["minItems"] == 1
    assert schema["properties"]["rows"]["maxItems"] == MOST_ITEMS
    row = schema["$defs"]["Row"]["properties"]
    assert row["verdict"]["enum"] == [0, 1]
    assert row["reason"]["maxLength"] == LONGEST_REASON
    assert "enum" not in row["count"]
    assert schema["$defs"]["Row"]["required"] == Reply.model_json_schema()["$defs"]["Row"]["required"]
    brief = bounded(Reply, None, 60).model_json_schema()["$defs"]["Row"]["properties"]
    assert (brief["reason"]["maxLength"], brief["statement"]) == (60, row["statement"])
    assert "maxItems" not in Reply.model_json_schema()["properties"]["rows"]


def test_a_known_number_of_items_is_kept_when_bounded_again() -> None:
    exact = bounded(Reply, 3)
    assert bounded(exact) is exact
    rows = exact.model_json_schema()["properties"]["rows"]
    assert (rows["minItems"], rows["maxItems"]) == (3, 3)


def test_a_reply_is_still_what_the_library_expects() -> None:
    reply = bounded(Reply).model_validate({"rows": [{"statement": "a", "reason": "b", "verdict": 1, "count": 9}]})
    assert isinstance(reply, Reply)
    assert wrong_verdicts(reply) == []
    reply.rows[0].verdict = 2
    assert wrong_verdicts(reply) == ["verdict = 2"]
