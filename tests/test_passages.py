"""Passages: whole sentences, exact offsets, never longer than the model reads."""

from __future__ import annotations

from itertools import pairwise

import pytest

from assistant.embedding import Embedder
from assistant.passages import PassageSplitter, embedded_text, sections
from assistant.sentences import sentence_spans
from assistant.types import Article

LIMIT = 256


def article(text: str, title: str = "A title") -> Article:
    return Article(id="a", title=title, text=text, location="a")


@pytest.fixture
def splitter(embedder: Embedder) -> PassageSplitter:
    return PassageSplitter(embedder.count_tokens, LIMIT, 32)


def prose(sentences: int) -> str:
    return " ".join(f"Sentence number {n} says that minister {n} went to town {n}." for n in range(sentences))


def test_offsets_are_exact_and_nothing_is_lost(splitter: PassageSplitter) -> None:
    whole = article(prose(120) + "\n\n" + prose(40))
    passages = splitter.split(whole)
    assert len(passages) > 3
    covered: set[int] = set()
    for passage in passages:
        assert whole.text[passage.start : passage.end] == passage.text
        covered.update(range(passage.start, passage.end))
    assert all(whole.text[i].isspace() for i in range(len(whole.text)) if i not in covered)


def test_passages_hold_whole_sentences_and_overlap(splitter: PassageSplitter) -> None:
    whole = article(prose(100))
    passages = splitter.split(whole)
    assert all(passage.text.startswith("Sentence") and passage.text.endswith(".") for passage in passages)
    assert all(later.start < earlier.end for earlier, later in pairwise(passages))
    for passage in passages:
        assert [whole.text[a:b][:8] for a, b in passage.sentences] == ["Sentence"] * len(passage.sentences)


@pytest.mark.parametrize("title", ["Short", "A very long title " * 40])
def test_no_passage_is_longer_than_the_model_reads(splitter: PassageSplitter, embedder: Embedder, title: str) -> None:
    for passage in splitter.split(article(prose(80), title)):
        assert embedder.count_tokens(embedded_text(title, passage.text)) <= LIMIT


def test_a_sentence_of_20000_words_is_cut(splitter: PassageSplitter, embedder: Embedder) -> None:
    whole = article("word " * 20_000 + "end.")
    passages = splitter.split(whole)
    assert len(passages) > 50
    assert max(embedder.count_tokens(embedded_text(whole.title, p.text)) for p in passages) <= LIMIT
    assert all(p.sentences == ((p.start, p.end),) for p in passages)


def test_ids_are_deterministic(splitter: PassageSplitter) -> None:
    assert [p.id for p in splitter.split(article("One. Two."))] == ["a#0"]


def test_repeated_paragraphs_keep_their_own_places(splitter: PassageSplitter) -> None:
    whole = article("\n\n".join([prose(30)] * 3))
    starts = [passage.start for passage in splitter.split(whole)]
    assert starts == sorted(set(starts))
    assert max(starts) > 2 * len(prose(30))


def cut(text: str, monkeypatch: pytest.MonkeyPatch, longest: int) -> list[str]:
    """The pieces that the splitter gets, where it gets at most so many characters at once."""
    monkeypatch.setattr("assistant.passages.SECTION", longest)
    return [text[begin:until] for begin, until in sections(text, sentence_spans(text, None))]


def test_a_long_text_is_cut_behind_a_paragraph_else_a_sentence_else_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, three = "Rain fell on the hill.", "Sheep ran to the barn.", "Nobody was out there."
    assert cut(f"{one}\n\n{two} {three}", monkeypatch, 40) == [one, f"\n\n{two} ", three]
    assert cut(f"{one} {two} {three}", monkeypatch, 50) == [f"{one} {two} ", three]
    assert cut("word " * 20, monkeypatch, 42) == ["word" + " word" * 7, " word" * 8, " word" * 4 + " "]
    assert cut("x" * 25, monkeypatch, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert cut(one, monkeypatch, len(one)) == [one]


def test_a_long_title_is_cut_and_a_short_one_stays() -> None:
    assert embedded_text("seven words of a title are kept", "Text.") == "seven words of a title are kept\nText."
    title = " ".join(f"w{number}" for number in range(90))
    heading, _, text = embedded_text(title, "Text.").partition("\n")
    assert text == "Text."
    assert title.startswith(heading) and 36 <= len(heading.split()) <= 60


def test_places_count_on_in_the_second_section(monkeypatch: pytest.MonkeyPatch, embedder: Embedder) -> None:
    monkeypatch.setattr("assistant.passages.SECTION", 3_000)
    whole = article(prose(120))
    passages = PassageSplitter(embedder.count_tokens, LIMIT, 32).split(whole)
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))
    assert all(whole.text[passage.start : passage.end] == passage.text for passage in passages)
    assert passages[-1].end == len(whole.text)
