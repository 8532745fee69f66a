"""Work that grows in proportion to the text: counted in calls and in characters given to a library, never in time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from assistant import passages, sentences
from assistant.articles import Document, SourceFile, bounds, to_article
from assistant.errors import ArticleError
from assistant.passages import PassageSplitter
from assistant.types import Article
from benchmarks.linear import PAGES, TEXTS

SMALL, GROWTH, MOST = 10_000, 4, 5


class Steps:
    """Counts the calls of Python and C functions."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, _frame: FrameType, event: str, _argument: object) -> None:
        if event in ("call", "c_call"):
            self.calls += 1


@contextmanager
def counted() -> Iterator[Steps]:
    steps = Steps()
    before = sys.getprofile()
    sys.setprofile(steps)
    try:
        yield steps
    finally:
        sys.setprofile(before)


def count_tokens(text: str) -> int:
    return len(text) // 4 + 2


def read(data: str, kind: str) -> Article | ArticleError:
    name = {"html": "page.html", "text": "article.txt", "markdown": "article.md"}[kind]
    try:
        return to_article(
            Document(data.encode(), kind, name), SourceFile(f"/x/{name}", Path(f"/x/{name}"), name, "file")
        )
    except ArticleError as error:
        return error


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bounds in small, so that small texts pass them."""
    monkeypatch.setattr(sentences, "WINDOW", 2_000)
    monkeypatch.setattr(passages, "SECTION", 5_000)
    monkeypatch.setattr(bounds, "MOST_ELEMENTS", 300)
    monkeypatch.setattr(bounds, "MOST_INLINE", 200)


@pytest.mark.parametrize("kind", TEXTS)
def test_cutting_grows_with_the_text(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every character that the sentence splitter and the token counter are given is a step, too."""
    import sentencex

    given = 0
    segment = sentencex.segment

    def segmenting(language: str, text: str) -> list[str]:
        nonlocal given
        given += len(text)
        assert len(text) <= sentences.WINDOW
        return list(segment(language, text))

    def counting(text: str) -> int:
        nonlocal given
        given += len(text)
        return count_tokens(text)

    monkeypatch.setattr(sentencex, "segment", segmenting)

    def cost(size: int) -> int:
        nonlocal given
        given = 0
        text = TEXTS[kind](size).strip() or "x"
        article = Article(id="a", title="A title", text=text, location="a")
        with counted() as steps:
            found = PassageSplitter(counting, 256, 32).split(article)
        assert all(text[passage.start : passage.end] == passage.text for passage in found)
        return steps.calls + given

    cost(GROWTH * SMALL)  # what is imported once
    assert cost(GROWTH * SMALL) <= MOST * cost(SMALL)


@pytest.mark.parametrize("kind", PAGES)
def test_reading_a_page_grows_with_the_page(kind: str) -> None:
    def cost(size: int) -> int:
        html = PAGES[kind](size)
        with counted() as steps:
            read(html, "html")
        return steps.calls

    cost(GROWTH * SMALL)  # what is imported and compiled once, some of it only for a page of this size
    assert cost(GROWTH * SMALL) <= MOST * cost(SMALL)


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda: "<p " + " ".join(f"a{i}=x" for i in range(600)) + ">x</p>", "a tag with more than 500 attributes"),
        (lambda: "<p " + "a b='>' c=\"<p>\" " * 300 + ">x</p>", "a tag with more than 500 attributes"),
        (lambda: "<p>word word</p>" * 400, "more than 300 elements"),
        (lambda: "<p>" + "<b>word</b> " * 250 + "</p>", "a paragraph of more than 200 elements"),
    ],
)
def test_an_absurd_page_is_refused_before_it_is_understood(make: Callable[[], str], what: str) -> None:
    error = read(f"<html><body>{make()}</body></html>", "html")
    assert str(error) == (
        f"page.html has {what}, far more than a page with an article in it, and would take very long to read; "
        "save the text as .txt."
    )


def test_a_script_or_comment_full_of_marks_is_no_absurd_page() -> None:
    noise = "<script>var a = '<p " + "a='b' " * 2_000 + ">'</script><!-- <p " + "a " * 2_000 + "> -->"
    prose = "<p>The harbour of the town will be dredged for the first time in thirty years, the council said.</p>"
    article = read(f"<html><body>{noise}{prose * 3}</body></html>", "html")
    assert isinstance(article, Article)
    assert article.text.startswith("The harbour")


def test_a_long_paragraph_has_the_sentences_of_a_short_one() -> None:
    text = " ".join(f"Mr. Smith said on Jan. {n} that “the U.S. has {n} plans.” He left." for n in range(200))
    found = [text[start:end] for start, end in sentences.sentence_spans(text)]
    assert len(text) > 4 * sentences.WINDOW
    assert len(found) >= 390
    assert all(sentence.startswith(("Mr. Smith", "He left.", "“")) for sentence in found)


def test_a_sentence_longer_than_any_window_stays_one() -> None:
    text = "word " * 3_000 + "end. And another one."
    assert [text[start:end][-12:] for start, end in sentences.sentence_spans(text)] == ["rd word end.", "another one."]


def test_a_section_ends_with_a_paragraph_and_loses_nothing() -> None:
    text = "\n\n".join(f"Paragraph {n} says that minister {n} went to town {n} and came back." * 3 for n in range(200))
    article = Article(id="a", title="A title", text=text, location="a")
    found = PassageSplitter(count_tokens, 256, 32).split(article)
    covered = {at for passage in found for at in range(passage.start, passage.end)}
    assert all(text[at].isspace() for at in range(len(text)) if at not in covered)
    starts = {passage.start for passage in found}
    cuts = [begin for begin, _ in passages.sections(text, sentences.sentence_spans(text))][1:]
    assert cuts
    assert all(text[cut : cut + 2] == "\n\n" and cut + 2 in starts for cut in cuts)
