from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant import ingest as module
from assistant.errors import ArticleError, IndexStoreError, InputError
from assistant.index import Index
from assistant.ingest import ingest
from assistant.settings import Settings
from assistant.types import Article, IngestReport, Passage

DIMENSION = 16


class CountingEmbedder:
    """Deterministic vectors, and a record of what was embedded."""

    name = "counting"
    dimension = DIMENSION
    max_tokens = 256

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.fails_on = ""

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None, **_: object) -> np.ndarray:
        if self.fails_on and any(self.fails_on in text for text in texts):
            raise IndexStoreError("The disk is full.")
        self.texts += texts
        rows = [np.random.default_rng(abs(hash(text))).normal(size=DIMENSION) for text in texts]
        if progress:
            progress(len(texts))
        matrix = np.asarray(rows, dtype=np.float32)
        return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)

    def count_tokens(self, text: str) -> int:
        return len(text.split()) + 2


class ParagraphSplitter:
    def split(self, article: Article) -> list[Passage]:
        passages, start = [], 0
        for ordinal, text in enumerate(article.text.split("\n\n")):
            end = start + len(text)
            passages.append(Passage(f"{article.id}#{ordinal}", article.id, ordinal, start, end, text, ((start, end),)))
            start = end + 2
        return passages


class Desk:
    """A folder of articles, an index, and one call to bring the second up to the first."""

    def __init__(self, root: Path) -> None:
        self.articles = root / "articles"
        self.articles.mkdir()
        self.embedder = CountingEmbedder()
        self.settings = Settings(max_article_mb=0.1)
        self.index = Index.open(root / "index", embedding="counting", dimension=DIMENSION)
        self.told: list[tuple[int, int, str]] = []

    def write(self, name: str, body: str, title: str = "") -> Path:
        path = self.articles / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{title or 'A report about ' + path.stem}\n\n{body}\n")
        return path

    def ingest(self, *sources: str | Path, prune: bool = False, **settings: object) -> IngestReport:
        self.embedder.texts.clear()
        return ingest(
            self.index,
            sources or [self.articles],
            splitter=ParagraphSplitter(),
            embedder=self.embedder,
            settings=self.settings.model_copy(update=settings),
            progress=lambda *step: self.told.append(step),
            prune=prune,
        )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    assert made.index.health().ok
    made.index.close()


POLAND = "Poland publicly rejected the idea of sending troops, its prime minister said on Monday."
GERMANY = "Germany will not send soldiers either, the chancellor told reporters in Berlin on Tuesday."
FRANCE = "France did not exclude anything, and spoke of training and of clearing mines instead."


def counts(report: IngestReport) -> dict[str, int]:
    kinds = ("added", "updated", "unchanged", "skipped", "failed", "pruned")
    return {kind: len(getattr(report, kind)) for kind in kinds if getattr(report, kind)}


def test_new_changed_and_unchanged(desk: Desk) -> None:
    desk.write("poland.txt", POLAND)
    desk.write("deep/germany.txt", GERMANY)
    report = desk.ingest()
    assert counts(report) == {"added": 2}
    assert {item.article_id for item in report.added} == {"poland", "deep-germany"}
    assert report.passages == sum(one.passages for one in desk.index.articles()) == len(desk.embedder.texts)

    assert counts(desk.ingest()) == {"unchanged": 2}
    assert desk.embedder.texts == []

    desk.write("poland.txt", FRANCE)
    assert counts(desk.ingest()) == {"updated": 1, "unchanged": 1}
    assert FRANCE in desk.index.article("poland").text
    assert desk.index.lexical(["Poland's", "minister"], 5) == []


def test_the_title_is_embedded_with_each_passage(desk: Desk) -> None:
    desk.write("a.txt", f"{POLAND}\n\n{GERMANY}", title="Allies divided over soldiers")
    desk.ingest()
    assert [text.split("\n")[0] for text in desk.embedder.texts] == ["Allies divided over soldiers"] * 2
    assert np.allclose(
        desk.index.vectors(["a#0"]), CountingEmbedder().encode([f"Allies divided over soldiers\n{POLAND}"])
    )


