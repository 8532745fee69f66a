"""Quotation marks survive only around verbatim text."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding.quotes import is_verbatim, quotations, without_false_quotes

SOURCE = "“In this case, we need to talk not about probability, but about the inevitability [of conflict],” he said."
letters = st.text(alphabet="abcdefgh ", min_size=1, max_size=30)


def test_typography_brackets_and_ellipsis_do_not_matter() -> None:
    for quotation in (
        "In this case, we need to talk not about probability",
        "but about the inevitability of conflict",
        "but about the inevitability",
        "in this case … the inevitability",
    ):
        assert is_verbatim(quotation, [SOURCE]), quotation


def test_other_words_and_parts_of_words_are_not_verbatim() -> None:
    for quotation in ("talk about probability", "inevitab", "the inevitability … in this case", "…", "?!"):
        assert not is_verbatim(quotation, [SOURCE]), quotation


def test_false_marks_go_and_true_ones_stay() -> None:
    text = 'He spoke of “the inevitability” and of "certain war".'
    assert without_false_quotes(text, [SOURCE]) == (
        "He spoke of “the inevitability” and of certain war.",
        ["certain war"],
    )


def test_a_letter_in_quotation_marks_is_a_name_and_two_are_words() -> None:
    assert without_false_quotes("Plan “B” was “no” plan.", [SOURCE]) == ("Plan “B” was no plan.", ["no"])
    assert quotations("Plan “B” was “no” plan.") == ["no"]


@given(letters, letters, letters)
def test_any_run_of_whole_words_of_a_source_is_verbatim(before: str, middle: str, after: str) -> None:
    if middle.strip():
        assert is_verbatim(middle, [f"{before} {middle} {after}"])


@given(letters)
def test_words_with_a_letter_the_source_lacks_never_are(text: str) -> None:
    assert not is_verbatim(f"{text}z", [text])


@given(st.text(max_size=80))
def test_what_remains_is_verbatim(text: str) -> None:
    kept, _ = without_false_quotes(text, [SOURCE])
    assert all(is_verbatim(quotation, [SOURCE]) for quotation in quotations(kept))
