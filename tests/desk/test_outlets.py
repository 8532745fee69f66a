"""Outlets side by side over a small collection: what each says, and how they differ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, InputError, OutletDifference, Outlets, Progress, QuestionError, Settings

ARTICLES = {
    "1": "date 2024-03-09 (Harbour Post)\n\nBus crash near Marlow\n\nTwelve people were hurt when a bus left the road near "
    "Marlow, police said. The ferry company denied that the driver had been tired.",
    "2": "date 2024-03-09 (Daily Ledger)\n\nBus leaves road at Marlow\n\nTwenty people were hurt when a bus left the road "
    "near Marlow, according to the hospital.",
    "3": "date 2024-03-11 (Evening Star)\n\nMore hurt in Marlow bus crash\n\nFifteen people were hurt when a bus left the "
    "road near Marlow, three more than on Saturday, police said.",
    "4": "date 2024-03-10 (Northern Voice)\n\nThe road that hurts people\n\nI am convinced that far more people were hurt "
    "when the bus left the road near Marlow.",
    "5": "date 2024-03-10 (Morning Echo)\n\nCheese fair draws crowds\n\nThe cheese fair in Oxby drew 40,000 visitors.",
    "6": "date 2024-03-10 (Southern Times)\n\nBus crash near Marlow\n\nTwelve people were hurt when a bus left the road "
    "near Marlow, the fire brigade said.",
}
HURT = "How many people were hurt when a bus left the road near Marlow?"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("outlets")
    articles = folder / "articles"
    articles.mkdir()
    for name, text in ARTICLES.items():
        (articles / f"{name}.txt").write_text(text, "utf-8")
    with Assistant.open(folder / "index", settings=settings) as opened:
        opened.ingest(articles)
        yield opened


@pytest.fixture(scope="module")
def hurt(told: Assistant) -> Outlets:
    return told.outlets(HURT)


def between(found: Outlets, one: str, other: str) -> OutletDifference:
    [difference] = [it for it in found.differences if {it.outlet, it.other} == {one, other}]
    return difference


def test_each_outlet_has_a_column_in_its_own_words(told: Assistant, hurt: Outlets) -> None:
    assert [column.outlet for column in hurt.columns] == sorted(
        ["Daily Ledger", "Evening Star", "Harbour Post", "Morning Echo", "Northern Voice", "Southern Times"]
    )
    for citation in hurt.citations:
        assert told.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    ledger = hurt.columns[0]
    assert ledger.says[0].text == hurt.citations[ledger.says[0].citation - 1].quote
    assert "Twenty people" in ledger.says[0].text


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Daily Ledger", "Harbour Post", "other number"),
        ("Evening Star", "Harbour Post", "newer report"),
        ("Northern Voice", "Harbour Post", "opinion"),
        ("Southern Times", "Harbour Post", "other attribution"),
        ("Morning Echo", "Evening Star", "not mentioned"),
    ],
)
def test_differences_are_typed_and_quoted(hurt: Outlets, one: str, other: str, kind: str) -> None:
    silent = kind == "not mentioned"
    found = [it for it in hurt.differences if it.outlet == one and (silent or it.other == other)]
    found = found or [between(hurt, one, other)]
    assert found[0].type == kind
    assert len(found[0].citations) == (1 if silent else 2)
    if not silent:
        sources = {hurt.citations[number - 1].source for number in found[0].citations}
        assert sources == {one, other}


def test_a_denial_against_a_statement_is_a_contradiction(told: Assistant, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    (more / "a.txt").write_text(
        "date 2024-04-01 (Harbour Post)\n\nNordan and the strike\n\nNordan Freight will not send its ships to Hamburg.",
        "utf-8",
    )
    (more / "b.txt").write_text(
        "date 2024-04-01 (Daily Ledger)\n\nShips leave\n\nNordan Freight will send its ships to Hamburg.", "utf-8"
    )
    with Assistant.open(tmp_path / "index", settings=told.settings) as other:
        other.ingest(more)
        found = other.outlets("Will Nordan Freight send its ships to Hamburg?")
    assert between(found, "Harbour Post", "Daily Ledger").type == "contradiction"


def test_only_the_named_outlets_stand_side_by_side(told: Assistant) -> None:
    found = told.outlets(HURT, outlets=("Harbour Post", "Daily Ledger"))
    assert [column.outlet for column in found.columns] == ["Harbour Post", "Daily Ledger"]
    with pytest.raises(InputError, match=r"“Nobody's Paper”.*Harbour Post"):
        told.outlets(HURT, outlets=("Nobody's Paper",))


def test_an_empty_question_is_refused(told: Assistant) -> None:
    with pytest.raises(QuestionError):
        told.outlets("  ")


def test_progress_the_coverage_and_the_document(told: Assistant) -> None:
    *steps, last = told.outlets_stream(HURT)
    assert steps and all(isinstance(step, Progress) for step in steps)
    assert isinstance(last, Outlets)
    assert (last.articles, last.about) == (6, 5)
    document = last.document().to_dict()
    assert [block["columns"][0] for block in document["blocks"]] == ["Outlet", "Outlet"]
    assert len(document["blocks"][0]["rows"]) == 6
    assert all(len(row) == len(block["columns"]) for block in document["blocks"] for row in block["rows"])
    assert last.to_dict()["differences"][0]["type"]


def test_a_matter_that_nobody_mentions_has_empty_columns(told: Assistant) -> None:
    found = told.outlets("Which volcano erupted in Iceland?")
    assert not any(column.says for column in found.columns)
    assert not found.differences