def test_an_unchanged_file_is_not_even_understood(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", POLAND)
    desk.ingest()
    monkeypatch.setattr(module, "to_article", lambda *_: pytest.fail("it was read again"))
    assert counts(desk.ingest()) == {"unchanged": 1}


def test_bytes_that_change_nothing_are_not_embedded_again(desk: Desk) -> None:
    path = desk.write("a.txt", POLAND)
    desk.ingest()
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert counts(desk.ingest()) == {"unchanged": 1}
    assert desk.embedder.texts == []
    assert counts(desk.ingest()) == {"unchanged": 1}


def test_another_way_of_cutting_reads_everything_again(desk: Desk) -> None:
    desk.write("a.txt", POLAND)
    desk.ingest()
    assert counts(desk.ingest(passage_tokens=128)) == {"updated": 1}
    assert counts(desk.ingest(passage_tokens=128)) == {"unchanged": 1}


def test_one_bad_article_does_not_stop_the_others(desk: Desk) -> None:
    desk.write("a.txt", POLAND)
    (desk.articles / "empty.txt").write_text("")
    (desk.articles / "large.txt").write_text("word " * 30_000)
    (desk.articles / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (desk.articles / "photo.jpg").write_bytes(b"x")
    report = desk.ingest()
    assert counts(report) == {"added": 1, "failed": 3, "skipped": 1}
    for item in (*report.failed, *report.skipped):
        assert item.reason.endswith(".")
    assert [Path(item.location).name for item in report.failed] == ["binary.txt", "empty.txt", "large.txt"]


def test_a_file_that_vanishes_meanwhile_fails_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = desk.write("a.txt", POLAND)
    desk.write("b.txt", GERMANY)
    found = list(module.discover([desk.articles]))
    gone.unlink()
    monkeypatch.setattr(module, "discover", lambda _: found)
    assert counts(desk.ingest()) == {"added": 1, "failed": 1}


def test_what_cannot_be_found_is_said_before_anything_is_written(desk: Desk) -> None:
    with pytest.raises(InputError):
        desk.ingest(desk.articles / "missing")
    with pytest.raises(ArticleError):
        desk.ingest(desk.articles)  # nothing in it


def test_exact_copies_are_recorded_and_not_indexed_twice(desk: Desk) -> None:
    desk.write("a.txt", POLAND, title="The same title")
    desk.write("b.txt", POLAND, title="The same title")
    report = desk.ingest()
    assert counts(report) == {"added": 1, "skipped": 1}
    assert report.skipped[0].reason == "It has the same text as a."
    assert [one.id for one in desk.index.articles()] == ["a"]
    assert desk.index.statistics()["duplicates"] == 1
    assert counts(desk.ingest()) == {"unchanged": 2}

    desk.write("b.txt", GERMANY)  # it becomes an article of its own
    assert counts(desk.ingest()) == {"added": 1, "unchanged": 1}
    assert desk.index.statistics()["duplicates"] == 0
    desk.write("b.txt", POLAND, title="The same title")  # and a copy again
    assert counts(desk.ingest()) == {"unchanged": 1, "skipped": 1}
    assert [one.id for one in desk.index.articles()] == ["a"]


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("b", "a")])
def test_a_copy_takes_over_when_the_first_changes(desk: Desk, first: str, second: str) -> None:
    desk.write(f"{first}.txt", POLAND, title="The same title")
    desk.ingest()
    desk.write(f"{second}.txt", POLAND, title="The same title")
    assert counts(desk.ingest()) == {"unchanged": 1, "skipped": 1}
    desk.write(f"{first}.txt", GERMANY, title="Another title")
    report = desk.ingest()
    assert counts(report) == {"updated": 1, "added": 1}
    assert POLAND in desk.index.article(second).text
    assert GERMANY in desk.index.article(first).text
    assert counts(desk.ingest()) == {"unchanged": 2}
    assert desk.told[-1][:2] == (2, 2)


def test_a_copy_takes_over_when_the_first_is_pruned(desk: Desk) -> None:
    first = desk.write("a.txt", POLAND, title="The same title")
    desk.write("b.txt", POLAND, title="The same title")
    desk.ingest()
    first.unlink()
    assert counts(desk.ingest(prune=True)) == {"pruned": 1, "added": 1}
    assert [one.id for one in desk.index.articles()] == ["b"]


def test_same_names_in_two_folders(desk: Desk, tmp_path: Path) -> None:
    desk.write("a.txt", POLAND)
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text(f"Berlin decides\n\n{GERMANY}\n")
    desk.ingest()
    desk.ingest(other)
    names = sorted(one.id for one in desk.index.articles())
    assert len(names) == 2
    assert names[0] == "a"
    assert names[1].startswith("a-")
    assert len(names[1]) == len("a-") + 6
    assert counts(desk.ingest(desk.articles, other)) == {"unchanged": 2}


