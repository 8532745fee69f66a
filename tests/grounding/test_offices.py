"""Offices belong to names."""

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.evidence import EvidenceSentence, Source
from assistant.grounding.offices import misplaced_office, offices


def evidence(sentences: Sequence[str], title: str = "News") -> list[EvidenceSentence]:
    before = ""
    found = []
    for text in sentences:
        origin = Source("a", title, None, None, None, None, len(before), len(before) + len(text), text, before)
        found.append(EvidenceSentence(origin, 1.0, 1.0, 1.0, np.zeros(2, dtype=np.float32)))
        before += f"{text} "
    return found


SUMMIT = evidence(["French President Emmanuel Macron met German Chancellor Olaf Scholz."])
HOSPITAL = evidence(["The clinic's director Samir Kaya spoke.", "Olaf Zinn, the health minister, did not."])
COURT = evidence(["The judge Lena Orth fined the firm.", "Its lawyer, Piet Hahn, will appeal."])


@pytest.mark.parametrize(
    ("text", "name", "description"),
    [
        ("French President Emmanuel Macron came.", "Emmanuel Macron", "French President"),
        ("They hired the builder Remo Galli.", "Remo Galli", "builder"),
        ("It was, said Marsk's mayor, Nils Farrow.", "Nils Farrow", "Marsk mayor"),
        ("Rui Tavares, the finance director, agreed.", "Rui Tavares", "finance director"),
        ("Dunja Petrov of the fishing club said so.", "Dunja Petrov", "fishing club"),
    ],
)
def test_descriptions_are_read_off_the_words_beside_a_name(text: str, name: str, description: str) -> None:
    assert [(office.name, office.description) for office in offices(text)] == [(name, description)]


def test_a_plural_goes_on_to_the_next_name() -> None:
    found = offices("Foreign ministers Radek Sikorski and Annalena Baerbock came.")
    assert [office.name for office in found] == ["Radek Sikorski", "Annalena Baerbock"]


@pytest.mark.parametrize("text", ["Peter Oster came.", "The river Ruse rose.", "Victor Weber, who was late, sat down."])
def test_a_name_that_ends_like_an_office_is_none(text: str) -> None:
    assert offices(text) == []


@pytest.mark.parametrize(
    ("claim", "sources", "holder"),
    [
        ("Scholz, the French president, was there.", SUMMIT, "Emmanuel Macron"),
        ("The health minister Samir Kaya spoke.", HOSPITAL, "Olaf Zinn"),
        ("Piet Hahn, the judge, will appeal.", COURT, "Lena Orth"),
    ],
)
def test_an_office_of_somebody_else(claim: str, sources: list[EvidenceSentence], holder: str) -> None:
    found = misplaced_office(claim, sources)
    assert found is not None
    assert found[2] == holder


def test_an_office_that_nobody_near_the_name_has() -> None:
    assert misplaced_office("Samir Kaya of the rowing club spoke.", HOSPITAL) == ("Samir Kaya", "rowing club", None)


def test_the_same_office_of_something_else() -> None:
    sources = evidence(["The environment minister Ewa Lis opposed it."])
    found = misplaced_office("The transport minister Ewa Lis opposed it.", sources)
    assert found == ("Ewa Lis", "transport minister", None)


@pytest.mark.parametrize(
    ("claim", "sources"),
    [
        ("Macron, the French president, was there.", SUMMIT),
        ("Chancellor Scholz met President Macron.", SUMMIT),
        ("Samir Kaya, the director of the clinic, spoke.", HOSPITAL),
        ("Piet Hahn, a lawyer, will appeal.", COURT),
        ("The pianist Leo Sato bowed.", COURT),  # nobody of that name: the names are checked elsewhere
        ("Leo Sato, who plays the piano, bowed.", evidence(["The pianist Leo Sato bowed."])),
    ],
)
def test_the_right_office_passes(claim: str, sources: list[EvidenceSentence]) -> None:
    assert misplaced_office(claim, sources) is None


def test_the_reader_may_have_named_the_office() -> None:
    assert misplaced_office("Piet Hahn, the judge, will appeal.", COURT, "Will the judge appeal?") is None


def test_who_is_of_a_party_is_still_the_same() -> None:
    sources = evidence(["Her challenger Miles Okoro of the Green List received 31,196 votes."])
    assert misplaced_office("Her challenger Miles Okoro received 31,196 votes.", sources) is None
