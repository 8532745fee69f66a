"""The figures of the desk, on results small enough to reckon by hand."""

from __future__ import annotations

from typing import Any

import pytest

from eval.cases.desk import Difference, Event, Hedged, ListQuestion, Member, OutletQuestion, Says, Tempting, Topic
from eval.metrics.desk.coverage import coverage_faults
from eval.metrics.desk.differences import difference_score
from eval.metrics.desk.lists import list_score
from eval.metrics.desk.overconfidence import overconfident_sentences, overconfident_share
from eval.metrics.desk.quotes import quotes
from eval.metrics.desk.timelines import right_date, timeline_score
from eval.metrics.desk.verdicts import verdict_score
from eval.types import Reference

REFUSED = "Norway and the United States will not send soldiers."
ALSO = "Washington said no on Monday."
SWEDEN = "Sweden has not decided."
COUNTRIES = ListQuestion(
    "l",
    "dev",
    "Which countries refused?",
    (
        Member("Norway", ("Oslo",), (Reference("a.txt", REFUSED),)),
        Member("United States", ("US", "Washington"), (Reference("a.txt", REFUSED), Reference("b.txt", ALSO))),
    ),
    (Tempting("Sweden", (), (Reference("a.txt", SWEDEN),), "undecided"),),
)


def row(member: str, quote: str = REFUSED) -> dict[str, Any]:
    return {"member": member, "quote": quote}


def test_a_list_is_matched_by_any_name_and_each_member_once() -> None:
    score = list_score(COUNTRIES, [row("the US"), row("Washington", ALSO), row("Sweden", SWEDEN), row("Mars")])
    assert (score.found, score.missing) == (("United States",), ("Norway",))
    assert (score.recall, score.precision) == (0.5, 0.25)
    assert (score.wrong, score.tempted, len(score.repeated)) == (("Sweden", "Mars"), ("Sweden",), 1)


def test_a_row_that_names_two_members_stands_for_one() -> None:
    assert list_score(COUNTRIES, [row("Norway and the United States")]).recall == 0.5
    # the row that could be either makes room for the one that can be one only
    assert list_score(COUNTRIES, [row("Norway and the United States"), row("Norway")]).recall == 1.0


def test_a_member_by_its_own_name_is_not_taken_for_one_within_it() -> None:
    quote = (Reference("a.txt", REFUSED),)
    villages = ListQuestion("v", "dev", "Which?", (Member("Kessel", (), quote), Member("Lower Kessel", (), quote)))
    assert list_score(villages, [row("the Lower Kessel")]).found == ("Lower Kessel",)


def test_a_name_in_more_words_counts_but_not_a_part_of_another_word() -> None:
    assert list_score(COUNTRIES, [row("the government of Norway")]).found == ("Norway",)
    assert list_score(COUNTRIES, [row("Norwegians abroad")]).found == ()


def test_support_is_told_by_the_sentences_of_the_key() -> None:
    score = list_score(COUNTRIES, [row("Norway", "Norway is cold."), row("US", f"{REFUSED} {ALSO}")])
    assert (score.carried, score.support, score.to_read) == (1, 0.5, ("Norway is cold.",))


def test_an_empty_list_has_no_precision() -> None:
    score = list_score(COUNTRIES, [])
    assert (score.recall, score.precision, score.support) == (0.0, None, None)


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (REFUSED, True),
        (f"Before. {REFUSED.upper()} After.", True),
        ("Norway and the United States will not", True),
        ("Norway", False),
        ("", False),
        ("Norway and the United States will send soldiers.", False),
    ],
)
def test_a_quotation_holds_the_sentence_or_half_of_it(quote: str, expected: bool) -> None:
    assert quotes(quote, [Reference("a.txt", REFUSED)]) is expected


CLOSED = "Arlesby's bridge was closed on Monday and Dunmere's on Tuesday."
AGAIN = "The bridge of Arlesby is shut since Monday."


