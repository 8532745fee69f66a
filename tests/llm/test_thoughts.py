"""What a model thinks is neither shown nor read as its answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.errors import ModelReplyError
from assistant.llm import LanguageModel, Message, is_cut
from assistant.llm.base import Piece
from assistant.llm.stops import until
from assistant.llm.thoughts import Arrived, ThoughtAloudError, Thoughts

ASK = [Message("user", "Who rejected it?")]
SCHEMA = {"type": "object", "properties": {"by": {"type": "string"}}, "required": ["by"], "additionalProperties": False}
THOUGHT = "Who rejected it? It may have been France, or not."


def arriving(*texts: str, finish: str | None = "stop") -> Iterator[Arrived]:
    yield from map(Arrived, texts)
    if finish:
        yield Arrived(finish=finish)


def left(thoughts: Thoughts, *texts: str, finish: str | None = "stop") -> str:
    return "".join(one.text for one in thoughts.without(arriving(*texts, finish=finish)))


def pieces_of(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def reply(model: LanguageModel, **options: Any) -> str:
    return "".join(model.stream(ASK, max_tokens=20, **options))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 100])
@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("<think>", "</think>"), ("\n<thinking>", "</thinking>"), ("[THINK]", "[/THINK]"),
        ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"),
    ],
)  # fmt: skip
def test_marked_thoughts_are_left_out_however_they_are_cut(begin: str, end: str, size: int) -> None:
    thoughts = Thoughts(1000, held=False)
    assert left(thoughts, *pieces_of(f"{begin}{THOUGHT}{end}\n\nPoland <b>did</b>.", size)) == "Poland <b>did</b>."
    assert thoughts.seen and not thoughts.unmarked


@pytest.mark.parametrize("size", [1, 3, 8, 100])
def test_thoughts_with_a_mark_at_their_end_only(size: int) -> None:
    thoughts = Thoughts(1000, held=True)
    assert left(thoughts, *pieces_of(f"{THOUGHT}</think>\n\nPoland did.", size)) == "Poland did."
    assert thoughts.seen and thoughts.unmarked


def test_what_is_no_thought_comes_through() -> None:
    for held in (False, True):
        thoughts = Thoughts(1000, held=held)
        assert left(thoughts, "<thanks", "> Poland <think> did.") == "<thanks> Poland <think> did."
        assert not thoughts.seen


def test_a_mark_behind_what_was_given_out_is_an_error() -> None:
    thoughts = Thoughts(1000, held=False)
    with pytest.raises(ThoughtAloudError):
        left(thoughts, "It may be France.", "</thi", "nk>", "Poland did.")
    assert thoughts.unmarked


def test_held_text_that_was_cut_is_no_answer_until_more_room_does_not_help() -> None:
    first = Thoughts(1000, held=True)
    assert left(first, THOUGHT, finish="length") == "" and first.unclear == len(THOUGHT)
    longer = Thoughts(1000, held=True, cut_before=len(THOUGHT))
    assert left(longer, THOUGHT, " More.", finish="length") == "" and longer.unclear
    same = Thoughts(1000, held=True, cut_before=len(THOUGHT))
    assert left(same, THOUGHT, finish="length") == THOUGHT and not same.unclear


def test_a_stop_text_across_pieces() -> None:
    def given(*texts: str) -> Iterator[Piece]:
        yield from map(Piece, texts)

    assert "".join(until(given("Poland.", " EN", "D of", " it"), ["END"])) == "Poland. "  # type: ignore[arg-type]
    assert "".join(until(given("Poland.", " EN", "ough"), ["END", "stop"])) == "Poland. ENough"  # type: ignore[arg-type]
    assert "".join(until(given("a", "b"), [])) == "ab"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "script",
    [
        {"pieces": ["<think>", THOUGHT, "</think>", "\n\n", "Poland", " did."]},
        {"pieces": [THOUGHT, "</think>", "Poland", " did."]},
        {"thoughts": [THOUGHT], "pieces": ["Poland", " did."]},
    ],
    ids=["marked", "unmarked", "apart"],
)
@pytest.mark.parametrize("stream", [True, False])
def test_from_the_first_reply_on(served: Any, opened: Any, script: dict[str, Any], stream: bool) -> None:
    url, fake = served
    for name, value in script.items():
        setattr(fake, name, value)
    if not stream:
        fake.refuse = lambda body: (400, {"error": {"message": "no streaming"}}) if body.get("stream") else None
    model = opened(url)
    assert [reply(model), reply(model), reply(opened(url))] == ["Poland did."] * 3
    # a model that thinks is asked to think less, has room for it, and is not asked for a first word
    sent = fake.requests[-1]
    assert sent["max_tokens"] > 20 and sent["reasoning_effort"] == "none"
    assert sent["chat_template_kwargs"] == {"enable_thinking": False}
    before = len(fake.requests)
    assert model.probability(ASK) is None and len(fake.requests) == before


def test_a_model_that_answers_at_once_is_streamed(served: Any, opened: Any) -> None:
    url, script = served
    model = opened(url)
    assert reply(model) and model.probability(ASK) is None
    script.endless = True
    pieces = model.stream(ASK, max_tokens=20)
    assert next(pieces) == "Poland"
    assert script.requests[-1]["max_tokens"] == 20 and "reasoning_effort" not in script.requests[-1]
    pieces.close()  # type: ignore[attr-defined]
    assert script.gone.wait(30)


def test_room_for_thoughts_is_made_where_they_took_up_the_limit(served: Any, opened: Any) -> None:
    url, script = served
    script.pieces = ["<think>", THOUGHT, "</think>", "Poland did."]

    def refuse(body: dict[str, Any]) -> None:
        short = body["max_tokens"] <= 20
        script.pieces = ["<think>", THOUGHT] if short else ["<think>", THOUGHT, "</think>", "Poland did."]
        script.finish = "length" if short else "stop"

    script.refuse = refuse
    model = opened(url)
    assert reply(model) == "Poland did." and len(script.requests) == 2
    assert reply(model) == "Poland did." and len(script.requests) == 3


def test_thoughts_alone_are_told_as_that(served: Any, opened: Any) -> None:
    url, script = served
    for fields in ({"pieces": ["<think>", THOUGHT]}, {"pieces": [], "thoughts": [THOUGHT]}, {"pieces": []}):
        script.pieces, script.thoughts, script.finish = fields["pieces"], fields.get("thoughts", []), "length"
        model = opened(url)
        with pytest.raises(ModelReplyError, match=r"used up its [\d,]+ tokens in thought"):
            reply(model)
        assert model.structured(ASK, SCHEMA, max_tokens=20) is None


def test_a_stop_text_within_thoughts_does_not_end_the_answer(served: Any, opened: Any) -> None:
    url, script = served
    full = ["<think>", "Hm.\n", "It was Poland.", "</think>", "Poland", " did.", "\nNobody", " else."]

    def refuse(body: dict[str, Any]) -> None:
        script.pieces = ["<think>", "Hm."] if "stop" in body else full

    script.refuse = refuse
    assert reply(opened(url), stop=["\n"]) == "Poland did."


def test_a_model_that_begins_to_think_aloud_is_told_and_remembered(served: Any, opened: Any) -> None:
    url, script = served
    model = opened(url)
    assert reply(model)
    script.pieces = ["It may be France.", "</think>", "Poland did."]
    with pytest.raises(ModelReplyError, match=r"thoughts before its answer.*ask again"):
        reply(model)
    assert reply(model) == "Poland did."


def test_an_answer_beyond_the_limit_is_cut_there_although_there_was_room(served: Any, opened: Any) -> None:
    url, script = served
    script.pieces = ["<think>", THOUGHT, "</think>", *["word "] * 60]
    model = opened(url)
    assert reply(model)
    pieces = list(model.stream(ASK, max_tokens=20))
    assert len(pieces) == 21 and is_cut(pieces[-1])


def test_effort_steps_down_to_what_a_model_takes(served: Any, opened: Any) -> None:
    url, script = served
    script.thoughts = [THOUGHT]
    model = opened(url)
    assert reply(model)

    def refuse(body: dict[str, Any]) -> tuple[int, Any] | None:
        if "chat_template_kwargs" in body:
            return 400, {"error": {"message": "Unrecognized request argument supplied: chat_template_kwargs"}}
        if body.get("reasoning_effort") in ("none", "minimal"):
            return 400, {"error": {"message": "Supported values are: 'low'", "param": "reasoning_effort"}}
        return None

    script.refuse = refuse
    assert reply(model)
    assert script.requests[-1]["reasoning_effort"] == "low" and len(script.requests) == 5
    assert reply(opened(url, llm_thinking="high"))
    assert script.requests[-1]["reasoning_effort"] == "high"
