"""Negations and hedges."""

import pytest

from assistant.grounding.polarity import contradicted_words, dropped_hedges

SOURCE = "NATO has no plans to send troops to Ukraine, and NATO is not a party to the conflict."


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("NATO plans to send troops to Ukraine.", SOURCE),
        ("NATO is a party to the conflict.", SOURCE),
        ("Poland will send troops.", "Poland rejected sending troops."),
        ("Poland did not reject sending troops.", "Poland rejected sending troops."),
    ],
)
def test_a_turned_negation_is_seen(claim: str, source: str) -> None:
    assert contradicted_words(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("NATO has no plans to send troops.", SOURCE),
        ("Poland will not send troops.", "Poland, the United States and Germany publicly rejected sending troops."),
        ("Macron said the West could send soldiers.", "Macron said the West cannot exclude sending soldiers."),
        ("Macron made a remark in February.", "Macron, who was not in Kyiv, made a remark in February."),
    ],
)
def test_agreeing_polarity(claim: str, source: str) -> None:
    assert contradicted_words(claim, source) == set()


def test_a_possibility_must_not_become_a_fact() -> None:
    source = "Czech President Petr Pavel mentioned a possible training mission."
    assert dropped_hedges("Pavel announced a training mission.", source) == {"possible"}
    assert dropped_hedges("Pavel mentioned a possible training mission.", source) == set()
