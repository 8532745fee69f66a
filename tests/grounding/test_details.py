"""Added details and borrowed words."""

import pytest

from assistant.grounding.details import added_detail, borrowed_phrase, only_asked, unstated_act, unstated_state

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


MARKET = "The weekly market moves from Town Square to the harbour on 3 May."


@pytest.mark.parametrize(
    ("claim", "source", "state"),
    [
        ("The market is closed.", MARKET, "closed"),
        ("The weekly market was cancelled from May.", MARKET, "cancelled"),
        ("The market is now free, and at the harbour.", MARKET, "free"),
        ("The bridge is open to traffic.", "The bridge opened on Monday.", None),
        ("The market is not closed.", MARKET, None),  # what is denied is another check's
        ("The market is going to move.", MARKET, None),
        ("The market is at the harbour.", MARKET, None),
        ("The mill was bought by Aas.", "Aas bought the mill.", None),
    ],
)
def test_a_state_that_the_source_does_not_tell(claim: str, source: str, state: str | None) -> None:
    assert unstated_state(claim, source) == state


ASKED = "“Does NATO plan to send troops to Ukraine?” a reporter asked."


@pytest.mark.parametrize(
    ("claim", "source", "asked"),
    [
        ("NATO plans to send troops to Ukraine.", ASKED, True),
        ("NATO plans to send troops.", "He was asked whether NATO plans to send troops, and left.", True),
        ("The mayor has resigned.", "The note read: “Write that the mayor has resigned.”", True),
        ("A reporter asked whether NATO plans to send troops.", ASKED, False),
        ("The mayor said he would not resign.", "Asked “Will you resign?”, the mayor said he would not resign.", False),
        ("Ada won “Who Wants to Be a Millionaire?”.", "Ada won “Who Wants to Be a Millionaire?” in 2001.", False),
    ],
)
def test_what_a_source_only_asks_is_not_said_by_it(claim: str, source: str, asked: bool) -> None:
    assert only_asked(claim, source) == asked
