"""Who said it."""

import pytest

from assistant.grounding.speakers import attributions, swapped_speaker

TOLD = 'NATO Secretary General Jens Stoltenberg told Reuters that "NATO has no plans to send troops to Ukraine".'
AFTER = '"We need to talk about the inevitability," said Kremlin spokesman Dmitry Peskov.'


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Emmanuel Macron said that NATO has no plans to send troops.", TOLD),
        ("According to Olaf Scholz, NATO has no plans to send troops.", TOLD),
        ("Sergei Lavrov said that it was inevitable.", AFTER),
    ],
)
def test_a_swapped_speaker_is_seen(claim: str, source: str) -> None:
    swapped = swapped_speaker(claim, source)
    assert swapped is not None
    assert swapped[0].split()[-1] in ("Macron", "Scholz", "Lavrov")


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Stoltenberg said that NATO has no plans to send troops.", TOLD),
        ("Dmitry Peskov said that it was inevitable.", AFTER),
        ("NATO has no plans to send troops.", TOLD),
        ("Macron visited Prague.", TOLD),
    ],
)
def test_the_right_speaker_or_none_passes(claim: str, source: str) -> None:
    assert swapped_speaker(claim, source) is None


def test_a_pronoun_is_the_speaker_named_before() -> None:
    before = "NATO chief Jens Stoltenberg spoke on Monday."
    assert swapped_speaker("Macron said allies must consult.", "He said allies must consult.", before) is not None
    assert swapped_speaker("Stoltenberg said allies must consult.", "He said allies must consult.", before) is None


def test_sentences_without_reporting_verbs_attribute_nothing() -> None:
    assert attributions("France is open to the idea.") == []


def test_the_united_states_say_nothing() -> None:
    assert attributions("The United States gave trucks.") == []


def test_who_is_warned_does_not_warn() -> None:
    source = "The engineer Carla Weg had warned the company Hydra about cracks."
    assert swapped_speaker("Hydra had been warned about cracks by Carla Weg.", source) is None
    assert swapped_speaker("Carla Weg had been warned about cracks by Hydra.", source) is not None


def test_a_described_speaker_is_no_name() -> None:
    source = "Stoltenberg said that Ukraine has the right to defend itself."
    assert swapped_speaker("Ukraine, the secretary general said, has the right to defend itself.", source) is None
    # in a source it may be anybody named before
    before = "Stoltenberg met Macron."
    assert swapped_speaker("Scholz said so.", "That was so, the secretary general said.", before) is not None
    assert swapped_speaker("Macron said so.", "That was so, the secretary general said.", before) is None


def test_a_name_within_the_quotation_does_not_speak() -> None:
    assert swapped_speaker("“NATO has no plans,” he said.", "“NATO has no plans,” Stoltenberg said.") is None


def test_a_result_is_nobody_who_says_it() -> None:
    source = "The incumbent, Ruth Calder, received 31,408 votes according to the result, and Miles Okoro 31,196."
    assert swapped_speaker("According to the result, Ruth Calder received 31,408 votes.", source) is None
    # an apposition is
    assert swapped_speaker("According to the minister, Tove Aas, it is true.", "It is true, Astrid Holm said.")


def test_a_month_says_nothing() -> None:
    source = "Cases fell by 71 percent, the institute said in October."
    assert swapped_speaker("According to the Dhaka Institute, cases fell by 71 percent.", source) is None
