"""An answer in the making: how statements, marks and citations come together, without a model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.answering import NEAREST, REFUSAL
from assistant.answering.draft import Draft
from assistant.evidence import EvidenceSentence, Span
from assistant.grounding.grounder import Grounded
from assistant.grounding.statements import BULLET, NUMBERED, PARAGRAPH, SAME
from assistant.grounding.support import Verdict
from assistant.types import Answer, ArticleFacts, Signals, Statement


def place(article: str, start: int = 0, text: str = "The mill burned.") -> Span:
    return Span(ArticleFacts(article, f"Title {article}", "Post", date="2024-05-01"), start, start + len(text), text)


def grounded(text: str, *places: Span) -> Grounded:
    return Grounded(text, Verdict("supported", 0.87654321, ""), places)


def draft() -> Draft:
    return Draft("What burned?", "What burned?")


def finished(made: Draft) -> Answer:
    return made.answer("model", Signals())


def test_citations_are_numbered_by_first_use_and_told_once() -> None:
    made = draft()
    late, early = place("z"), place("a")
    made.add(grounded("The mill burned.", late))
    made.add(grounded("It burned in May.", early, late), PARAGRAPH)
    answer = finished(made)
    assert answer.text == "The mill burned [1]." + PARAGRAPH + "It burned in May [1][2]."
    assert [(one.number, one.article_id) for one in answer.citations] == [(1, "z"), (2, "a")]
    assert [one.citations for one in answer.statements] == [(1,), (1, 2)]


@pytest.mark.parametrize("other", [place("b"), place("a", 7), replace(place("a"), end=9)])
def test_another_article_begin_or_end_is_another_citation(other: Span) -> None:
    made = draft()
    made.add(grounded("The mill burned.", place("a"), other))
    (one, two) = finished(made).citations
    assert (one.number, two.number) == (1, 2)
    assert (two.article_id, two.start, two.end) == (other.article_id, other.start, other.end)


def test_a_citation_says_what_its_place_says() -> None:
    span = place("a", 12)
    span = replace(span, article=replace(span.article, url="https://news.example/a", path="/news/a.txt"))
    made = draft()
    made.add(grounded("It burned.", span))
    (cited,) = finished(made).citations
    told = (cited.title, cited.source, cited.date, cited.url, cited.path, cited.quote, cited.start, cited.end)
    assert told == (span.title, span.source, span.date, span.url, span.path, span.text, 12, 12 + len(span.text))


def test_items_are_numbered_as_they_are_kept_and_each_list_from_one() -> None:
    made = draft()
    for text, lead in (
        ("One.", SAME),
        ("Two.", NUMBERED),
        ("Three.", NUMBERED),
        ("Then.", PARAGRAPH),
        ("Four.", NUMBERED),
    ):
        made.add(grounded(text), lead)
    assert finished(made).text == "One.\n1. Two.\n2. Three." + PARAGRAPH + "Then.\n1. Four."


def test_an_answer_does_not_begin_with_a_line_break() -> None:
    made = draft()
    made.add(grounded("First."), BULLET)
    made.add(grounded("Second."), BULLET)
    assert finished(made).text == BULLET.lstrip() + "First." + BULLET + "Second."


def test_what_follows_a_dropped_statement_begins_its_block() -> None:
    made = draft()
    assert not made.after_dropped
    made.add(grounded("First."))
    made.drop(Statement("Wrong.", (), "unsupported", 0.0, ""), PARAGRAPH)
    assert made.after_dropped
    made.add(grounded("Right."), SAME)
    made.add(grounded("Next."), SAME)
    assert not made.after_dropped
    made.drop(Statement("Wrong too.", (), "unsupported", 0.0, ""), PARAGRAPH)
    made.add(grounded("An item."), BULLET)
    assert finished(made).text == "First." + PARAGRAPH + "Right." + SAME + "Next." + BULLET + "An item."


def test_an_introduction_waits_for_an_item_and_goes_where_none_comes() -> None:
    made = draft()
    assert made.add(grounded("These burned:", place("a"))) is None
    shown = made.add(grounded("The mill burned.", place("b")), BULLET)
    assert shown is not None
    assert shown.text == "These burned: [1]" + BULLET + "The mill burned [2]."
    assert [one.number for one in shown.citations] == [1, 2]
    alone = draft()
    alone.add(grounded("These burned:", place("a")))
    alone.add(grounded("The mill burned.", place("b")), PARAGRAPH)
    answer = finished(alone)
    assert [one.text for one in answer.statements] == ["The mill burned."]
    assert [one.article_id for one in answer.citations] == ["b"]


def test_what_was_said_or_dropped_is_known() -> None:
    made = draft()
    made.add(grounded("Said."))
    made.drop(Statement("Dropped.", (), "unsupported", 0.0, ""))
    assert [made.has(text) for text in ("Said.", "Dropped.", "New.")] == [True, True, False]


def test_a_note_stands_apart_and_opens_nothing() -> None:
    made = draft()
    made.add(grounded("First."))
    assert made.say("A note.").text == PARAGRAPH + "A note."
    assert draft().say("A note.").text == "A note."


@pytest.mark.parametrize(
    ("dropped", "said_unanswered", "reason"),
    [(True, False, "nothing the model wrote is supported"), (True, True, "not stated"), (False, False, "not stated")],
)
def test_a_refusal_says_why(dropped: bool, said_unanswered: bool, reason: str) -> None:
    made = draft()
    made.said_unanswered = said_unanswered
    if dropped:
        made.drop(Statement("Wrong.", (), "unsupported", 0.0, ""))
    answer = finished(made)
    assert answer.refused
    assert answer.text == REFUSAL
    assert reason in answer.refusal_reason


def test_a_refusal_quotes_what_is_nearest_with_all_its_places() -> None:
    vector = np.ones(2, dtype=np.float32)
    nearest = [
        EvidenceSentence(place("a", text="It  rained."), 1.0, 1.0, 1.0, vector, (place("b"),)),
        EvidenceSentence(place("b"), 1.0, 1.0, 1.0, vector),
    ]
    answer = draft().answer("model", Signals(), nearest)
    assert answer.text == REFUSAL + NEAREST + "“It rained.” [1][2] “The mill burned.” [2]"
    assert [one.article_id for one in answer.citations] == ["a", "b"]


def test_a_score_is_told_to_four_places_and_a_lead_as_shown() -> None:
    made = draft()
    made.add(grounded("First."), PARAGRAPH, probability=0.5)
    (statement,) = finished(made).statements
    assert (statement.score, statement.lead, statement.probability) == (0.8765, "", 0.5)
