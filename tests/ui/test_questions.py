"""Sentences that become questions, and those that do not."""

from __future__ import annotations

import pytest

from assistant.ui.questions import questions_of


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Poland, the United States and Germany publicly rejected the idea.", None),
        ("Emmanuel Macron proposed a summit in Paris.", "Who proposed a summit in Paris?"),
        ("Some 37 people died in the fire in Athens.", "How many people died in the fire in Athens?"),
        ("Jens Stoltenberg said the alliance has no plans to send troops.", "What did Jens Stoltenberg say about the alliance?"),
        ("Jens Stoltenberg said it has no plans to send troops.", None),
        ("He proposed a summit in Paris.", None),
        ("Emmanuel Macron proposed his plan in Paris.", None),
        ("A spokesman said witnesses were heard.", None),
        ("“Who comes?” Emmanuel Macron asked his ministers in Paris.", None),
    ],
)  # fmt: skip
def test_a_sentence_becomes_a_question_in_its_own_words(reader, sentence, question):
    found = [asked.question for asked in questions_of(reader.parse(sentence))]
    if question is None:
        assert not [
            one for one in found if " it" in one or "his" in one or "witnesses" in one or one.startswith("Who comes")
        ]
    else:
        assert question in found
