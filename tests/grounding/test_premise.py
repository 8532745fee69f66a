"""A question that takes for granted what the articles deny."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.evidence import Evidence, EvidenceSentence, Span
from assistant.grounding.premise import denying_sentence
from assistant.grounding.reader import Reader
from assistant.types import ArticleFacts

DENIAL = "Germany and Poland have confirmed that they will not send troops to Ukraine."


def evidence(*texts: str) -> Evidence:
    vector = np.ones(3, dtype=np.float32)
    sentences = [
        EvidenceSentence(Span(ArticleFacts("a", "Title"), n, n + 1, text), 1.0, 1.0, 1.0, vector)
        for n, text in enumerate(texts)
    ]
    return Evidence(tuple(sentences))


@pytest.mark.parametrize(
    "question",
    [
        "How many troops did Poland send?",
        "When did Germany send its troops?",
        "Why did Poland send troops?",
        "How many troops did Poland send to Ukraine?",
    ],
)
def test_a_denied_premise_is_met_by_the_denial(question: str, reader: Reader) -> None:
    found = denying_sentence(reader.read(question), evidence("Aid goes on.", DENIAL), lambda one: reader.read(one.text))
    assert found is not None and found.text == DENIAL


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many troops did France send?", DENIAL),  # nobody denies it of France
        ("How many troops did France send?", f"{DENIAL[:-1]}, as France's president wishes."),
        ("Did Poland send troops?", DENIAL),  # nothing is taken for granted
        ("How many troops did Poland send?", "Poland sent 300 troops to Ukraine."),  # it is true
        ("Why did Poland not send troops?", DENIAL),  # denied on both sides
        ("How did China react to the idea of troops in Ukraine?", DENIAL),  # it is about somebody else
        ("Who sent troops?", DENIAL),  # nobody is named
        # the question denies, the article does not
        ("Who voted against opening Brimley library on Sundays?", "Brimley library will also open on Sundays."),
        ("How many troops did Poland send?", "It said that Poland would not send troops."),  # not by itself
        ("What did Stoltenberg say?", "Stoltenberg did not hide what it costs."),  # another thing is denied
        # another thing is denied
        ("What interest does Greece pay on its loan?", "Greece would probably not pay the next tranche."),
        ("Did it rain? Poland sent help. How many troops did Poland send?", DENIAL),  # several sentences
    ],
)
def test_other_questions_have_none(question: str, text: str, reader: Reader) -> None:
    assert denying_sentence(reader.read(question), evidence(text), lambda one: reader.read(one.text)) is None
