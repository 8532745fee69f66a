"""Negations and hedges."""

import pytest

from assistant.grounding.polarity import agreed_words, contradicted_words, dropped_hedges, most_alike, opposite_word

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


def test_a_possibility_must_not_become_a_fact() -> None:
    source = "Czech President Petr Pavel mentioned a possible training mission."
    assert dropped_hedges("Pavel announced a training mission.", source) == {"possible"}
    assert dropped_hedges("Pavel mentioned a possible training mission.", source) == set()


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Two climbers are missing.", "Two climbers were reportedly missing."),
        ("Nets got lost.", "Nets could get lost."),
        ("The club sells two players.", "The club plans to sell two players."),
        ("The club sells two players.", "The club is expected to sell two players."),
        ("The town pays for the damage.", "The town considers paying for the damage."),
        ("A pump failed.", "A pump probably failed."),
        ("Ito will move to Leeds.", "Ito will move to Leeds, according to unnamed officials."),
        # who told it is no hedge of what may have happened
        (
            "According to Etter, the dyke was weakened by building work.",
            "The dyke may have been weakened by work, Etter said.",
        ),
        ("According to the club, two players are sold.", "The club plans to sell two players."),
        # a hedge elsewhere in the sentence is none here
        (
            "Protection appeared to weaken after a year and a booster dose is necessary.",
            "Protection appeared to weaken after a year, so that a booster dose could become necessary.",
        ),
    ],
)
def test_hedges_that_are_dropped(claim: str, source: str) -> None:
    assert dropped_hedges(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Two climbers are said to be missing.", "Two climbers were reportedly missing."),
        ("The club intends to sell two players.", "The club plans to sell two players."),
        ("The first train should run in June.", "The first train is expected to run in June."),
        ("Phones are banned in class.", "Pupils may no longer use phones in class."),
        ("The mayor doubts the figures.", "The mayor does not believe the figures."),
        ("According to officials, Ito will move to Leeds.", "Ito will move to Leeds, according to unnamed officials."),
        ("According to the club, two players will be sold.", "The club will reportedly sell two players."),
        ("On 21 May it won the prize.", "It won the prize on 21 May."),
    ],
)
def test_hedges_in_other_words(claim: str, source: str) -> None:
    assert dropped_hedges(claim, source) == set()


def test_the_sentence_that_says_most_of_it_is_compared() -> None:
    sources = ["The director Rui Costa spoke.", "Costa does not expect prices to rise."]
    assert most_alike("Rui Costa expects prices to rise.", sources) == [sources[1]]
    assert most_alike("Nothing of it.", []) == []


def test_a_sentence_that_agrees_settles_it() -> None:
    assert "troop" in agreed_words("Poland sends troops.", ["Poland sent no troops.", "Poland sent troops later."])


@pytest.mark.parametrize(
    ("claim", "source", "seen"),
    [
        ("Prices fell in May.", "Prices rose in May.", True),
        ("Prices rose in May.", "Prices climbed in May.", False),
        ("Prices rose, then fell.", "Prices fell.", False),
        ("The court upheld the claim.", "The court dismissed the claim.", True),
        ("The firm admits the error.", "The firm denies the error.", True),
    ],
)
def test_opposites(claim: str, source: str, seen: bool) -> None:
    assert (opposite_word(claim, [source]) is not None) == seen
