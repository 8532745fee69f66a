"""Nuggets of a reference answer: how it is cut, and when an answer has one."""

from __future__ import annotations

from assistant.embedding import Embedder
from benchmarks.nuggets import Nugget, clauses, share, told

QUESTION = "Why did the mill of Arle close?"
REFERENCE = (
    "The mill closed because the river Velm had run dry, and no buyer was found for ninety years. "
    "The town of Arle later turned it into a library; children read there on Sundays."
)


def test_a_reference_is_cut_into_clauses() -> None:
    assert clauses(REFERENCE) == [
        "The mill closed, because the river Velm had run dry",
        "and no buyer was found for ninety years.",
        "The town of Arle later turned it into a library",
        "children read there on Sundays.",
    ]
    assert clauses("It was red, and it was big.") == ["It was red, and it was big."]  # no clause has words enough


def test_an_answer_has_what_it_says_in_the_same_or_in_other_words(embedder: Embedder) -> None:
    whole = told(QUESTION, REFERENCE, REFERENCE, embedder)
    assert share(whole) == 1.0
    part = told(QUESTION, REFERENCE, "The river Velm had run dry [1]. Nobody bought it.", embedder)
    assert [one.told for one in part] == [True, False, False, False]
    other = told(QUESTION, "The river had run dry.", "There was no more water in the river: it had dried up.", embedder)
    assert other[0].told and other[0].recall < 0.7
    assert share(other) == 1.0


def test_words_of_the_question_are_no_answer(embedder: Embedder) -> None:
    (one,) = told(QUESTION, "The mill of Arle closed after a flood.", "The mill of Arle did close.", embedder)
    assert one.recall == 0.0


def test_a_refusal_has_nothing(embedder: Embedder) -> None:
    nothing = told(QUESTION, REFERENCE, "", embedder)
    assert len(nothing) == 4 and share(nothing) == 0.0


def test_share() -> None:
    assert share([]) == 0.0
    assert share([Nugget("a", 1.0, 0.0), Nugget("b", 0.0, 0.0)]) == 0.5
