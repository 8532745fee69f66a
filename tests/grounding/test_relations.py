"""Roles: who did it to whom."""

import pytest

from assistant.grounding.relations import exchanged_roles

ACCUSED = "Pinter accused Varga of fraud on Monday."
SOLD = "Norda sold its share to Welt Foods for 3 million euros."
BEAT = "Lyon beat Porto 3-1 in the final."
GAVE = "The US has given Kenya trucks worth 3 million dollars."
CHAIN = "Holm Bau built the bridge, which the council of Riga had ordered."


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Varga accused Pinter of fraud.", ACCUSED),
        ("The angling club is being sued by Norda.", "The angling club is suing Norda over the dam."),
        ("Pinter was accused by Varga of fraud.", ACCUSED),
        ("Welt Foods sold its share to Norda.", SOLD),
        ("Norda bought a share from Welt Foods.", SOLD),
        ("Lyon lost to Porto.", BEAT),
        ("Porto defeated Lyon.", BEAT),
        ("Kenya gave the US trucks.", GAVE),
        ("The US received trucks from Kenya.", GAVE),
        ("Selma Roth succeeded Jan Boer.", "Jan Boer succeeded Selma Roth as head of the museum."),
        ("Kim Larsen is behind Eva Stein.", "Kim Larsen is ahead of Eva Stein in the ranking."),
        ("The jury chose glass over stone.", "The jury chose stone over glass."),
        ("The minister criticised the mayor.", "The mayor had criticised the minister for the delay."),
        ("The train runs from Basel to Milan.", "The train from Milan to Basel was late."),
    ],
)
def test_exchanged_roles_are_seen(claim: str, source: str) -> None:
    assert exchanged_roles(claim, [source])


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Varga was accused of fraud by Pinter.", ACCUSED),
        ("Jon Dahl, who managed the mill, left.", "Norda's head Lena Roth thanked the mill's manager Jon Dahl."),
        ("On Monday, Pinter accused Varga.", ACCUSED),
        ("Welt Foods bought a share from Norda.", SOLD),
        ("Porto lost to Lyon in the final.", BEAT),
        ("In the final Porto was beaten by Lyon.", BEAT),
        ("Kenya was given trucks by the US.", GAVE),
        ("Washington gave Kenya trucks.", GAVE),
        ("Selma Roth was succeeded by Jan Boer.", "Jan Boer succeeded Selma Roth as head of the museum."),
        ("Eva Stein is behind Kim Larsen.", "Kim Larsen is ahead of Eva Stein in the ranking."),
        ("The bridge was built by Holm Bau.", CHAIN),
        ("The bridge, which Holm Bau built, had been ordered by Riga.", CHAIN),
        ("Sony would close the plant, Tanaka told Reuters.", "Tanaka told Reuters that Sony would close the plant."),
        ("Macron met Scholz.", "Scholz met Macron in Berlin."),
        ("Germany rejected the idea.", "Poland, the United States and Germany rejected the idea."),
        ("Kiel bought 10 trams and Bremen 6.", "Bremen bought 6 trams, Kiel 10."),
        ("The report, published by Unesco, criticises Egypt.", "Unesco published a report that criticises Egypt."),
        ("Petra Sund, finance chief of Orla, resigned.", "Orla's finance chief Petra Sund resigned."),
    ],
)
def test_the_same_roles_in_other_words_pass(claim: str, source: str) -> None:
    assert exchanged_roles(claim, [source]) is None


@pytest.mark.parametrize(
    ("claim", "source", "who"),
    [
        # both stand in the sentence, each with a deed of its own
        ("Delft leads the study.", "Leiden leads the study, and Delft pays for it.", "Leiden"),
        ("Brod said that he expects losses.", "Keller expects losses.", "Keller"),
        (
            "The town wants a tunnel.",
            "The railway company Transit wants a tunnel; the town prefers a bridge.",
            "Transit",
        ),
    ],
)
def test_a_deed_told_of_somebody_else(claim: str, source: str, who: str) -> None:
    found = exchanged_roles(claim, [source])
    assert found is not None
    assert found[1] == who


def test_what_happened_to_somebody_else() -> None:
    source = "The court sentenced Voss to three years in prison."
    assert exchanged_roles("Hobel was sentenced to three years in prison.", [source]) == ("sentenced", "Voss")
    assert exchanged_roles("Voss was sentenced to three years in prison.", [source]) is None


def test_a_pronoun_is_not_the_one_who_stands_beside_it() -> None:
    source = "She follows Teodor Vasil."
    assert exchanged_roles("Ilse Maran was followed by Teodor Vasil.", [source])
    assert exchanged_roles("Ilse Maran follows Teodor Vasil.", [source]) is None


def test_a_cited_sentence_that_agrees_settles_it() -> None:
    assert exchanged_roles("Varga accused Pinter.", [ACCUSED, "Varga accused Pinter of lying."]) is None


def test_without_a_source_there_is_nothing_to_exchange() -> None:
    assert exchanged_roles("Varga accused Pinter.", []) is None