def test_an_article_keeps_its_id_wherever_the_ingest_starts(desk: Desk) -> None:
    path = desk.write("deep/a.txt", POLAND)
    desk.ingest()
    assert counts(desk.ingest(path)) == {"unchanged": 1}
    desk.write("deep/a.txt", GERMANY)
    assert counts(desk.ingest(path)) == {"updated": 1}
    assert [one.id for one in desk.index.articles()] == ["deep-a"]


def test_pruning_only_below_the_given_folders(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.txt").write_text(f"Paris speaks\n\n{FRANCE}\n")
    vanishing = desk.write("a.txt", POLAND)
    desk.write("b.txt", GERMANY)
    desk.ingest(desk.articles, other)
    vanishing.unlink()
    shutil.rmtree(other)
    assert counts(desk.ingest()) == {"unchanged": 1}
    report = desk.ingest(prune=True)
    assert counts(report) == {"unchanged": 1, "pruned": 1}
    assert report.pruned[0].article_id == "a"
    assert {one.id for one in desk.index.articles()} == {"b", "x"}


def test_batches_are_bounded_and_an_interrupted_run_is_completed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_PASSAGES", 4)
    for number in range(20):
        desk.write(f"{number:02}.txt", f"{POLAND} It was report number {number}.")
    desk.embedder.fails_on = "report number 13."
    with pytest.raises(IndexStoreError):
        desk.ingest()
    assert len(desk.index.articles()) == 12
    assert desk.index.health().ok
    desk.embedder.fails_on = ""
    assert counts(desk.ingest()) == {"added": 8, "unchanged": 12}
    assert len(desk.embedder.texts) == 8


def test_progress_never_goes_back_and_ends_at_the_total(desk: Desk) -> None:
    for number in range(7):
        desk.write(f"{number}.txt", f"{POLAND} It was report number {number}.")
    desk.ingest()
    done = [step[0] for step in desk.told]
    assert done == sorted(done)
    assert desk.told[0] == (0, 7, "0.txt")
    assert desk.told[-1] == (7, 7, "")


def test_one_long_article_is_embedded_in_slices_that_are_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_PASSAGES", 4)
    monkeypatch.setattr(module, "_LONG", 100)
    desk.write("long.txt", "\n\n".join(f"{POLAND} It was report number {number}." for number in range(18)))
    assert counts(desk.ingest()) == {"added": 1}
    assert [step[2] for step in desk.told[1:-1]] == [
        "A report about long: cutting 0.0 million characters",
        *(f"embedding passage {done} of 18" for done in (4, 8, 12, 16, 18)),
    ]
    assert desk.index.articles()[0].passages == 18


def test_one_long_article_is_stored_whole_or_not_at_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_PASSAGES", 4)
    desk.write("long.txt", "\n\n".join(f"{POLAND} It was report number {number}." for number in range(18)))
    desk.embedder.fails_on = "report number 17."
    with pytest.raises(IndexStoreError):
        desk.ingest()
    assert desk.index.articles() == []


def test_an_absurd_page_stops_no_other(desk: Desk) -> None:
    desk.write("a.txt", POLAND)
    desk.write("b.html", "<p>word word</p>" * 21_000)
    desk.write("c.txt", GERMANY)
    report = desk.ingest(max_article_mb=1.0)
    assert counts(report) == {"added": 2, "failed": 1}
    assert "more than 20,000 elements" in report.failed[0].reason


def test_cut_furniture_is_counted(desk: Desk) -> None:
    desk.write("a.txt", f"{POLAND}\n\nShare this:\n\n{GERMANY}")
    report = desk.ingest()
    assert sum(report.removed.values()) >= 1
    assert report.to_dict()["removed"] == dict(report.removed)
    assert desk.ingest().removed == {}


@pytest.mark.skipif(os.name != "posix", reason="file names of bytes")
def test_a_name_that_is_no_text_is_only_skipped(desk: Desk) -> None:
    desk.write("a.txt", POLAND)
    Path(os.fsdecode(os.fsencode(desk.articles) + b"/\xff.txt")).write_text(GERMANY)
    assert counts(desk.ingest()) == {"added": 1, "skipped": 1}
