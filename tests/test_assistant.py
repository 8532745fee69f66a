"""The whole path with the real model, index and embeddings: structure and grounding, not wording."""

from __future__ import annotations

import pytest

from assistant.answering import REFUSAL
from assistant.assistant import Assistant
from assistant.types import Answer

pytestmark = pytest.mark.models


def check(assistant: Assistant, answer: Answer) -> None:
    for citation in answer.citations:
        assert assistant.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for statement in answer.statements:
        assert statement.citations and statement.support != "unsupported"


def test_which_countries_rejected_sending_troops(assistant: Assistant) -> None:
    answer = assistant.ask("Which countries rejected sending troops?")
    check(assistant, answer)
    assert "Poland" in answer.text and "Germany" in answer.text
    assert any("rejected" in citation.quote or "not send" in citation.quote for citation in answer.citations)
    assert answer.timings.first_token is not None and answer.model == "qwen2.5-coder-1.5b"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much aid have the US and its allies given since February 2022?", "278"),
        ("Who is the spokesman of the Kremlin?", "Peskov"),
        ("What did the foreign ministers discuss?", "no-fly zone"),
    ],
)
def test_facts_are_found_and_cited(assistant: Assistant, question: str, expected: str) -> None:
    answer = assistant.ask(question)
    check(assistant, answer)
    assert expected in answer.text
    assert any(expected in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    "question",
    ["What is the capital of Australia?", "Who won the football World Cup in 2018?", "How old is Olaf Scholz?"],
)
def test_what_the_articles_do_not_say_is_refused(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.refused, answer.text, answer.citations) == (True, REFUSAL, ())
    assert answer.passages
