"""First, oldest, only: ranks that the source does not give."""

import pytest

from assistant.grounding.ranks import raised_rank, unstated_rank


@pytest.mark.parametrize(
    ("claim", "source", "rank"),
    [
        ("The first accurate world map was published in 1507.", "The Ruysch map was published in 1507.", "first"),
        ("The centre in Houston came around last.", "The centre in Houston came around in 1962.", "last"),
        ("Orla, the largest insurer, buys Nordbank.", "The insurer Orla buys Nordbank.", "largest"),
        ("Elva is the only port with a crane.", "Elva is a port with a crane.", "only"),
        ("It is the happiest town in Norway.", "It is a town in Norway.", "happiest"),
    ],
)
def test_a_rank_of_which_the_source_has_no_word(claim: str, source: str, rank: str) -> None:
    assert unstated_rank(claim, source) == rank


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The first map was printed in 1507.", "The earliest map was printed in 1507."),
        ("The oldest trophy is the cup.", "The cup is older than any other trophy."),
        ("Vesk is the largest city.", "Vesk is the most populous city."),
        ("The bridge opened last year.", "The bridge opened in 2023."),  # no rank among several
        ("The first name of the captain is Ilse.", "Captain Ilse Maran leads the team."),
        ("At first the court refused.", "The court refused."),
        ("The strike is to last three days.", "A strike of three days is planned."),
        ("The forest in the west is at rest.", "Nothing stirs under the trees."),
        ("Hundreds protest against the harvest.", "Hundreds are against it."),
        ("The first lady opened the fair.", "The president's wife opened the fair."),
        ("The Last Waltz was shown.", "They showed The Last Waltz."),
    ],
)
def test_the_same_rank_in_other_words_and_what_is_none(claim: str, source: str) -> None:
    assert unstated_rank(claim, source) is None


@pytest.mark.parametrize(
    ("claim", "source", "pair"),
    [
        (
            "Spencer is the longest-running character.",
            "Spencer is the fourth longest - running character.",
            ("longest", "fourth longest"),
        ),
        ("Brno is the largest city.", "Brno is the 2nd largest city.", ("largest", "2nd largest")),
        ("It is the oldest mill.", "It is one of the oldest mills.", ("oldest", "one of the oldest")),
        ("It is the most visited park.", "It is the third most visited park.", ("most visited", "third most visited")),
    ],
)
def test_a_rank_that_was_raised(claim: str, source: str, pair: tuple[str, str]) -> None:
    found = raised_rank(claim, source)
    assert found is not None
    assert (found[0], " ".join(found[1].split())) == pair


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Brno is the second largest city.", "Brno is the second largest city."),
        ("Prague is the largest city.", "Prague is the largest city, Brno the second largest."),
        ("Brno is a large city.", "Brno is the second largest city."),
    ],
)
def test_a_rank_that_was_kept(claim: str, source: str) -> None:
    assert raised_rank(claim, source) is None
