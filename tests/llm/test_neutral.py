from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.neutral import neutralise

TOKENS = [
    "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|start_header_id|>", "<｜User｜>",
    "[INST]", "[/INST]", "<<SYS>>", "<</SYS>>", "<s>", "</s>", "<start_of_turn>", "<end_of_turn>",
    "<tool_call>", "</tool_call>", "<think>", "</think>", "[TOOL_CALLS]", "<pad>", "<unk>",
]  # fmt: skip


@pytest.mark.parametrize("token", TOKENS)
def test_token_is_taken_apart_and_looks_the_same(token: str) -> None:
    content = neutralise(f"before {token} after")
    assert token not in content
    assert content.replace("\u2060", "") == f"before {token} after"


@pytest.mark.parametrize(
    "prose", ["a < b and c > d", "[Inst. of Peace] said", "<p>text</p>", "5 <| 6", "x | y", "<strong>s</strong>"]
)
def test_other_text_stays_as_it_is(prose: str) -> None:
    assert neutralise(prose) == prose


@given(st.lists(st.sampled_from([*TOKENS, "<", "|", ">", "im_end", "[", "INST", "]", "/", " ", "a", "\u2060"])))
def test_no_token_is_left_or_made_by_taking_others_apart(parts: list[str]) -> None:
    content = neutralise("".join(parts))
    assert not any(token in content for token in TOKENS)
    assert neutralise(content) == content
