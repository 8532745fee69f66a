"""What near copies say in the same words is found once, and told with all places where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from assistant.evidence import EvidenceSentence
from assistant.evidence.copies import MOST_COPIES, with_copies
from assistant.evidence.types import as_it_stands, spans
from assistant.retrieval import HybridRetriever
from assistant.types import (
    Answer,
    ArticleSummary,
    Citation,
    Filters,
    Passage,
    RetrievedPassage,
    Timings,
)

REPORT = (
    "The harbour of Tolland closed two of its five piers. Inspectors had found cracks in the pillars. "
    "Forty boats must find another berth. Repairs are to begin in May."
)
BEYOND = "The owner of a boat told this paper that he would sue."


def passage(article: str, text: str, ordinal: int = 0) -> Passage:
    ends = [at + 1 for at, char in enumerate(text) if char == "."]
    starts = [0, *(end + 1 for end in ends[:-1])]
    spans_ = tuple(zip(starts, ends, strict=True))
    return Passage(f"{article}#{ordinal}", article, ordinal, 0, len(text), text, spans_)


class Printed:
    """An index of one passage an article, best first in both legs; ``oldest`` says which are copies."""

    def __init__(self, texts: dict[str, str], oldest: dict[str, str]) -> None:
        self.texts = texts
        self.oldest = oldest
        self.asked: list[int] = []

    def _leg(self, k: int, filters: Filters) -> list[tuple[str, float]]:
        self.asked.append(k)
        passing = [key for key in self.texts if not filters.sources or f"outlet {key}" in filters.sources]
        return [(f"{key}#0", 100.0 - place) for place, key in enumerate(passing[:k])]

    def lexical(self, terms: Sequence[str], k: int, filters: Filters) -> list[tuple[str, float]]:
        return self._leg(k, filters)

    def dense(self, vector: np.ndarray, k: int, filters: Filters) -> list[tuple[str, float]]:
        return self._leg(k, filters)

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        return [passage(key[:-2], self.texts[key[:-2]]) for key in ids]

    def articles(self, filters: Filters) -> list[ArticleSummary]:
        return [
            ArticleSummary(key, f"Title {key}", f"outlet {key}", copy_of=self.oldest.get(key), copies=len(self.oldest))
            for key in filters.article_ids
        ]


class Alike:
    """Gives every text the same vector."""

    def encode(self, texts: Sequence[str], kind: str = "passage") -> np.ndarray:
        return np.ones((len(texts), 2), dtype=np.float32)


def search(index: Printed, k: int, filters: Filters | None = None, candidates: int = 50) -> list[RetrievedPassage]:
    embedder: Any = Alike()
    return HybridRetriever(index, embedder, dense_weight=0.5, candidates=candidates).search("Who?", k, filters)


def told(found: Sequence[RetrievedPassage]) -> list[tuple[str, list[str]]]:
    return [(hit.article_id, [copy.article_id for copy in hit.also]) for hit in found]


def test_copies_leave_their_places_to_the_next_ones() -> None:
    texts = {f"c{number}": f"{REPORT} Paper {number} printed it." for number in range(9)} | {
        "d": "It rained.",
        "e": "It.",
    }
    index = Printed(texts, {f"c{number}": "c4" for number in range(9) if number != 4})
    found = search(index, 3)
    assert told(found) == [("c0", [f"c{number}" for number in range(1, 9)]), ("d", []), ("e", [])]
    assert found[0].to_dict()["also"][0]["source"] == "outlet c1"


def test_what_a_copy_adds_or_says_otherwise_is_found_beside_it() -> None:
    other = REPORT.replace("Forty", "60").replace("five", "7").replace("May", "June")
    more = f"Repairs are to begin in May. {BEYOND} {BEYOND.replace('boat', 'ferry')}"
    index = Printed({"a": REPORT, "b": other, "c": more}, {"b": "a", "c": "a"})
    assert told(search(index, 5)) == [("a", []), ("b", []), ("c", [])]


def test_equal_words_in_articles_that_are_no_copies_are_left_alone() -> None:
    assert told(search(Printed({"a": REPORT, "b": REPORT}, {}), 5)) == [("a", []), ("b", [])]


def test_a_filter_finds_a_copy_by_its_own_outlet() -> None:
    index = Printed({"a": REPORT, "b": REPORT}, {"b": "a"})
    assert told(search(index, 5, Filters(sources=("outlet b",)))) == [("b", [])]


def test_copies_that_fill_all_candidates_do_not_hide_the_rest() -> None:
    texts = {f"c{number}": REPORT for number in range(20)} | {"d": "It rained."}
    index = Printed(texts, {f"c{number}": "c0" for number in range(1, 20)})
    assert [hit.article_id for hit in search(index, 2, candidates=10)] == ["c0", "d"]
    assert index.asked == [10, 10, 40, 40]


def test_without_copies_nothing_is_asked_twice() -> None:
    index = Printed({"a": "It rained.", "b": "It snowed."}, {})
    assert told(search(index, 5, candidates=2)) == [("a", []), ("b", [])]
    assert index.asked == [2, 2]


def test_evidence_keeps_the_places_in_the_copies() -> None:
    index = Printed({f"c{number}": REPORT for number in range(9)}, {f"c{number}": "c0" for number in range(1, 9)})
    (hit,) = search(index, 1)
    read: list[EvidenceSentence] = with_copies([as_it_stands(span) for span in spans(hit)], [hit])
    assert [len(sentence.copies) for sentence in read] == [MOST_COPIES] * 4
    assert {copy.text for copy in read[1].copies} == {"Inspectors had found cracks in the pillars."}
    assert with_copies(read, [hit]) == read, "each place once"


# --- what an answer rests on --------------------------------------------------------------


def answer(*cited: ArticleSummary, passages: Sequence[RetrievedPassage] = ()) -> Answer:
    citations = tuple(Citation(article, number, "It.", 0, 3) for number, article in enumerate(cited, 1))
    return Answer("Who?", "It [1].", False, citations, (), tuple(passages), Timings())


def test_an_answer_counts_independent_origins() -> None:
    wire, own = ArticleSummary("w", "W", "Post", agency="Norpress"), ArticleSummary("o", "O", "Gazette")
    copy = ArticleSummary("c", "C", "Courier", copy_of="w", agency="Norpress")
    origins = answer(copy, own, wire, copy).origins
    assert [(one.article_id, one.label, one.articles) for one in origins] == [
        ("w", "Norpress", ("c", "w")),
        ("o", "Gazette", ("o",)),
    ]
    assert answer(copy).to_dict()["origins"] == [{"article_id": "w", "label": "Norpress", "articles": ["c"]}]
    assert answer().origins == ()


def test_copies_that_were_found_behind_a_cited_passage_count() -> None:
    index = Printed({"a": REPORT, "b": REPORT, "d": "It rained."}, {"b": "a"})
    found = search(index, 5)
    (origin,) = answer(index.articles(Filters(article_ids=("a",)))[0], passages=found).origins
    assert origin.articles == ("a", "b")


@pytest.mark.parametrize(
    ("articles", "words"),
    [
        ([("a", None, "Norpress"), ("b", "a", "Norpress"), ("c", "a", None)], "3 articles, 1 origin (Norpress)"),
        ([("a", None, None), ("b", "a", None), ("c", None, None)], "3 articles, 2 origins (Outlet of a)"),
        ([("b", "a", None), ("c", "a", None)], "2 articles, 1 origin"),
        ([("a", None, "Norpress"), ("b", None, None)], ""),
        ([], ""),
    ],
)
def test_origins_in_words(articles: list[tuple[str, str | None, str | None]], words: str) -> None:
    from assistant.cli.render import origins_in_words

    cited = [ArticleSummary(key, key, f"Outlet of {key}", copy_of=of, agency=agency) for key, of, agency in articles]
    assert origins_in_words(answer(*cited).origins) == words
