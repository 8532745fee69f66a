# ruff: noqa: E501 - lines of sample text are as long as they are
"""The sample articles: read as they lie there, with every fact still in them."""

from __future__ import annotations

import pytest

from assistant.types import Article

FACTS = {
    "01": [
        "no party|party to the war", "Pope Francis", "military support is what makes a negotiated peace possible",
        "France and some others are open to discussing deployments in non-combat support roles",
        "Poland, the United States and Germany publicly rejected the idea of sending troops.", "Petr Pavel",
        "possible training mission", "no combat", "an attack on one member is treated as an attack on all", "Strategic ambiguity",
    ],
    "02": [
        '"cannot exclude"', "interview with Reuters published on Monday",
        '"NATO has no plans to send troops to Ukraine, and NATO is not a party to the conflict, nor are NATO allies,"',
        "the whole alliance would be affected", "did not answer directly", "common approach", "boots on the ground",
        "USD 278 billion", "since February 2022", "Kiel Institute for the World Economy", "USD 60 billion", "Congress",
    ],
    "03": [
        "Germany and Poland have confirmed that they will not send troops", "third year", "direct conflict between NATO and Russia",
        '"In this case, we need to talk not about probability, but about the inevitability [of conflict],"', "Dmitry Peskov",
        "more than 20 Western backers", "Olaf Scholz", "no ground troops", "Sébastien Lecornu", "de-mining",
        "war of aggression that violates international law", "Donald Trump", "medium- and long-range missiles",
    ],
    "04": [
        '"NATO has no plans to send troops to Ukraine, NATO is not a party to the conflict and neither are NATO allies,"', "Reuters",
        "$278 billion", "$60 billion", "Kiel Institute", "backlash", "direct confrontation", "proxy war", "prolongs the fighting by aiding Kiev",
    ],
    "05": [
        "last week", "Friday", "defensive alliance", "30 countries", "does not seek war with Russia",
        "no NATO planes over Ukrainian airspace", "no NATO troops on Ukrainian territory", "shoot down Russian aircraft",
        "Georgia", "Bosnia and Herzegovina", "tens of thousands of Ukrainian soldiers", '"unlike anything they had in their history"',
        "expansion of NATO as a major reason", "Kiev calls for a UN peacekeeping mission",
    ],
}  # fmt: skip


@pytest.mark.parametrize("number", FACTS)
def test_the_facts_are_in_the_cleaned_text(seeds: dict[str, Article], number: str) -> None:
    text = seeds[number].text
    assert [fact for fact in FACTS[number] if not any(form in text for form in fact.split("|"))] == []
    assert 350 <= len(text.split()) <= 700


@pytest.mark.parametrize(
    ("number", "source", "date", "author", "title"),
    [
        ("01", None, "2024-03-11", None, "NATO has no plans to send troops to Ukraine, Stoltenberg says"),
        ("02", "MENAFN", "2024-03-13", None, "NATO chief contradicts Macron on soldiers for Ukraine"),
        (
            "03",
            "Smartencyclopedia",
            None,
            "Smartencyclopedia Staff & Agencies",
            "Germany and Poland rule out sending troops as Kremlin warns of war with NATO",
        ),
        ("04", "RT", "2024-03-12", "Editors Desk", "NATO chief rebuffs Macron's idea of troops in Ukraine"),
        (
            "05",
            None,
            None,
            None,
            "NATO rejects no-fly zone over Ukraine but promises neighbours more support — Analysis",
        ),
    ],
)
def test_facts_about_each(
    seeds: dict[str, Article], number: str, source: str | None, date: str | None, author: str | None, title: str
) -> None:
    article = seeds[number]
    assert (article.source, article.date, article.author, article.title) == (source, date, author, title)


@pytest.mark.parametrize(
    ("number", "removed"),
    [
        ("01", {"metadata line": 1}),
        ("02", {"metadata line": 1, "tracking code": 1}),
        ("03", {"comment counter": 1, "metadata line": 1, "share line": 6}),
        ("04", {"image credit": 2, "keywords": 5, "metadata line": 2, "session notice": 1}),
        ("05", {"navigation": 1, "related articles": 3, "share line": 1}),
    ],
)
def test_what_was_cut_is_counted(seeds: dict[str, Article], number: str, removed: dict[str, int]) -> None:
    assert seeds[number].removed == removed


def test_headings_are_paragraphs_of_their_own(seeds: dict[str, Article]) -> None:
    assert "A reply to the Vatican" in seeds["01"].text.split("\n\n")
    assert "Moscow's warning" in seeds["04"].text.split("\n\n")
    assert "Kiev calls for a UN peacekeeping mission" in seeds["05"].text.split("\n\n")


def test_the_readme_is_no_article(seeds: dict[str, Article]) -> None:
    assert list(seeds) == ["01", "02", "03", "04", "05"]
