# ruff: noqa: E501 - lines of sample text are as long as they are
from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.articles.paragraphs import join_paragraphs

ONE = "The alliance has no plans to send troops to the country, its secretary general said in an interview that was published on Monday. He did not answer every question."
TWO = "Most members prefer to help with money and weapons. Only a few governments have said that they would discuss other roles, all of them far from the front."


def test_many_blank_lines_are_one_break() -> None:
    assert join_paragraphs([ONE, "", "", "", "", TWO]) == [ONE, TWO]


def test_each_line_is_a_paragraph_where_nothing_is_wrapped() -> None:
    assert join_paragraphs([ONE, "A heading", TWO, "Short one."]) == [ONE, "A heading", TWO, "Short one."]


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_hard_wrapped_paragraphs_are_joined(width: int) -> None:
    lines = [*textwrap.wrap(ONE, width), "", "A heading", "", *textwrap.wrap(TWO, width)]
    assert join_paragraphs(lines) == [ONE, "A heading", TWO]


def test_a_heading_right_above_a_wrapped_paragraph_stays_apart() -> None:
    assert join_paragraphs(["A heading", *textwrap.wrap(ONE, 72)]) == ["A heading", ONE]


def test_list_items_stay_apart() -> None:
    items = ["- The first item of the list which is rather long as items go", "- the second item of it"]
    assert join_paragraphs(items) == items


def test_short_full_sentences_on_lines_of_their_own_stay_apart() -> None:
    lines = ["Poland said that it would not send any soldiers.", "Germany said the very same thing an hour later."]
    assert join_paragraphs(lines) == lines


@given(st.lists(st.text(alphabet="ab cd.\u00e9", max_size=130).map(lambda t: " ".join(t.split())), max_size=20))
def test_no_word_is_lost_or_added(lines: list[str]) -> None:
    assert " ".join(join_paragraphs(lines)).split() == " ".join(lines).split()
