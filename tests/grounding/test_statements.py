"""The model's text becomes clean statements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding.statements import SentenceStream, cleaned, is_non_answer, repeats_itself


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
    stream, found, cursor = SentenceStream(), [], 0
    for size in sizes:
        found += stream.feed(text[cursor : cursor + size])
        cursor += size
    found += stream.feed(text[cursor:])
    found += stream.finish(cut_off=False)
    assert [sentence.strip() for sentence in found] == [
        "NATO has no plans.", "Mr. Pavel spoke of training!", "“We will not,” he said.", "The end.",
    ]  # fmt: skip


def test_half_a_sentence_is_dropped_only_when_the_model_was_cut_off() -> None:
    for cut_off, expected in ((True, []), (False, ["Kawann Short"])):
        stream = SentenceStream()
        stream.feed("Kawann Short")
        assert stream.finish(cut_off=cut_off) == expected


@pytest.mark.parametrize(
    "end", ["It was rejected by Poland, the U.S.", "The organ costs 3.", "It costs 3.5 mill", "So said Dr."]
)
def test_a_sentence_that_was_cut_off_behind_a_full_stop_is_half_a_sentence(end: str) -> None:
    stream = SentenceStream()
    stream.feed(f"Troops were rejected. {end}")
    assert stream.finish(cut_off=True) == []


@pytest.mark.parametrize("end", ["Troops were rejected.", "He said: “We will not.”"])
def test_a_whole_sentence_stands_though_the_model_was_cut_off(end: str) -> None:
    stream = SentenceStream()
    stream.feed(end)
    assert stream.finish(cut_off=True) == [end]


def test_a_loop_is_told_from_a_list() -> None:
    house = "in the big old house "
    assert repeats_itself(f"It is {house * 4}.")
    assert not repeats_itself("Poland, Germany, the United States, Poland's president and Germany's chancellor met.")
    stream = SentenceStream()
    pieces = ["It is ", *[house] * 9]
    found = [position for position, piece in enumerate(pieces) if not stream.feed(piece) and stream.loop]
    assert found[0] == 4
