"""Names that mean one member, and countries by their names."""

from __future__ import annotations

import pytest

from assistant.desk.survey.countries import country_in, country_of
from assistant.desk.survey.members import Named, best_name, grouped


def groups(*names: str, articles: str = "") -> list[list[str]]:
    places = articles or "a" * len(names)
    return [
        [names[number] for number in group.members]
        for group in grouped([Named(name, place) for name, place in zip(names, places, strict=True)])
    ]


def test_spellings_of_one_country_are_one_and_others_are_not() -> None:
    assert groups("US", "United States", "Washington", "the United States of America") == [
        ["US", "United States", "Washington", "the United States of America"]
    ]
    assert groups("Niger", "Nigeria") == [["Niger"], ["Nigeria"]]
    assert groups("South Korea", "North Korea") == [["South Korea"], ["North Korea"]]


def test_a_part_of_a_name_joins_the_whole_one() -> None:
    assert groups("Viktor Aspen", "Mr Aspen", "Aspen") == [["Viktor Aspen", "Mr Aspen", "Aspen"]]
    assert groups("Velox", "Velox Lines") == [["Velox", "Velox Lines"]]


def test_a_part_that_fits_two_stays_alone_unless_its_article_tells() -> None:
    assert groups("Anna Smith", "Paul Smith", "Smith", articles="abc") == [["Anna Smith"], ["Paul Smith"], ["Smith"]]
    assert groups("Anna Smith", "Paul Smith", "Smith", articles="abb") == [["Anna Smith"], ["Paul Smith", "Smith"]]


def test_people_with_one_surname_are_not_merged() -> None:
    assert groups("Anna Smith", "Paul Smith") == [["Anna Smith"], ["Paul Smith"]]


def test_the_fullest_name_is_shown() -> None:
    assert best_name(["Aspen", "Viktor Aspen", "Mr Aspen"]) == "Viktor Aspen"


@pytest.mark.parametrize(
    ("name", "code"),
    [("the Czech Republic", "CZ"), ("Czechia", "CZ"), ("Turkey", "TR"), ("UK", "GB"), ("Myanmar", "MM"),
     ("Vienna", None), ("NATO", None), ("Harrow Mills", None)],
)  # fmt: skip
def test_countries_by_name(name: str, code: str | None) -> None:
    assert country_of(name) == code


@pytest.mark.parametrize(
    ("phrase", "code"),
    [("the Norwegian defence ministry", "NO"), ("Austrian", "AT"), ("Australian", "AU"), ("Nigerian", "NG"),
     ("an artisan", None)],
)  # fmt: skip
def test_the_country_in_a_phrase(phrase: str, code: str | None) -> None:
    assert country_in(phrase) == code


def test_governments_are_their_countries_where_countries_are_asked_for() -> None:
    names = ["the Norwegian government", "Norway", "the Austrian chancellery"]
    found = grouped([Named(name, "a") for name in names], countries=True)
    assert [group.members for group in found] == [[0, 1], [2]]
    assert best_name(names[:2], countries=True) == "Norway"
    assert best_name(names[2:], countries=True) == "Austria"
    assert len(grouped([Named(name, "a") for name in names])) == 3
