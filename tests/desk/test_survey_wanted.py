"""What a question looks for, and whether it plainly asks for all of something."""

from __future__ import annotations

import pytest

from assistant.desk.survey.wanted import asks_for_all, wanted_of
from assistant.grounding.reader import SpacyReader


@pytest.mark.parametrize(
    ("question", "kind", "label", "statement"),
    [
        ("Which countries rejected sending troops?", "countries", "country", "X rejected sending troops."),
        ("Which countries did Macron visit?", "countries", "country", "Macron did visit X."),
        ("In which states has bird flu been confirmed?", "states", "state", "Bird flu has been confirmed in X."),
        ("Which countries was he deported to?", "countries", "country", "He was deported to X."),
        ("Which companies has the EU fined?", "companies", "company", "The EU has fined X."),
        ("What penalties did the court impose on Ionascu?", "penalties", "penalty",
         "The court did impose X on Ionascu."),
        ("Which of the councillors voted against the wall?", "councillors", "councillor",
         "X voted against the wall."),
        ("Which councillors did not back the wall?", "councillors", "councillor", "X did not back the wall."),
        ("Who resigned over the scandal, and why?", "who", "name", "X resigned over the scandal."),
        ("Who are the ministers that resigned?", "who", "name", "X is one of the ministers that resigned."),
        ("What are the demands of the strikers?", "what", "name", "X is one of the demands of the strikers."),
        ("List all countries that rejected sending troops.", "countries", "country", "X rejected sending troops."),
        ("List the people killed in the fire.", "people", "people", "X was killed in the fire."),
        ("How many countries rejected sending troops?", "countries", "country", "X rejected sending troops."),
        ("Which members of the council spoke?", "members of the council", "member", "X spoke."),
    ],
)  # fmt: skip
def test_the_statement_about_a_member(
    reader: SpacyReader, question: str, kind: str, label: str, statement: str
) -> None:
    wanted = wanted_of(question, reader)
    assert wanted is not None
    assert (wanted.kind, wanted.label, wanted.statement("X")) == (kind, label, statement)


@pytest.mark.parametrize(
    "question", ["Why did Poland reject it?", "Does Poland send troops?", "Summarise the articles", "Macron", "?!", ""]
)
def test_what_asks_for_nothing_that_can_be_listed(reader: SpacyReader, question: str) -> None:
    assert wanted_of(question, reader) is None
    assert not asks_for_all(question, reader)


@pytest.mark.parametrize(
    ("question", "all_of_them"),
    [
        ("Which countries rejected sending troops?", True),
        ("Which states have confirmed bird flu in dairy cows?", True),
        ("List every company that was fined.", True),
        ("Who are the ministers that resigned?", True),
        ("Who all signed the letter?", True),
        ("What measures has the government announced?", True),
        ("Who resigned?", False),
        ("Which country hosts the summit?", False),
        ("What is the capital of France?", False),
        ("How many people were killed?", False),
        ("When did the bridge close?", False),
    ],
)
def test_who_asks_for_all(reader: SpacyReader, question: str, all_of_them: bool) -> None:
    assert asks_for_all(question, reader) is all_of_them
