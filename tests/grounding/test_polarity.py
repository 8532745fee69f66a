"""What a sentence denies and another takes for granted."""

import pytest

from assistant.grounding.polarity import contradicted_words

SOURCE = "NATO has no plans to send troops to Ukraine, and NATO is not a party to the conflict."


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("NATO plans to send troops to Ukraine.", SOURCE),
        ("NATO is a party to the conflict.", SOURCE),
        ("Poland will send troops.", "Poland rejected sending troops."),
        ("Poland did not reject sending troops.", "Poland rejected sending troops."),
        ("The reason is known.", "The reason was unknown."),
        ("The bill was paid by the town.", "The town did not pay the bill."),
        ("The court has ruled on the appeal.", "The court still has to rule on the appeal."),
        ("Deputy Rau voted for the budget.", "Deputy Rau voted against the budget."),
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
        ("The reason is unknown.", "The reason was not known."),
        ("The bill, which the town turned down, was high.", "The town rejected the bill."),
        ("The ballot was not counted by the clerks.", "The clerks did not count the ballot they had sealed."),
        ("The court has yet to rule on the appeal.", "The court has not ruled on the appeal."),
        ("Nine fish were found.", "The town banned fishing after it found nine dead fish."),
        ("The envoy doubts that peace is near.", "The envoy does not believe that peace is near."),
        ("Macron made a remark in February.", "Macron, who was not in Kyiv, made a remark in February."),
    ],
)
def test_agreeing_polarity(claim: str, source: str) -> None:
    assert contradicted_words(claim, source) == set()
