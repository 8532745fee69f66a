"""Who said it, as far as capitals and reporting verbs tell."""

import pytest

from eval.drafting.attributions import attributions


@pytest.mark.parametrize(
    ("sentence", "before", "speakers"),
    [
        ('NATO chief Jens Stoltenberg told Reuters that "NATO has no plans".', "", ("NATO", "Jens Stoltenberg")),
        ('"We need to talk," said Kremlin spokesman Dmitry Peskov.', "", ("Dmitry Peskov",)),
        ("It is true, according to the minister, Tove Aas.", "", ("Tove Aas",)),
        ("He said allies must consult.", "NATO chief Jens Stoltenberg spoke.", ("NATO", "Jens Stoltenberg")),
        ("Hydra had been warned about cracks by Carla Weg.", "", ("Carla Weg",)),
    ],
)
def test_the_speaker_is_found(sentence: str, before: str, speakers: tuple[str, ...]) -> None:
    assert attributions(sentence, before)[0].speakers == speakers


@pytest.mark.parametrize("sentence", ["France is open to the idea.", "The United States gave trucks."])
def test_nobody_speaks(sentence: str) -> None:
    assert attributions(sentence) == []