def event(date: str, *quotes_: str, approximate: bool = False, needed: bool = True, also: Any = ()) -> Event:
    references = tuple(Reference(f"{at}.txt", quote) for at, quote in enumerate(quotes_))
    return Event(date, also, approximate, True, needed, f"event of {date}", references)


BRIDGES = Topic(
    "t",
    "dev",
    "bridges",
    (
        event("2025-02-03", CLOSED, AGAIN),
        event("2025-02-04", CLOSED),
        event("2025-06", "It may open in June.", approximate=True),
        event("2024", "It was built last year.", needed=False),
    ),
)


def told(date: str, *quotes_: str, approximate: bool = False) -> dict[str, Any]:
    return {"date": date, "approximate": approximate, "quotes": list(quotes_)}


def test_a_timeline_is_held_to_dates_sentence_by_sentence() -> None:
    events = [
        told("2025-02-03", CLOSED, AGAIN),
        told("2025-02-03", AGAIN),  # once more: its date is right, but it is no further event
        told("2025-02-05", CLOSED),
        told("2025-06-10", "It may open in June.", approximate=True),
        told("2025-03-01", "Nobody asked for this."),
    ]
    score = timeline_score(BRIDGES, events)
    assert (score.needed, score.dated, score.missing) == (3, 2, ("event of 2025-02-04",))
    assert (score.judged, score.right, score.precision) == (4, 3, 0.75)
    assert score.misdated == (f"2025-02-05: {CLOSED}",)
    assert score.beside == ("2025-03-01: Nobody asked for this.",)
    assert (score.several, score.merged, score.marked) == (1, 1, 3)


def test_an_event_of_several_reports_told_with_one_is_not_merged() -> None:
    score = timeline_score(BRIDGES, [told("2025-02-03", CLOSED)])
    assert (score.several, score.merged) == (1, 0)


def test_two_events_of_one_sentence_are_both_found() -> None:
    assert timeline_score(BRIDGES, [told("2025-02-04", CLOSED), told("2025-02-03", CLOSED)]).dated == 2


@pytest.mark.parametrize(
    ("date", "approximate", "expected"),
    [
        ("2025-06", True, True),
        ("2025-06-10", True, True),
        ("2025-06-10 to 2025-06-20", False, True),
        ("2025-06-10", False, False),
        ("2025-06-20 to 2025-07-02", False, False),
        ("2025", True, False),
        ("2025-05-30 to 2025-06-01", False, True),  # among the other dates that are right
        ("soon", True, False),
    ],
)
def test_a_vague_date_is_right_within_the_event(date: str, approximate: bool, expected: bool) -> None:
    june = event("2025-06", "It may open in June.", approximate=True, also=())
    june = june if date != "2025-05-30 to 2025-06-01" else event("2025", "It may open.", approximate=True)
    assert right_date(told(date, "", approximate=approximate), june) is expected


def test_an_exact_day_is_no_longer_span() -> None:
    assert not right_date(told("2025-02", "", approximate=True), event("2025-02-03", CLOSED))


DIFFERENCES = OutletQuestion(
    "o",
    "dev",
    "How many?",
    tuple(Says(outlet, (Reference("a.txt", "Two."),)) for outlet in ("Post", "Ledger", "Tribune", "Herald")),
    (
        Difference("Post", "Ledger", "newer report", ("other number",), "Three.", "Two."),
        Difference("Review", "Ledger", "not mentioned", (), "", "Two."),
    ),
    (("Post", "Tribune"),),
)


def difference(outlet: str, other: str, kind: str) -> dict[str, Any]:
    return {"outlet": outlet, "other": other, "type": kind}


def test_a_difference_is_found_and_typed() -> None:
    score = difference_score(DIFFERENCES, [difference("Post", "Ledger", "newer_report")])
    assert (score.found, score.typed, score.typing, score.recall) == (1, 1, 0.5, 0.5)
    assert score.missing == ("Review / Ledger: not mentioned",)
    assert not score.invented


