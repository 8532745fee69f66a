"""The facts of a sentence, one by one; and what is left of it without a detail, or with its verb denied."""

from __future__ import annotations

import pytest

from assistant.grounding.clauses import without_detail
from assistant.grounding.reader import Reader


@pytest.mark.parametrize(
    ("sentence", "facts"),
    [
        ("Poland rejected the idea, but France welcomed it.", ["Poland rejected the idea.", "France welcomed it."]),
        (
            "The minister said that the port will close and that the ferry will stop.",
            ["The minister said that the port will close.", "The minister said that the ferry will stop."],
        ),
        (
            "The council approved the budget and closed two schools.",
            ["The council approved the budget.", "The council closed two schools."],
        ),
        ("Exports rose by 5 percent, while imports fell.", ["Exports rose by 5 percent.", "Imports fell."]),
        (
            "The ferry, which carries 400 people, will stop.",
            ["The ferry carries 400 people.", "The ferry, will stop."],
        ),
    ],
)
def test_the_facts_that_a_sentence_joins(reader: Reader, sentence: str, facts: list[str]) -> None:
    assert sorted(reader.read(sentence).clauses) == sorted(facts)


@pytest.mark.parametrize(
    "sentence",
    ["The port will be dredged in May.", "If it rains, the match will be off.", '"We will go and pay," she said.'],
)
def test_one_fact_stays_as_it_is(reader: Reader, sentence: str) -> None:
    assert reader.read(sentence).clauses == (sentence,)


@pytest.mark.parametrize(
    ("sentence", "wrong", "rest"),
    [
        ("The port will be dredged in May.", "May", "The port will be dredged."),
        ("Kenya will send 500 men, among them 60 doctors.", "60", "Kenya will send 500 men."),
        ("The bridge is 240 metres long.", "The bridge", ""),
        ("Japan has offered two planes.", "Japan", ""),
    ],
)
def test_a_detail_can_be_left_out_the_core_cannot(reader: Reader, sentence: str, wrong: str, rest: str) -> None:
    assert without_detail(reader.read(sentence), wrong) == rest


@pytest.mark.parametrize(
    ("sentence", "denied"),
    [
        ("Austria will take part.", "Austria will not take part."),
        ("Austria will not take part.", "Austria will take part."),
        ("Poland rejected the idea.", "Poland did not reject the idea."),
        ("She said that NATO has no plans.", "She said that NATO has plans."),
        ("The bridge is closed.", "The bridge is not closed."),
    ],
)
def test_the_denial_of_a_sentence(reader: Reader, sentence: str, denied: str) -> None:
    assert reader.read(sentence).denial == denied


def test_orders_and_fragments(reader: Reader) -> None:
    assert reader.read("Send your questions to the press office.").is_order
    assert not reader.read("They send questions to the press office.").is_order
    assert not reader.read("Best regards, Anna").has_verb
