"""Words, stems and question terms."""

import pytest

from assistant.words import question_terms, search_terms, stems, words


def test_accents_case_and_possessives_fold() -> None:
    assert words("Sébastien Lecornu’s plan") == ["sebastien", "lecornu", "plan"]


@pytest.mark.parametrize("spelling", ["US", "U.S.", "USA", "U.S.A."])
def test_the_united_states_is_not_the_pronoun(spelling: str) -> None:
    assert words(f"The {spelling} told us") == ["the", "usa", "told", "us"]


def test_stems_join_inflections_and_leave_function_words_out() -> None:
    assert stems("The countries were rejecting it") == stems("country rejected")


def test_question_words_are_not_searched_for() -> None:
    assert question_terms("Which countries rejected sending troops?") == ["countries", "rejected", "sending", "troops"]


def test_a_question_of_nothing_but_function_words_keeps_them() -> None:
    assert question_terms("Who is it?") == ["who", "is", "it"]


def test_other_spellings_of_the_united_states_are_searched_too() -> None:
    assert {"us", "united states"} <= set(search_terms("Did the U.S. send troops?"))
