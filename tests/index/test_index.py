from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import IndexStoreError, NotFoundError
from assistant.index import Index
from assistant.types import Filters

from .support import DIMENSION, entry, ids, many, open_index, put, vector_of


@pytest.fixture
def index(tmp_path: Path):
    with open_index(tmp_path / "index") as opened:
        yield opened


TWO_PARAGRAPHS = "Poland rejected the idea. 🇵🇱 Déjà vu.\n\nGermany sent ambulances instead."


def test_an_article_comes_back_as_it_was_put(index: Index) -> None:
    stored = entry(
        "a", TWO_PARAGRAPHS, source="Reuters", date="2024-03-11", url="https://example.org/a", author="N. N."
    )
    put(index, stored)
    assert index.article("a") == stored[0]
    (summary,) = index.articles()
    assert (summary.id, summary.source, summary.date, summary.passages) == ("a", "Reuters", "2024-03-11", 2)
    (record,) = index.stored()
    assert (record.article_id, record.location, record.raw_hash) == ("a", "/articles/a.txt", stored[1])


def test_passages_and_vectors_come_in_the_order_asked(index: Index) -> None:
    put(index, entry("a", TWO_PARAGRAPHS), entry("b", "Something else."))
    wanted = ["a#1", "b#0", "a#0"]
    passages = index.passages(wanted)
    assert ids([(p.id, 0.0) for p in passages]) == wanted
    assert passages[0].text == "Germany sent ambulances instead."
    for passage in passages:
        assert index.article(passage.article_id).text[passage.start : passage.end] == passage.text
        assert passage.sentences == ((passage.start, passage.end),)
    expected = np.stack([vector_of(passage.text) for passage in passages])
    assert np.array_equal(index.vectors(wanted), expected)
    assert index.vectors(wanted).dtype == np.float32


def test_unknown_ids(index: Index) -> None:
    put(index, entry("a", "One."))
    assert index.passages(["gone#0", "a#0"]) == index.passages(["a#0"])
    with pytest.raises(NotFoundError, match="no article “gone”"):
        index.article("gone")
    with pytest.raises(NotFoundError, match="gone#0"):
        index.vectors(["gone#0"])
    not_utf8 = "\udcff"  # how a byte that is no UTF-8 arrives from the command line
    with pytest.raises(NotFoundError):
        index.article(not_utf8)
    with pytest.raises(NotFoundError), index.writing() as writer:
        writer.remove(not_utf8)
    assert index.lexical([not_utf8], 3) == index.lexical(["x"], 3, Filters(sources=(not_utf8,))) == []
    with pytest.raises(NotFoundError, match="gone"), index.writing() as writer:
        writer.remove("gone")


def test_dense_finds_the_nearest_with_its_cosine(index: Index) -> None:
    put(index, *many(300))
    query = vector_of("bulk word7 other49 extra")
    hits = index.dense(query, 10)
    exact = {one[2][0].id: float(one[3][0] @ query) for one in many(300)}
    best = sorted(exact, key=exact.__getitem__, reverse=True)[:10]
    assert hits[0][0] == "bulk7#0"
    assert len(set(ids(hits)) & set(best)) >= 9  # HNSW is approximate
    for key, cosine in hits:
        assert cosine == pytest.approx(exact[key], abs=1e-5)
    assert [cosine for _, cosine in hits] == sorted((cosine for _, cosine in hits), reverse=True)


def test_a_query_need_not_be_normalised(index: Index) -> None:
    put(index, *many(3))
    assert index.dense(5 * vector_of("bulk word1 other7"), 1)[0] == ("bulk1#0", pytest.approx(1.0, abs=1e-5))
    with pytest.raises(ValueError, match="dimension 3"):
        index.dense(np.ones(3), 1)


def test_an_empty_index_finds_nothing(index: Index) -> None:
    assert index.dense(vector_of("anything"), 5) == []
    assert index.lexical(["anything"], 5) == []
    assert index.articles() == []
    assert index.health().ok


def test_k_larger_than_the_index(index: Index) -> None:
    put(index, *many(5))
    assert len(index.dense(vector_of("bulk"), 100)) == 5
    assert index.dense(vector_of("bulk"), 0) == []
    assert index.lexical(["bulk"], 0) == []


def test_lexical_reads_title_and_text_by_stem_and_without_accents(index: Index) -> None:
    put(
        index,
        entry("a", "Sébastien Lecornu spoke of demining.", title="Paris explains"),
        entry("b", "Nothing of the kind.", title="Rejections everywhere"),
        entry("c", "Nor here.", title="Weather"),
    )
    assert ids(index.lexical(["sebastien"], 5)) == ["a#0"]
    assert ids(index.lexical(["rejection"], 5)) == ["b#0"]
    assert ids(index.lexical(["explained"], 5)) == ["a#0"]
    assert set(ids(index.lexical(["weather", "demining"], 5))) == {"a#0", "c#0"}
    assert all(score > 0 for _, score in index.lexical(["weather"], 5))
    assert index.document_frequencies(["kind", "weather", "zebra"]) == ([1, 1, 0], 3)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(term=st.text(st.characters(), max_size=20))
def test_no_term_is_query_syntax(index: Index, term: str) -> None:
    index.lexical([term, "word"], 3)
    index.document_frequencies([term])


