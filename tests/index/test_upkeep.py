from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.index import writer
from assistant.index.schema import SCHEMA_VERSION

from .support import entry, ids, many, open_index, put, vector_of, vectors_folder


def files_with(folder: Path, word: bytes) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and word in path.read_bytes().lower()]


def test_removed_text_leaves_the_disk(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, *many(200))
        put(
            index, entry("secret", "The xylophonist confessed quietly.\n\n" + "zanzibarian " * 2000, title="Quokkaland")
        )
        assert files_with(folder, b"xylophonist")
        assert index.dense(vector_of("bulk"), 1)
        with index.writing() as changing:
            changing.remove("secret")
        for word in (b"xylophon", b"zanzibar", b"quokkaland"):
            assert files_with(folder, word) == []
        put(index, entry("a", "Marmalade was here."))
        put(index, entry("a", "It is gone."))
        assert files_with(folder, b"marmalade") == []
        assert index.health().ok
    assert files_with(folder, b"xylophon") == []


def test_what_a_reader_keeps_from_leaving_goes_with_the_next_open(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index, open_index(folder) as other:
        put(index, *many(5), entry("secret", "The xylophonist confessed."))
        with other._catalog.snapshot() as connection:
            connection.execute("SELECT count(*) FROM articles").fetchone()
            with index.writing() as changing:
                changing.remove("secret")
            assert files_with(folder, b"xylophonist")
    with open_index(folder):
        assert files_with(folder, b"xylophon") == []


def test_churn_ends_in_a_fresh_collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "REBUILD_ROWS", 30)
    with open_index(tmp_path / "index") as index:
        put(index, *many(200))
        first = index.statistics()
        with index.writing() as changing:
            for number in range(35):
                changing.remove(f"bulk{number}")
        kept = index.statistics()
        assert kept["collection"] == first["collection"]
        assert kept["deletions_since_rebuild"] == 35  # of 165 that are left
        put(index, *many(60)[50:60])  # 10 replaced: 45 of 165
        rebuilt = index.statistics()
        assert rebuilt["collection"] != first["collection"]
        assert rebuilt["deletions_since_rebuild"] == 0
        assert ids(index.dense(vector_of("bulk word77 other539"), 1)) == ["bulk77#0"]
        assert index.health().ok
        assert index.health().vectors == 165
        assert len(list(vectors_folder(tmp_path / "index").iterdir())) == 2  # its database and one folder


def test_a_small_index_is_not_rebuilt_for_a_few_deletions(tmp_path: Path) -> None:
    with open_index(tmp_path / "index") as index:
        put(index, *many(10))
        before = index.statistics()["collection"]
        put(index, *many(10))
        assert index.statistics()["collection"] == before


def test_statistics_are_plain_facts(tmp_path: Path) -> None:
    with open_index(tmp_path / "index") as index:
        put(index, *many(10))
        facts = index.statistics()
    assert facts["articles"] == facts["passages"] == 10
    assert facts["embedding"] == "words-of-the-test"
    assert facts["schema_version"] == SCHEMA_VERSION
    assert facts["waiting_for_chroma"] == facts["duplicates"] == 0
    assert facts["catalog_bytes"] > 0
    assert facts["vector_bytes"] > 0


def read_so_far() -> int:
    """Bytes that this process has read from files."""
    facts = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(facts["rchar"])


def test_a_long_article_is_not_read_once_a_passage(tmp_path: Path) -> None:
    with open_index(tmp_path / "index") as index:
        put(index, entry("long", "\n\n".join(f"word{number} " * 10_000 for number in range(60))))
        before = read_so_far()
        assert index.health(full=True).ok
        assert index.repair().ok
        assert index.health().ok
        with index.writing() as changing:
            changing.remove("long")
        read = read_so_far() - before
    assert read < 300_000_000, "5 MB that 60 passages each had read, in six steps, are 1,800"


def test_an_index_of_the_first_format_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, entry("a", "Marmalade was here.\n\nThe xylophonist confessed."))
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as connection:
        connection.execute("DROP VIEW passage_texts")
        connection.execute(
            "CREATE VIEW passage_texts AS SELECT p.number AS number, a.title AS title, substr(a.text, "
            "p.start_offset + 1, p.end_offset - p.start_offset) AS text "
            "FROM passages AS p JOIN articles AS a ON a.number = p.article"
        )
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    with open_index(folder) as index:
        assert index.health(full=True).ok
        put(index, entry("a", "It is gone."), entry("b", "A quokka smiled."))
        assert index.lexical(["xylophonist"], 5) == []
        assert ids(index.lexical(["quokka"], 5)) == ["b#0"]
        assert index.health(full=True).ok
        assert index.statistics()["schema_version"] == SCHEMA_VERSION
