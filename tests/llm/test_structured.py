"""Replies that obey a JSON schema, from endpoints that know schemas and from those that do not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.errors import ModelUnavailableError
from assistant.llm import Message
from assistant.llm.scripted import ScriptedModel
from assistant.llm.structure import is_strict, obeying

ASK = [Message("system", "Judge."), Message("user", "1. Poland rejected it.")]
SCHEMA = {
    "type": "object",
    "properties": {"supported": {"type": "boolean"}, "ids": {"type": "array", "items": {"type": "integer"}}},
    "required": ["supported", "ids"],
    "additionalProperties": False,
}
GOOD = {"supported": True, "ids": [1, 2]}
TEXT = json.dumps(GOOD)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"\n{TEXT}\n",
        f"```json\n{TEXT}\n```",
        f"Here is {{my}} verdict:\n\n{TEXT}\n\nI hope that {{helps}}.",
        f'{{"supported": "maybe"}} No, rather: {TEXT}',
        json.dumps(GOOD, indent=2),
        f"```\n{json.dumps(GOOD, indent=4)}\n```\n\nEvery word of it.",
    ],
)
def test_the_object_is_found(text: str) -> None:
    assert obeying(text, SCHEMA) == GOOD


@pytest.mark.parametrize(
    "text",
    [
        "", "yes", "[1, 2]", "{}", '{"supported": true}', '{"supported": "yes", "ids": []}',
        TEXT[:-1], TEXT[:-4], '{"supported": true, "ids": [NaN]}', "{" * 5000, '{"a":' * 3000, '{"supported": tr',
    ],
)  # fmt: skip
def test_what_is_no_such_object_is_none(text: str) -> None:
    assert obeying(text, SCHEMA) is None


def test_a_part_of_a_reply_that_breaks_off_is_no_reply() -> None:
    lenient = {"type": "object"}
    assert obeying('{"verdicts": [{"supported": true}, {"supp', lenient) is None
    assert obeying('{"reason": "it says {} and {\\"a\\": 1} and', lenient) is None
    assert obeying('{"verdicts": [{"supported": true}]}', lenient) == {"verdicts": [{"supported": True}]}


def test_strict_mode_is_asked_for_where_the_schema_allows() -> None:
    assert is_strict(SCHEMA)
    assert not is_strict(SCHEMA | {"required": ["ids"]})
    assert not is_strict({"type": "object", "properties": {}})
    nested = {"type": "array", "items": {"type": "object", "properties": {"a": {}}, "additionalProperties": False}}
    assert not is_strict(SCHEMA | {"properties": {"supported": nested, "ids": {}}})


def test_the_schema_is_sent_apart_from_the_prompt(served: Any, opened: Any) -> None:
    url, script = served
    script.pieces = [TEXT[:5], TEXT[5:]]
    model = opened(url)
    assert model.traits.structured is None
    assert model.structured(ASK, SCHEMA, name="verdict", max_tokens=50) == GOOD
    request = script.requests[-1]
    assert request["response_format"] == {
        "type": "json_schema", "json_schema": {"name": "verdict", "schema": SCHEMA, "strict": True}
    }  # fmt: skip
    assert request["messages"][-1]["content"] == "1. Poland rejected it." and "logprobs" not in request
    assert model.traits.structured is True and len(script.requests) == 1


@pytest.mark.parametrize("known", [("json_object",), ()])
def test_where_it_is_refused_the_schema_is_told_in_words(served: Any, opened: Any, known: tuple[str, ...]) -> None:
    url, script = served
    script.pieces = [f"Sure:\n```json\n{TEXT}\n```"]

    def refuse(body: dict[str, Any]) -> tuple[int, Any] | None:
        form = body.get("response_format", {}).get("type")
        return None if form is None or form in known else (400, {"error": {"message": f"no {form} here"}})

    script.refuse = refuse
    model = opened(url)
    assert [model.structured(ASK, SCHEMA, max_tokens=50) for _ in range(2)] == [GOOD] * 2
    assert len(script.requests) == 4 - len(known)
    assert '"supported"' in script.requests[-1]["messages"][-1]["content"]
    assert model.traits.structured is False


def test_an_endpoint_that_takes_a_schema_and_ignores_it_is_told_in_words(served: Any, opened: Any) -> None:
    url, script = served

    def refuse(body: dict[str, Any]) -> None:
        script.pieces = ["Yes, they do."] if "response_format" in body else [TEXT]

    script.refuse = refuse
    model = opened(url)
    assert [model.structured(ASK, SCHEMA, max_tokens=50) for _ in range(2)] == [GOOD] * 2
    assert len(script.requests) == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"pieces": [TEXT[:-3]], "finish": "length"},
        {"pieces": ['{"supported": 1, "ids": []}']},
        {"pieces": []},
        {"pieces": [], "extra": {"content": None, "refusal": "I can't."}},
        {"pieces": [], "finish": "content_filter"},
        {"pieces": ["Pol"], "finish": "abort"},
    ],
    ids=["cut", "malformed", "empty", "refused", "filtered", "odd"],
)
def test_none_where_there_is_no_such_object(served: Any, opened: Any, fields: dict[str, Any]) -> None:
    url, script = served
    for name, value in fields.items():
        setattr(script, name, value)
    assert opened(url).structured(ASK, SCHEMA, max_tokens=50) is None


def test_an_endpoint_that_fails_is_an_error_all_the_same(served: Any, opened: Any) -> None:
    url, script = served
    script.status = 500
    with pytest.raises(ModelUnavailableError, match="status 500"):
        opened(url).structured(ASK, SCHEMA, max_tokens=50)


def test_thoughts_around_the_object(served: Any, opened: Any) -> None:
    url, script = served
    for pieces in (["<think>", '{"supported": false, "ids": []}', "</think>", TEXT], ["Hm {", "</think>", TEXT]):
        script.pieces = pieces
        assert (
            opened(url, llm_model=script.models[len(pieces) % 2]["id"]).structured(ASK, SCHEMA, max_tokens=50) == GOOD
        )


def test_the_double_keeps_the_contract() -> None:
    model = ScriptedModel(objects=[GOOD, {"supported": "yes"}, None], parameters=70.0)
    assert model.traits.structured and model.traits.parameters == 70.0
    assert [model.structured(ASK, SCHEMA, max_tokens=9) for _ in range(3)] == [GOOD, None, None]
    assert model.calls[0].kind == "structured" and model.calls[0].schema == SCHEMA
