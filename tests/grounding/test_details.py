"""Added details and borrowed words."""

import pytest

from assistant.grounding.details import added_detail, borrowed_phrase, unstated_act

SOURCE = "The council closed the old swimming pool in Rost."


@pytest.mark.parametrize(
    ("claim", "detail"),
    [
        ("The council closed the pool and two public libraries.", "and two public libraries"),
        ("The council closed the pool because of broken pipes.", "because of broken pipes"),
        ("The pool, a listed monument, was closed.", "a listed monument"),
        ("The pool, which drew many tourists, was closed.", "which drew many tourists"),
        ("The council closed the pool after months of fierce argument.", "after months of fierce argument"),
    ],
)
def test_a_part_of_which_the_source_has_no_word(claim: str, detail: str) -> None:
    assert added_detail(claim, SOURCE) == detail


@pytest.mark.parametrize(
    "claim",
    [
        "The town shut its baths.",  # a paraphrase adds nothing
        "The council closed the pool, which is old.",
        "The pool was closed, and Rost has none.",
        "The council closed the pool and left.",  # one word
        'The council closed the pool, "a dark and bitter hour".',  # quotations are checked as such
    ],
)
def test_other_words_for_the_same_pass(claim: str) -> None:
    assert added_detail(claim, SOURCE) is None


def test_a_phrase_that_belongs_to_another_sentence() -> None:
    elsewhere = "The pilots get more pay. The ground staff went home."
    assert borrowed_phrase("The ground staff get more pay.", "The pilots get more pay.", elsewhere) == "ground staff"
    assert borrowed_phrase("The pilots get more pay.", "The pilots get more pay.", elsewhere) is None
    # words that stand nowhere are a paraphrase, for recall to judge
    assert borrowed_phrase("The cockpit crew get more pay.", "The pilots get more pay.", elsewhere) is None


def test_who_somebody_is_may_stand_in_another_sentence() -> None:
    elsewhere = "The chief executive, Ingrid Vasko, will run the group. Vasko said there would be no cuts."
    claim = "The chief executive Ingrid Vasko said there would be no cuts."
    assert borrowed_phrase(claim, "Vasko said there would be no cuts.", elsewhere)
    assert borrowed_phrase(claim, "Vasko said there would be no cuts.", elsewhere, ["chief executive"]) is None


@pytest.mark.parametrize(
    ("claim", "source", "act"),
    [
        ("The train is driven by Laila Haugen.", "Laila Haugen said that seats were sold.", "driven by"),
        ("The song was sung by Bert Holm.", "The song was written by Bert Holm.", "sung by"),
        ("The song was written by Bert Holm.", "Bert Holm wrote the song.", None),
        ("The claim was rejected by Berg Foods.", "Berg Foods dismissed the claim.", None),  # as good as the same verb
        # one event, told from its ends
        ("The mill was sold by Nordbank.", "Orla bought the mill from Nordbank.", None),
        ("The mill was built by hand.", "They made the mill with their hands.", None),  # nobody is named
        ("The mill is close by Lake Vesk.", "The mill stands at Lake Vesk.", None),
    ],
)
def test_what_somebody_is_said_to_have_done(claim: str, source: str, act: str | None) -> None:
    assert unstated_act(claim, source) == act
