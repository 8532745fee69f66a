"""What programs read of an answer: the same names in the same order, whatever the classes look like inside."""

from __future__ import annotations

from dataclasses import replace

from assistant.types import ArticleFacts, ArticleSummary, Citation, Passage, ReadSentence, RetrievedPassage

FACTS = {
    "title": "Troops",
    "source": "The Gazette",
    "author": "Ada Byron",
    "date": "2024-03-01",
    "url": "https://gazette.example/troops",
    "path": "/news/troops.txt",
}
ARTICLE = ArticleFacts("a", **FACTS)


def told(**more: object) -> list[tuple[str, object]]:
    """Names and values in order; an ``...`` stands for the fact of this name."""
    return [(name, FACTS[name] if value is ... else value) for name, value in more.items()]


def test_an_article_without_its_text() -> None:
    summary = ArticleSummary("a", **FACTS, passages=3, copies=2, copy_of="b", agency="AN")
    facts = told(
        id="a",
        title=...,
        source=...,
        author=...,
        date=...,
        url=...,
        path=...,
        copy_of="b",
        agency="AN",
        copies=2,
        passages=3,
    )
    assert list(summary.to_dict().items()) == facts


def test_a_passage_that_was_found() -> None:
    passage = Passage("a#0", "a", 0, 4, 9, "Words", ((4, 9),))
    facts = told(id="a#0", article_id="a", title=..., source=..., author=..., date=..., url=..., path=...)
    scores = told(start=4, end=9, text="Words", score=0.5, dense=None, lexical=2.0)
    assert list(RetrievedPassage(ARTICLE, passage, 0.5, None, 2.0).to_dict().items()) == [*facts, *scores, ("also", [])]


def test_a_passage_with_a_copy() -> None:
    original = RetrievedPassage(ARTICLE, Passage("a#0", "a", 0, 4, 9, "Words", ((4, 9),)), 0.5)
    copy = RetrievedPassage(ArticleFacts("b", "Soldiers"), Passage("b#1", "b", 1, 0, 5, "Words", ((0, 5),)), 0.4)
    (also,) = replace(original, also=(copy,)).to_dict()["also"]
    facts = {"title": "Soldiers", "source": None, "date": None, "url": None, "path": None}
    assert also == {"id": "b#1", "article_id": "b", **facts, "start": 0, "end": 5}


def test_a_citation() -> None:
    facts = told(number=1, article_id="a", title=..., source=..., date=..., url=..., path=...)
    place = told(quote="Words", start=4, end=9)
    assert list(Citation(ARTICLE, 1, "Words", 4, 9).to_dict().items()) == facts + place


def test_a_sentence_that_was_read() -> None:
    facts = told(article_id="a", title=..., source=..., author=..., date=..., start=4, end=9, text="Words")
    assert list(ReadSentence(ARTICLE, 4, 9, "Words").to_dict().items()) == facts
