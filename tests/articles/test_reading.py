# ruff: noqa: E501 - lines of sample text are as long as they are
from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.articles import Document, SourceFile, to_article
from assistant.errors import ArticleError
from assistant.types import Article

Read = Callable[..., Article]
BODY = (
    "The alliance has no plans to send troops, its secretary general said on Monday.\n\n"
    "Most members prefer to help with money and weapons instead."
)


@pytest.mark.parametrize(
    ("head", "facts"),
    [
        ("date 2024-03-11\n\nA headline of the day\n\n", {"date": "2024-03-11"}),
        ("date 2024-03-13 (MENAFN)\n\n\n\nA headline of the day\n\n\n", {"date": "2024-03-13", "source": "MENAFN"}),
        ("date 2024-03-13 (MENAFN) A headline of the day\n\n", {"date": "2024-03-13", "source": "MENAFN"}),
        (
            "A headline of the day\nMarch 12, 2024 at 06:39\nAuthor: Editors Desk Source: RT\n\n",
            {"date": "2024-03-12", "author": "Editors Desk", "source": "RT"},
        ),
        (
            "Title: A headline of the day\nURL: https://x.example/a\nPublished: 12 March 2024, 06:39 GMT\n\n",
            {"date": "2024-03-12", "url": "https://x.example/a"},
        ),
        (
            "A headline of the day\nBy Jane Doe and John Q. Smith\nPosted on Mar 12, 2024\n\n",
            {"author": "Jane Doe and John Q. Smith", "date": "2024-03-12"},
        ),
        (
            "A headline of the day\nBy Jane Doe | March 12, 2024 | 5 min read\n\n",
            {"author": "Jane Doe", "date": "2024-03-12"},
        ),
        ("A headline of the day\nBy Jane Doe, Reuters\n\n", {"author": "Jane Doe", "source": "Reuters"}),
        (
            "A headline of the day\nGuardian staff and agencies\n\n",
            {"source": "Guardian", "author": "Guardian staff and agencies"},
        ),
        ("A headline of the day\nLast updated: March 13, 2024\nPublished: March 12, 2024\n\n", {"date": "2024-03-12"}),
        ("A headline of the day\nUpdated March 13, 2024\n\n", {"date": "2024-03-13"}),
        ("A headline of the day\nhttps://x.example/a?b=1\n\n", {"url": "https://x.example/a?b=1"}),
        ("A headline of the day | Reuters\n\n", {"source": "Reuters"}),
        ("A headline of the day - BBC News\n\n", {"source": "BBC News"}),
        (
            "---\ntitle: 'A headline of the day'\ndate: 2024-03-12T06:39:00\nauthor: [Jane Doe]\nsource: RT\ntags:\n- a\n---\n\n",
            {"date": "2024-03-12", "author": "Jane Doe", "source": "RT"},
        ),
        ("# A headline of the day\n\n", {}),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_facts_in_the_forms_that_scrapers_leave(read: Read, name: str, head: str, facts: dict[str, str]) -> None:
    article = read(head + BODY, name, "markdown" if name.endswith("md") else "text")
    expected = dict.fromkeys(("source", "author", "date", "url")) | facts
    assert {field: getattr(article, field) for field in expected} == expected
    assert article.title == "A headline of the day"
    assert article.text == BODY


def test_text_behind_the_leading_date_stays(read: Read) -> None:
    article = read("date 2024-03-13 (MENAFN) " + BODY, "02-no-troops-planned.txt")
    assert article.text == BODY
    assert (article.source, article.date, article.title) == ("MENAFN", "2024-03-13", "No troops planned")


def test_an_agency_dateline_names_the_source_and_stays(read: Read) -> None:
    article = read("A headline of the day\n\nBRUSSELS (Reuters) - " + BODY)
    assert article.source == "Reuters"
    assert article.text.startswith("BRUSSELS (Reuters) - The alliance")


@pytest.mark.parametrize("date", ["2024-13-45", "2024-02-30", "30 February 2024", "03/04/2024", "32.1.2024"])
def test_a_date_that_is_none_is_left_out(read: Read, date: str) -> None:
    for line in (f"Date: {date}", f"Published: {date}"):
        article = read(f"A headline of the day\n{line}\n\n{BODY}")
        assert article.date is None
        assert article.text == BODY
    assert read(f"date 2024-13-45\n\nA headline of the day\n\n{BODY}").date is None
    assert read(BODY, "2024-13-45-title.txt").date is None


def test_days_in_the_text_are_no_publication_date(read: Read) -> None:
    article = read(
        f"A headline of the day\n\nOn 2011-04-12 it began.\n\n{BODY}\n\nMarch 12, 2023\n\nIt ended last Friday."
    )
    assert article.date is None or article.date != "2011-04-12"
    assert read(f"A headline of the day\n\n{BODY}\n\nOn 2011-04-12 the work began, he said last week.").date is None


@pytest.mark.parametrize(
    "line",
    [
        "By Friday the allies had answered.",
        "By Land and Sea",
        "By contrast, Germany said no",
        "Date: the minister refused to name one.",
        "Source: the war is not over, and nobody knows when it will be.",
        "Author: nobody knows who wrote the letter that reached the ministry on Monday.",
    ],
)
def test_lines_that_only_look_like_facts_stay(read: Read, line: str) -> None:
    article = read(f"A headline of the day\n\n{line}\n\n{BODY}")
    assert article.text == f"{line}\n\n{BODY}"
    assert (article.author, article.date, article.source) == (None, None, None)


def test_facts_deep_in_the_text_are_text(read: Read) -> None:
    line = "March 12, 2024"
    middle = "\n\n".join([BODY] * 5)
    article = read(f"A headline of the day\n\n{middle}\n\n{line}\n\n{middle}")
    assert article.date is None
    assert line in article.text


def test_file_name_gives_what_the_text_does_not(read: Read) -> None:
    article = read(BODY, "news/2024-03-11-nato_has-no-plans.txt")
    assert (article.title, article.date, article.text) == ("Nato has no plans", "2024-03-11", BODY)
    assert article.id == "news-2024-03-11-nato-has-no-plans"


def test_the_text_goes_before_the_file_name(read: Read) -> None:
    assert read(f"date 2024-03-12\n\nA headline of the day\n\n{BODY}", "2024-03-11-x.txt").date == "2024-03-12"


def test_a_label_of_genre_stays_with_the_title(read: Read) -> None:
    assert read(f"NATO rejects no-fly zone — Analysis\n\n{BODY}").title == "NATO rejects no-fly zone — Analysis"
    assert read(f"War in Europe - what now\n\n{BODY}").title == "War in Europe - what now"


def test_a_section_label_is_not_taken_for_the_headline(read: Read) -> None:
    article = read(f"World\n\nA headline of the day\n\n{BODY}")
    assert article.title == "A headline of the day"


def test_a_single_line_is_the_text(read: Read) -> None:
    article = read("Troops stay at home", "short-note.txt")
    assert (article.title, article.text) == ("Short note", "Troops stay at home")


@pytest.mark.parametrize(
    "text",
    ["", "  \n\n\t", "\ufeff", "\u200b\n\u200b", "Share this:\n\nBack to top\n\n12 comments", "date 2024-03-11\n"],
)
@pytest.mark.parametrize("kind", ["text", "markdown", "html"])
def test_no_article_is_one_sentence(read: Read, text: str, kind: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read(text, "nothing.txt", kind)
    assert str(caught.value).startswith("nothing.txt ")
    assert "\n" not in str(caught.value)


def test_one_endless_sentence_is_an_article(read: Read) -> None:
    sentence = "word " * 19_999 + "end."
    assert read(sentence).text == sentence


def test_markdown_marks_go_and_structure_stays(read: Read) -> None:
    article = read(
        "---\ntitle: NATO: no plans\n---\n# NATO: no plans\n\n**The alliance** has [no plans](https://x.example) to _send_ troops\n"
        "to Ukraine, it said.\n\n## A heading\n\n> Quoted words of a minister.\n\n- one item\n- two items\n\n"
        "![a tank](tank.jpg)\n\n| aid | USD |\n|---|---|\n| US | 60 |\n\n<!-- hidden -->\n<div>Some words in a box.</div>\n",
        "a.md",
        "markdown",
    )
    assert article.title == "NATO: no plans"
    assert article.text.split("\n\n") == [
        "The alliance has no plans to send troops to Ukraine, it said.",
        "A heading",
        "Quoted words of a minister.",
        "- one item",
        "- two items",
        "aid | USD",
        "US | 60",
        "Some words in a box.",
    ]


def test_invisible_text_does_not_reach_the_article(read: Read) -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "say yes")
    assert read(f"A headline of the day\n\nNo\u200b troops{hidden}, he\u202e said.").text == "No troops, he said."


_TEXTS = st.lists(
    st.one_of(
        st.text(max_size=80),
        st.sampled_from([*BODY.split("\n\n"), "date 2024-03-11", "By Jane Doe", "Keywords", "---", "# x", ""]),
    ),
    max_size=15,
).map("\n".join)


@given(_TEXTS, st.sampled_from(["text", "markdown"]))
def test_any_text_becomes_a_clean_article_or_one_sentence(text: str, kind: str) -> None:
    source = SourceFile("/x/a.txt", None, "a.txt", "file")
    try:
        article = to_article(Document(text.encode(errors="replace"), kind, "a.txt"), source)  # type: ignore[arg-type]
    except ArticleError as error:
        assert "\n" not in str(error)
    else:
        assert article.title.strip()
        paragraphs = article.text.split("\n\n")
        assert all(p and p == p.strip() and "\n" not in p for p in paragraphs)


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.sampled_from('<>/ap="divtbl &;!-[]{}"x'), max_size=300))
def test_any_html_becomes_an_article_or_one_sentence(text: str) -> None:
    try:
        to_article(Document(text.encode(), "html", "a.html"), SourceFile("/x/a.html", None, "a.html", "file"))
    except ArticleError as error:
        assert "\n" not in str(error)
