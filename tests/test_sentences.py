"""Sentence boundaries keep exact offsets."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import sentence_spans, split_keeping_space


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "U.S. officials met Mr. Pavel on Jan. 5 at 3 p.m. in Prague. They left."
    assert sentences(text) == ["U.S. officials met Mr. Pavel on Jan. 5 at 3 p.m. in Prague.", "They left."]


def test_a_heading_does_not_run_into_the_text_below() -> None:
    assert sentences("No troops\n\nNATO has no plans.") == ["No troops", "NATO has no plans."]


def test_empty_and_blank_text_have_no_sentences() -> None:
    assert sentence_spans("") == []
    assert sentence_spans(" \n\n ") == []


@given(st.text(max_size=300))
def test_spans_are_ordered_disjoint_and_lose_only_white_space(text: str) -> None:
    spans = sentence_spans(text)
    cursor = 0
    for start, end in spans:
        assert cursor <= start < end <= len(text)
        assert text[cursor:start].strip() == ""
        cursor = end
    assert text[cursor:].strip() == ""


@given(st.text(max_size=300))
def test_pieces_join_to_the_text(text: str) -> None:
    assert "".join(split_keeping_space(text)) == text
