"""Questions that are answered in the articles' own words, over the sample articles; no model is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
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


@pytest.fixture(scope="module")
def disputed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two articles that contradict each other, and one with a figure."""
    folder = tmp_path_factory.mktemp("disputed")
    told = {
        "a": "# Velland to send a ship\n\n2024-03-01\n\nVelland will send a ship to the strait, its minister said. "
        "The council of Arle counted 47 seals on the rocks of the bay.",
        "b": "# No ship from Velland\n\n2024-03-05\n\nVelland will not send a ship to the strait, its premier said.",
        "c": "# Ports\n\n2024-03-06\n\nThe harbour of Velland was full of boats when the queen of Morrow came.",
    }
    for name, text in told.items():
        (folder / f"{name}.md").write_text(text)
    index = folder / "index"
    with Assistant.open(index) as assistant:
        assistant.ingest(folder)
    return index


def test_articles_that_disagree_are_both_shown_with_their_dates(disputed: Path) -> None:
    answer = asked(disputed, "Is it true that Velland will send a ship to the strait?")
    assert "The articles disagree. 1 article says so:\n- 2024-03-01: Velland will send" in answer.text
    assert "1 article denies it:\n- 2024-03-05: Velland will not send" in answer.text


def test_another_figure_is_no_confirmation_and_is_shown(disputed: Path) -> None:
    answer = asked(disputed, "Is it true that the council of Arle counted 50 seals on the rocks?")
    assert answer.text.startswith("The articles give another number: The council of Arle counted 47 seals")


def test_a_refused_question_that_asks_whether_is_set_right(disputed: Path) -> None:
    answer = asked(disputed, "Did the council of Arle count 50 seals on the rocks?", probability=0.02)
    assert answer.text.startswith("The articles give another number: The council of Arle counted 47 seals")


def test_what_is_denied_of_others_is_not_denied_of_who_is_asked_about(seeds_index: Path) -> None:
    for question in ("Is it true that France has already sent troops?", "Has France sent troops to Ukraine?"):
        answer = asked(seeds_index, question, probability=0.02)
        assert DENIAL not in answer.text
        assert answer.refused or "Germany and Poland" not in answer.text


def test_a_day_without_articles_is_said_to_have_none(seeds_index: Path) -> None:
    answer = asked(seeds_index, "what happened on 3 February 2024?")
    assert answer.refused
    assert answer.refusal_reason == "no article is dated 2024-02-03"
    later = asked(seeds_index, "any news on Macron on 3 February 2024?")
    assert later.text.startswith("No article dated 2024-02-03 tells of it. Of any time:")


def test_words_of_a_quotation_that_stand_far_apart_are_no_quotation(disputed: Path) -> None:
    assert asked(disputed, "Who said “the boats of the strait counted”?").refused


def test_a_letter_is_asked_what_it_asks(seeds_index: Path) -> None:
    letter = (
        "Dear team, I have read your paper for many years, and today my neighbour, who has been a teacher in our town "
        "for all her life, told me that I might just write and ask. Who did the Kremlin warn? Yours, A. Reader"
    )
    answer = asked(seeds_index, letter)
    assert answer.reading is not None
    assert answer.reading.text == "Who did the Kremlin warn?"
    assert not answer.reading.period


def test_what_somebody_says_is_shown_where_no_wording_of_the_model_passes(seeds_index: Path) -> None:
    answer = asked(seeds_index, "What did Scholz say about ground troops?", probability=0.02)
    assert not answer.refused
    assert all("Scholz" in statement.text for statement in answer.statements)
    assert asked(seeds_index, "What did Scholz say about the moon landing?", probability=0.02).refused
    assert asked(seeds_index, "What did Merkel say about ground troops?", probability=0.02).refused


def test_two_quoted_words_are_looked_up_where_their_speaker_is_asked(seeds_index: Path) -> None:
    answer = asked(seeds_index, "“cannot exclude” sending soldiers to Ukraine - who said this?")
    assert answer.text.startswith("French President Emmanuel Macron: ") or "Macron" in answer.citations[0].quote
    assert "cannot exclude" in answer.citations[0].quote


def test_words_that_stand_in_no_article_are_shown_with_the_sentence_that_has_most_of_them(seeds_index: Path) -> None:
    answer = asked(seeds_index, "“no plans for NATO combat troops” - who said this?")
    assert "NATO has no plans to send troops to Ukraine" in answer.text


def test_a_day_alone_gets_what_was_reported_then(seeds_index: Path) -> None:
    answer = asked(seeds_index, "what happened on march 13")
    assert {citation.date for citation in answer.citations} == {"2024-03-13"}


def test_a_refusal_offers_questions_that_the_articles_answer(seeds_index: Path) -> None:
    refused = asked(seeds_index, "How many medals did Macron win in Stockholm?", probability=0.02)
    assert refused.refused
    assert "What do the articles say about Macron?" in refused.suggestions
    assert len(refused.suggestions) <= 2
    for question in refused.suggestions:
        assert not asked(seeds_index, question).refused
    assert asked(seeds_index, "Which team won the cup in Lima?", probability=0.02).suggestions == ()
    assert asked(seeds_index, "macron?").suggestions == ()
