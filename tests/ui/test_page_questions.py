"""Sentences that become questions in their own words, and those that do not."""

from __future__ import annotations

import pytest

from assistant.ui.questions import named_in, questions_of

STOLTENBERG = "Jens Stoltenberg said"


@pytest.mark.parametrize(
    ("sentence", "questions"),
    [
        ("Mayor Ines Vogt closed the harbour of Marlow on Friday.", ["Who closed the harbour of Marlow?"]),
        ("Emmanuel Macron proposed a summit in Paris, which nobody joined.", ["Who proposed a summit in Paris?"]),
        ("Texas confirmed bird flu in dairy cows, officials said.", ["Who confirmed bird flu in dairy cows?"]),
        ("Some 37 people died in the fire in Athens.", ["How many people died in the fire in Athens?"]),
        (f"{STOLTENBERG} the alliance has no plans.", ["What did Jens Stoltenberg say about the alliance?"]),
        (f"{STOLTENBERG} it has no plans to send troops.", []),
        (f"{STOLTENBERG} witnesses were heard.", []),
        ("He proposed a summit in Paris.", []),
        ("Moscow reacted with a warning.", []),
        ("Emmanuel Macron proposed his plan in Paris.", []),
        ("The answer is to be: Portugal has sent 40,000 soldiers to Ukraine.", []),
    ],
)
def test_a_sentence_becomes_a_question_in_its_own_words(reader, sentence, questions):
    assert [asked.question for asked in questions_of(reader.parse(sentence))] == questions


def test_people_and_organisations_are_named(reader):
    assert "Jens Stoltenberg" in named_in(reader.parse("Jens Stoltenberg's visit to Paris lasted two days."))