@pytest.mark.parametrize("term", ['"', "a OR b", "title:x", "NEAR(a b)", "x*", "(", "a AND", "-x", "^a", "'"])
def test_operators_are_plain_words(index: Index, term: str) -> None:
    put(index, entry("a", "word one."))
    assert ids(index.lexical([term, "word"], 3)) == ["a#0"]


def test_replacing_removes_what_the_article_had(index: Index) -> None:
    put(index, entry("a", "First version about zebras.\n\nIt had two paragraphs."), entry("b", "Unrelated."))
    put(index, entry("a", "Second version about lions."))
    assert index.article("a").text == "Second version about lions."
    assert index.lexical(["zebras", "paragraphs"], 5) == []
    assert ids(index.lexical(["lions"], 5)) == ["a#0"]
    assert index.passages(["a#1"]) == []
    hits = dict(index.dense(vector_of("First version about zebras."), 10))
    assert set(hits) == {"a#0", "b#0"}
    assert hits["a#0"] < 0.99
    assert index.health().ok
    assert index.health().vectors == 2


def test_an_article_that_comes_under_another_id_replaces_the_one_at_its_location(index: Index) -> None:
    put(index, entry("a", "Old.", location="/x.txt"))
    put(index, entry("b", "New.", location="/x.txt"))
    assert [article.id for article in index.articles()] == ["b"]


def test_removing(index: Index) -> None:
    put(index, *many(20))
    with index.writing() as writer:
        writer.remove("bulk3")
    assert "bulk3#0" not in ids(index.dense(vector_of("bulk word3 other21"), 20))
    assert index.lexical(["word3"], 5) == []
    assert index.health().vectors == 19
    assert index.health().ok


def test_a_batch_is_stored_whole_or_not_at_all(index: Index) -> None:
    good, clashing = entry("a", "One."), entry("b", "Two.")
    clashing[2][0] = entry("a", "One.")[2][0]  # a passage id that is taken
    with pytest.raises(IndexStoreError):
        put(index, good, clashing)
    assert index.articles() == []
    assert index.health().ok


@pytest.mark.parametrize(
    "vectors",
    [np.ones((2, DIMENSION)), np.ones((1, 3)), np.full((1, DIMENSION), np.nan)],
    ids=["too many", "another dimension", "not finite"],
)
def test_vectors_that_do_not_fit_are_refused(index: Index, vectors: np.ndarray) -> None:
    article, raw_hash, passages, _ = entry("a", "One.")
    with pytest.raises(ValueError, match="article a"):
        put(index, (article, raw_hash, passages, vectors))
    assert index.articles() == []


def test_duplicates_are_recorded_and_go_with_a_changed_text(index: Index) -> None:
    put(index, entry("a", "The text."))
    with index.writing() as writer:
        writer.record_duplicate("/copy.txt", "raw", "a")
        writer.record_duplicate("/other.txt", "raw", "a")
        writer.forget_duplicate("/other.txt")
    assert [(one.location, one.duplicate_of) for one in index.stored()] == [
        ("/articles/a.txt", None),
        ("/copy.txt", "a"),
    ]
    put(index, entry("a", "The text.", title="A better title"))
    assert len(index.stored()) == 2
    put(index, entry("a", "Another text."))
    assert len(index.stored()) == 1


def test_everything_is_there_after_reopening(tmp_path: Path) -> None:
    with open_index(tmp_path / "index") as index:
        put(index, *many(30))
    with open_index(tmp_path / "index", create=False) as index:
        assert len(index.articles()) == 30
        assert index.dense(vector_of("bulk word9 other63"), 1)[0][0] == "bulk9#0"
        assert index.statistics()["passages"] == 30
        assert index.health().ok


def test_threads_read_while_one_writes(index: Index) -> None:
    put(index, *many(200))
    stop, failures, searches = threading.Event(), [], 0

    def read() -> None:
        nonlocal searches
        while not stop.is_set():
            try:
                assert index.dense(vector_of("bulk word5 other35"), 3)[0][0] == "bulk5#0"
                assert index.lexical(["word5"], 1) != []
                searches += 1
            except Exception as error:  # noqa: BLE001 - handed to the main thread
                failures.append(error)
                return

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(5):
        put(index, *many(200, f"more{number}x"))
    index.repair()
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert searches
    assert len(index.articles()) == 1200


def test_two_indexes_in_one_process_do_not_share_what_is_loaded(tmp_path: Path) -> None:
    with open_index(tmp_path / "i") as first, open_index(tmp_path / "i") as second:
        put(first, *many(50))
        assert second.dense(vector_of("bulk word5 other35"), 1)[0][0] == "bulk5#0"
        put(second, *many(50, "new"))
        put(first, *many(50, "newer"))
        for index in (first, second):
            assert index.dense(vector_of("new word5 other35"), 1)[0][0] == "new5#0"
            assert index.dense(vector_of("newer word5 other35"), 1)[0][0] == "newer5#0"
            assert index.health().ok
            assert index.health().vectors == 150


def test_a_word_counts_the_same_in_the_title_and_in_the_text(tmp_path: Path) -> None:
    """A headline written to catch cannot outrank a fact, nor is one lost that names its subject."""
    with open_index(tmp_path / "index") as index:
        put(
            index,
            entry("titled", "quiet days", title="harbour fire"),
            entry("told", "harbour fire", title="quiet days"),
            entry("other", "sheep graze", title="green hills"),
        )
        (one, first), (two, second) = index.lexical(["harbour"], 5)
        assert {one, two} == {"titled#0", "told#0"}
        assert first == pytest.approx(second) and first > 0
