"""Passages: whole sentences, exact offsets, never longer than the model reads."""

from __future__ import annotations

from itertools import pairwise

import pytest

from assistant.embedding import Embedder
from assistant.passages import PassageSplitter, embedded_text
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
