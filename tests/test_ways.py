"""Questions that are answered in the articles' own words, over the sample articles; no model is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answering import CONFIRMED, DENIAL, REFUSAL, UNANSWERED
from assistant.errors import QuestionError
from assistant.types import Answer, Filters
from tests.test_answering import scripted


def asked(index: Path, question: str, *, filters: Filters | None = None, probability: float = 0.97) -> Answer:
    """The answer, with a model that would only write nonsense."""
    with scripted(index, ["Nonsense."] * 4, [probability] * 8) as (assistant, _):
        answer = assistant.ask(question, filters=filters)
        for citation in answer.citations:
            assert assistant.article(citation.article_id).text[citation.start : citation.end] == citation.quote
        assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
        assert "Nonsense" not in answer.text
        return answer


@pytest.mark.parametrize("question", ["macron?", "Tell me about Macron", "macrn"])
def test_a_name_gets_an_overview_of_several_articles_newest_first(seeds_index: Path, question: str) -> None:
    answer = asked(seeds_index, question)
    assert not answer.refused
    assert len({citation.article_id for citation in answer.citations}) >= 3
    assert all("Macron" in statement.text for statement in answer.statements)
    dates = [citation.date for citation in answer.citations if citation.date]
    assert dates == sorted(dates, reverse=True)
    assert answer.reading is not None
    assert answer.reading.kind == "topic"


def test_a_topic_that_no_article_has_is_refused(seeds_index: Path) -> None:
    assert asked(seeds_index, "football", probability=0.02).refused


def test_the_latest_begins_with_the_newest_date(seeds_index: Path) -> None:
    answer = asked(seeds_index, "What's the latest on Stoltenberg?")
    assert answer.text.startswith("As of 2024-03-13, in the words of the articles:")
    assert asked(seeds_index, "newest articles").citations[0].date == "2024-03-13"


def test_a_period_leaves_other_articles_out(seeds_index: Path) -> None:
    answer = asked(seeds_index, "news about troops before 12 March 2024")
    assert {citation.date for citation in answer.citations} == {"2024-03-11"}


def test_a_summary_has_as_many_points_as_asked_for(seeds_index: Path) -> None:
    answer = asked(seeds_index, "Summarise all articles in three bullet points.")
    assert len(answer.statements) == 3
    assert answer.text.count("\n- ") == 3
    assert len({citation.article_id for citation in answer.citations}) == 3


def test_a_summary_of_one_article_cites_it_alone_and_in_its_order(seeds_index: Path) -> None:
    answer = asked(seeds_index, "Summarise the article “NATO rejects no-fly zone over Ukraine” in two sentences.")
    assert {citation.article_id for citation in answer.citations} == {"05-nato-rejects-no-fly-zone"}
    assert len(answer.statements) == 2
    starts = [citation.start for citation in answer.citations]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("question", "told", "cited"),
    [
        ("How many articles mention Poland?", "2 of 5 articles mention “Poland”", 2),
        ("How many articles mention the Kiel Institute?", "2 of 5 articles mention “the Kiel Institute”", 2),
        ("How many articles are there?", "There are 5 articles in this collection.", 0),
        ("How many articles mention Antarctica?", "No article mentions “Antarctica”", 0),
    ],
)
def test_articles_are_counted_by_the_index(seeds_index: Path, question: str, told: str, cited: int) -> None:
    answer = asked(seeds_index, question)
    assert answer.text.startswith(told)
    assert len(answer.citations) == cited
    assert not answer.refused


def test_a_count_obeys_the_filters(seeds_index: Path) -> None:
    only = Filters(article_ids=("01-nato-no-plans-to-send-troops",))
    assert asked(seeds_index, "How many articles mention Poland?", filters=only).text.startswith(
        "1 of 1 article mentions"
    )


def test_a_quotation_is_found_with_its_speaker(seeds_index: Path) -> None:
    answer = asked(seeds_index, "Who said “about the inevitability of conflict”?")
    assert "Dmitry Peskov" in answer.text
    assert answer.citations[0].article_id == "03-germany-and-poland-rule-out-troops"


def test_a_changed_quotation_is_shown_against_the_right_one(seeds_index: Path) -> None:
    answer = asked(seeds_index, "“NATO has no plans to send planes to Ukraine” - who said this?")
    assert answer.text.startswith(
        "The words “NATO has no plans to send planes to Ukraine” are in no article as they stand."
    )
    assert "NATO has no plans to send troops to Ukraine" in answer.text
    assert "Stoltenberg" in answer.text


def test_words_that_stand_nowhere_are_said_to(seeds_index: Path) -> None:
    answer = asked(seeds_index, "Who said “the euro will replace the rouble by Easter”?")
    assert answer.refused
    assert answer.refusal_reason == "the words “the euro will replace the rouble by Easter” are in no article"


def test_a_claim_that_the_articles_make_is_confirmed_in_their_words(seeds_index: Path) -> None:
    answer = asked(seeds_index, "Is it true that Poland rejected the idea of sending troops?")
    assert answer.text.startswith(CONFIRMED)
    assert "Poland, the United States and Germany publicly rejected the idea" in answer.text


def test_a_claim_that_they_deny_is_not_confirmed_whatever_the_model_says(seeds_index: Path) -> None:
    answer = asked(seeds_index, "Is it true that NATO sent planes over Ukrainian airspace?", probability=0.6)
    assert CONFIRMED not in answer.text
    assert answer.refused or answer.text.startswith(DENIAL)


def test_a_claim_about_something_else_is_neither(seeds_index: Path) -> None:
    answer = asked(seeds_index, "Is it true that Portugal bought submarines?", probability=0.02)
    assert answer.refused
    assert answer.text.startswith(REFUSAL)


def test_the_assistant_says_what_it_is_and_what_is_indexed(seeds_index: Path) -> None:
    answer = asked(seeds_index, "Who are you?")
    assert "answers questions about the 5 articles of this collection" in answer.text
    assert not answer.refused


def test_each_part_is_answered_and_the_other_named(seeds_index: Path) -> None:
    right = "Poland, the United States and Germany publicly rejected the idea of sending troops."
    with scripted(seeds_index, [right, "The Kiel Institute does."], [0.97, 0.97, 0.97, 0.01, 0.01, 0.01]) as (one, _):
        answer = one.ask("Which countries rejected sending troops? Who won the football cup of Ulmar?")
    assert answer.statements[0].text == right
    assert answer.text.endswith(f"{UNANSWERED}Who won the football cup of Ulmar?")


def test_exact_reads_nothing_into_a_question(seeds_index: Path) -> None:
    with scripted(seeds_index, ["Nonsense."] * 4, [0.02] * 8) as (assistant, _):
        answer = assistant.ask("trops", exact=True)
    assert answer.reading is not None
    assert (answer.reading.kind, answer.reading.corrections) == ("question", ())


def test_more_questions_than_can_be_answered_well_are_refused(seeds_index: Path) -> None:
    many = " ".join(f"Which town rejected wall number {n}?" for n in range(6))
    with (
        scripted(seeds_index, []) as (assistant, _),
        pytest.raises(QuestionError, match="These are 6 questions, 4 at a time"),
    ):
        assistant.ask(many)