def test_what_is_said_of_one_outlet_is_not_said_of_the_other() -> None:
    turned = [difference("Ledger", "Post", "newer report"), difference("Ledger", "Review", "not mentioned")]
    score = difference_score(DIFFERENCES, turned)
    assert (score.found, score.typed) == (2, 0)
    assert score.mistyped[0] == "Post / Ledger: newer report (newer report)"
    # another number is one whichever comes first
    assert difference_score(DIFFERENCES, [difference("Ledger", "Post", "other number")]).typed == 1


def test_a_difference_between_outlets_that_say_the_same_is_invented() -> None:
    score = difference_score(DIFFERENCES, [difference("Tribune", "Post", "contradiction")])
    assert (score.same, score.invented) == (1, ("Post / Tribune",))
    assert (score.judged, score.false) == (1, ("Tribune / Post: contradiction",))


def test_every_difference_told_is_judged_or_to_be_read() -> None:
    rows = [
        difference("Post", "Ledger", "newer report"),
        difference("Post", "Ledger", "opinion"),
        difference("Courier", "Ledger", "opinion"),  # the Courier says nothing on it
        difference("Courier", "Ledger", "not mentioned"),
        difference("Herald", "Ledger", "not mentioned"),  # but the Herald does
        difference("Herald", "Ledger", "other number"),
    ]
    score = difference_score(DIFFERENCES, rows)
    assert score.judged == 5
    assert score.false == ("Post / Ledger: opinion", "Courier / Ledger: opinion", "Herald / Ledger: not mentioned")
    assert score.beside == ("Herald / Ledger: other number",)


def test_each_verdict_counts_the_same() -> None:
    score = verdict_score([("supported", "supported")] * 3 + [("not found", "not_found"), ("not found", "supported")])
    assert score.accuracy == {"supported": 1.0, "not found": 0.5}
    assert score.macro == 0.75
    with pytest.raises(ValueError, match="nothing"):
        verdict_score([])


COVERAGE = {"passages_read": 9, "passages": 9, "articles_read": 3, "articles": 75}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, ""),
        ({"articles": 70}, "there are 75"),
        ({"passages_read": 10}, "10 passages read of 9"),
        ({"articles_read": 1}, "cites 2 articles"),
        ({"articles_read": 4}, "has read 3 articles and tells of 4"),
        ({"articles_read": 80}, "80 articles read of 75"),
    ],
)
def test_a_coverage_is_held_to_what_was_read(change: dict[str, Any], fault: str) -> None:
    read = ["a", "b", "c"]
    found = coverage_faults(COVERAGE | change, articles=75, cited=["a", "a", "b"], read=read, gold=[["a"], ["c", "x"]])
    assert bool(found) == bool(fault)
    assert fault in " ".join(found)


def test_whoever_says_that_all_was_read_has_read_every_member() -> None:
    def faults(**change: int) -> list[str]:
        return coverage_faults(COVERAGE | change, articles=75, cited=[], read=["a", "b", "d"], gold=[["a"], ["c", "x"]])

    assert "no article of 1 members was" in faults()[0]
    assert not faults(passages=12)  # it says itself that it did not read all


RATS = Hedged(
    "h",
    "dev",
    "allegation",
    "Were there rats?",
    Reference("a.txt", "A worker alleges that rats were seen."),
    "A worker alleges that rats were seen.",
    "Rats were seen.",
    ("rats",),
    ("worker",),
    (),
)


def test_an_answer_is_as_sure_as_its_surest_sentence() -> None:
    assert overconfident_sentences("A worker saw rats. There were rats in May. The cheese is soft.", RATS) == [
        "There were rats in May."
    ]
    told_ = [(RATS, "Rats may have been there."), (RATS, "Rats were there."), (RATS, "The cheese is soft.")]
    assert overconfident_share(told_) == 0.5  # the last tells nothing of it
    assert overconfident_share([]) is None
