"""The model's text becomes clean statements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding.statements import (
    BULLET,
    INNER_BULLET,
    NUMBERED,
    PARAGRAPH,
    SAME,
    StatementStream,
    Told,
    cleaned,
    is_non_answer,
    repeats_itself,
    told_numbers,
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("According to the sources, NATO has no plans [1].", "NATO has no plans."),
        ("Based on source [2], Poland rejected it.", "Poland rejected it."),
        ("The articles state that Poland rejected it [1, 3].", "Poland rejected it."),
        ("- **Poland** rejected it.", "Poland rejected it."),
        ("Yes, Poland rejected it.", "Poland rejected it."),
        ("[1][2]", ""),
    ],
)
def test_cleaned(raw: str, clean: str) -> None:
    assert cleaned(raw) == clean


@pytest.mark.parametrize(
    "sentence",
    [
        "The sources do not mention the capital of Australia.",
        "The provided articles don’t say how many.",
        "This is not stated in the text.",
        "There is no information about that.",
        "I cannot answer this.",
    ],
)
def test_a_refusal_in_the_models_words(sentence: str) -> None:
    assert is_non_answer(sentence)


@pytest.mark.parametrize(
    "sentence", ["Poland does not want to send troops.", "He did not say why he left.", "No troops."]
)
def test_a_negative_answer_is_an_answer(sentence: str) -> None:
    assert not is_non_answer(sentence)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=60))
def test_pieces_of_any_size_give_the_same_sentences(sizes: list[int]) -> None:
    text = "NATO has no plans. Mr. Pavel spoke of training! “We will not,” he said. The end."
    stream, found, cursor = StatementStream(), [], 0
    for size in sizes:
        found += stream.feed(text[cursor : cursor + size])
        cursor += size
    found += stream.feed(text[cursor:])
    found += stream.finish(cut_off=False)
    assert [told.text for told in found] == [
        "NATO has no plans.", "Mr. Pavel spoke of training!", "“We will not,” he said.", "The end.",
    ]  # fmt: skip


def test_half_a_sentence_is_dropped_only_when_the_model_was_cut_off() -> None:
    for cut_off, expected in ((True, []), (False, ["Kawann Short"])):
        stream = StatementStream()
        stream.feed("Kawann Short")
        assert [told.text for told in stream.finish(cut_off=cut_off)] == expected


@pytest.mark.parametrize(
    "end", ["It was rejected by Poland, the U.S.", "The organ costs 3.", "It costs 3.5 mill", "So said Dr."]
)
def test_a_sentence_that_was_cut_off_behind_a_full_stop_is_half_a_sentence(end: str) -> None:
    stream = StatementStream()
    stream.feed(f"Troops were rejected. {end}")
    assert stream.finish(cut_off=True) == []


@pytest.mark.parametrize("end", ["Troops were rejected.", "He said: “We will not.”"])
def test_a_whole_sentence_stands_though_the_model_was_cut_off(end: str) -> None:
    stream = StatementStream()
    stream.feed(end)
    assert [told.text for told in stream.finish(cut_off=True)] == [end]


def test_a_loop_is_told_from_a_list() -> None:
    house = "in the big old house "
    assert repeats_itself(f"It is {house * 4}.")
    assert not repeats_itself("Poland, Germany, the United States, Poland's president and Germany's chancellor met.")
    stream = StatementStream()
    pieces = ["It is ", *[house] * 9]
    found = [position for position, piece in enumerate(pieces) if not stream.feed(piece) and stream.loop]
    assert found[0] == 4


MARKDOWN = """Three things are known:
- the **ferry** ran aground [3]
- 11 people were hurt. [4][7] All were treated
  - two in Velland

## Costs

| Outlet | Offer |
|---|---|
| Courier | 4.5 per cent |

1. 21.00: Polls close.
2) 21.40: The lights
are out.
"""


@given(st.lists(st.integers(1, 9), min_size=1, max_size=80))
def test_the_shape_of_an_answer_is_kept_in_pieces_of_any_size(sizes: list[int]) -> None:
    stream, found, cursor = StatementStream(), [], 0
    for size in sizes:
        found += stream.feed(MARKDOWN[cursor : cursor + size])
        cursor += size
    found += stream.feed(MARKDOWN[cursor:])
    found += stream.finish(cut_off=False)
    assert [(told.lead, told.text) for told in found] == [
        (PARAGRAPH, "Three things are known:"),
        (BULLET, "the **ferry** ran aground [3]"),
        (BULLET, "11 people were hurt. [4][7]"),
        (SAME, "All were treated"),
        (INNER_BULLET, "two in Velland"),
        (BULLET, "Courier; Offer: 4.5 per cent"),
        (NUMBERED, "21.00: Polls close."),
        (NUMBERED, "21.40: The lights are out."),
    ]


def test_json_is_told_as_the_texts_in_it() -> None:
    stream = StatementStream()
    assert [
        told for piece in ('{"answer": ["Arle bou', 'ght it.", "So did Marlow."]}') for told in stream.feed(piece)
    ] == []
    assert stream.finish(cut_off=False) == [Told("Arle bought it.", BULLET), Told("So did Marlow.", BULLET)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("It rose [3].", [3]), ("It rose. [3][7]", [3, 7]), ("It rose [2, 5-7].", [2, 5, 6, 7]), ("He is 38 (38).", [])],
)
def test_the_numbers_that_a_model_cites(text: str, numbers: list[int]) -> None:
    assert told_numbers(text) == numbers


def test_an_age_in_parentheses_is_no_citation() -> None:
    assert cleaned("Viktor Dragan (38) won [2].") == "Viktor Dragan (38) won."
