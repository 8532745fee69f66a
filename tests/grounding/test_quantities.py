"""Numbers compare by value and unit, however they are written."""

import pytest

from assistant.grounding.quantities import is_worked_out, missing_quantities, quantities


@pytest.mark.parametrize(
    "spelling",
    ["$60bn", "USD 60 billion", "60 billion dollars", "sixty billion dollars", "US$60 billion", "60 billion US dollars",
     "$60,000,000,000", "60-billion-dollar"],
)  # fmt: skip
def test_one_amount_in_many_spellings(spelling: str) -> None:
    assert missing_quantities(spelling, "another USD 60 billion was delayed") == []
    assert missing_quantities("another USD 60 billion was delayed", spelling) == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("378 billion dollars", "278 billion dollars"),
        ("60 million dollars", "60 billion dollars"),
        ("60 billion euros", "60 billion dollars"),
        ("12 per cent", "12 people"),
        ("5.5 sacks", "5 sacks"),
        ("thirty countries", "20 countries"),
        ("2024", "March 2023"),
    ],
)
def test_a_wrong_number_or_unit_is_missing(claim: str, source: str) -> None:
    missing = missing_quantities(claim, source)
    # "12 people" has a bare 12, which a reader may well call 12 per cent of something: only units that differ count
    assert bool(missing) == (claim != "12 per cent")


def test_ranges_fractions_and_ordinals() -> None:
    assert [str(q.value) for q in quantities("won 23–16 after 5½ sacks in the 21st century")] == [
        "23",
        "16",
        "5.5",
        "21",
    ]


def test_words_that_are_no_numbers() -> None:
    assert quantities("No one of them, and nobody else, said so.") == []


def test_reason_names_the_number_as_written() -> None:
    assert [q.written for q in missing_quantities("It gave 378 troops", "It gave 278 troops")] == ["378"]


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("210 feet", "210 metres"),
        ("40 hectares", "40 acres"),
        ("3 litres", "3 gallons"),
        ("900 francs", "900 crowns"),
    ],
)
def test_units_differ(claim: str, source: str) -> None:
    assert missing_quantities(claim, source)


def test_words_that_imply_a_number() -> None:
    assert missing_quantities("Costa scored two goals.", "Costa scored twice.") == []
    assert missing_quantities("Costa scored three goals.", "Costa scored twice.")
    assert missing_quantities("It was twice as much.", "It was more.") == []  # says no number itself


def test_the_reason_has_whole_words() -> None:
    assert quantities("USD 378 billion by the states")[0].written == "USD 378 billion"


def test_clock_times_and_parts_of_one() -> None:
    assert missing_quantities("They came at 3:40 a.m.", "They came at about 3.40 am.") == []
    assert missing_quantities("It left at 6:12.", "It left at 06.12 local time.") == []
    assert missing_quantities("They came at 3:45 a.m.", "They came at about 3.40 am.")
    assert missing_quantities("It rose by 0.25 percentage points.", "It rose by a quarter of a percentage point.") == []
    assert missing_quantities("It cost 0.5 million.", "It cost half a million.") == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("18.7 cm of rain fell", "187 millimetres of rain fell"),
        ("the beach would be 0.7 metres lower", "it would be 70 centimetres lower"),
        ("30 months", "two and a half years"),
        ("a cut of 25 basis points", "a cut of a quarter of a percentage point"),
        ("amended at 4:20 p.m.", "amended at 16:20"),
        ("it sank at 3:35 a.m.", "it sank at 3.35"),
        ("it began at 4:20 in the afternoon", "it began at 16:20"),
    ],
)
def test_the_same_amount_in_another_unit(claim: str, source: str) -> None:
    assert missing_quantities(claim, source) == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("18.7 cm of rain fell", "187 centimetres of rain fell"),
        ("it sank at 3:35 p.m.", "it sank at 3:35 a.m."),
        ("two days", "two weeks"),
    ],
)
def test_another_amount_in_another_unit(claim: str, source: str) -> None:
    assert len(missing_quantities(claim, source)) == 1


@pytest.mark.parametrize(
    ("number", "told", "follows"),
    [
        ("37 councillors", "18 for, 17 against and 2 abstained", True),
        ("a rise of 15 per cent", "246 million euros instead of 214 million euros", True),
        ("a rise of 17 per cent", "246 million euros instead of 214 million euros", False),
        ("4.3 million euros", "58.3 million euros after 54.0 million euros", True),
        ("4.4 million euros", "58.3 million euros after 54.0 million euros", False),
        ("15 cents", "1.40 dollars after 1.25 dollars", True),
    ],
)
def test_what_follows_from_other_numbers(number: str, told: str, follows: bool) -> None:
    assert is_worked_out(quantities(number)[0], quantities(told)) is follows
