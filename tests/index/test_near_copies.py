"""Near copies: found as articles come in, in any order; gone with them; damage told and mended."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import NotFoundError
from assistant.index import Index, clusters
from assistant.index.changes import Changes
from assistant.index.signatures import MOST_KEPT, is_copy, read, shingles, signature

from .reports import entries, event
from .support import ROOT, Entry, child, entry, many, open_index, put


def origins(index: Index) -> dict[str, str]:
    return index.origins([article.id for article in index.articles()])


def sql(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


# --- signatures ---------------------------------------------------------------------------


def test_what_is_quoted_makes_no_copy_and_what_was_cut_and_changed_does() -> None:
    for number in range(8):
        texts = event(number)
        (wire,) = map(signature, texts["agency"])
        assert all(is_copy(wire, signature(copy)) for copy in texts["copy"])
        assert not any(is_copy(signature(own), signature(other)) for own in texts["own"] for other in texts["copy"])
    assert not is_copy(signature(event(0)["agency"][0]), signature(event(1)["agency"][0]))


def test_quotations_are_left_out_in_every_kind_of_marks() -> None:
    told = "The mayor of Tolland opened the northern quay and promised "
    told += "repairs of all five piers within thirty months, paid for by fishermen, ferry companies and taxes"
    for opening, closing_ in ("“”", '""', "„“", "«»", "‘’"):
        quoted = f"{told}. {opening}Nobody's marmalade xylophones rust, don't they{closing_}, she said."
        assert not any("xylophones" in pair for pair in shingles(quoted)), opening
    assert any("xylophones" in pair for pair in shingles("“Marmalade xylophones rust.”")), "it is little else"


def test_short_texts_and_long_ones() -> None:
    formula = "Read more on our website under news."
    assert not is_copy(signature(f"It rained. {formula}"), signature(f"It snowed. {formula}"))
    assert signature("").bands() == []
    words = [f"word{number}" for number in range(20_000)]
    book, half = signature(" ".join(words)), signature(" ".join(words[:9_000]))
    assert book.size > MOST_KEPT == len(book.hashes)
    assert is_copy(book, half)
    assert not is_copy(book, signature(" ".join(f"other{number}" for number in range(20_000))))


def test_a_stored_signature_is_the_same_again() -> None:
    own = signature(event(0)["agency"][0])
    again = read(*own.stored())
    assert again is not None
    assert again.stored() == own.stored()
    for broken in ((b"", *own.stored()[1:]), (*own.stored()[:2], own.size + 1), ("text", None, None)):
        assert read(*broken) is None


# --- clusters -----------------------------------------------------------------------------


def test_copies_are_found_and_own_reports_stand_alone(tmp_path: Path) -> None:
    with open_index(tmp_path / "index") as index:
        put(index, *entries(0), *entries(1))
        told = origins(index)
        assert told == {key: f"wire{key[4]}0" if key.startswith("copy") else key for key in told}
        assert [article.id for article in index.copies("copy01")] == ["wire00", "copy00", "copy02"]
        assert index.copies("own00") == []
        listed = {article.id: article for article in index.articles()}
        assert (listed["copy00"].copy_of, listed["copy00"].copies, listed["copy00"].agency) == ("wire00", 3, "Norpress")
        assert (listed["wire00"].copy_of, listed["wire00"].copies) == (None, 3)
        assert (listed["own00"].copy_of, listed["own00"].copies, listed["own00"].agency) == (None, 0, None)
        assert index.origins(["gone", "copy00"]) == {"gone": "gone", "copy00": "wire00"}
        with pytest.raises(NotFoundError):
            index.copies("gone")
        assert index.health(full=True).ok, index.health(full=True).problems


def test_the_order_in_which_they_come_does_not_matter(tmp_path: Path) -> None:
    found = []
    for seed in range(3):
        mixed = [one for number in range(4) for one in entries(number)]
        random.Random(seed).shuffle(mixed)
        with open_index(tmp_path / str(seed)) as index:
            with closing(Changes(tmp_path / str(seed))) as changes:  # without Chroma, which has no part in it
                for at in range(0, len(mixed), 3):
                    changes.store(mixed[at : at + 3])
            found.append(origins(index))
    assert found[0] == found[1] == found[2]


def test_what_hung_together_by_a_removed_article_does_so_no_more(tmp_path: Path) -> None:
    first, second = event(0)["agency"][0], event(1)["agency"][0]
    with open_index(tmp_path / "index") as index:
        put(index, entry("a", first, date="2025-01-01"), entry("b", second, date="2025-01-02"))
        put(index, entry("both", f"{first}\n\n{second}", date="2025-01-03"))
        assert origins(index) == {"a": "a", "b": "a", "both": "a"}
        put(index, entry("both", event(2)["agency"][0]))
        assert origins(index) == {"a": "a", "b": "b", "both": "both"}
        put(index, entry("both", f"{first}\n\n{second}", date="2025-01-03"), entry("c", first, date="2025-01-04"))
        with index.writing() as writer:
            writer.remove("a", "both")
        assert origins(index) == {"b": "b", "c": "c"}
        assert index.health(full=True).ok


def test_ten_thousand_copies_are_not_compared_each_with_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    def counting(*pair: object) -> bool:
        nonlocal compared
        compared += 1
        return is_copy(*pair)

    monkeypatch.setattr(clusters, "is_copy", counting)
    monkeypatch.setattr(clusters, "SHARING", 5)
    text = event(0)["agency"][0]
    with open_index(tmp_path / "index") as index:
        with closing(Changes(tmp_path / "index")) as changes:
            changes.store([entry(f"n{number}", f"{text}\n\nPaper {number}.") for number in range(60)])
        assert set(origins(index).values()) == {"n0"}
    assert compared < 60 * 2 * 5


# --- what is left -------------------------------------------------------------------------


def traces(one: Entry) -> list[bytes]:
    """Pieces of what is stored of a signature: in its blobs, and its bands as SQLite writes them."""
    own = signature(one[0].text)
    values, hashes, _ = own.stored()
    return [values[40:60], hashes[40:60], *(int(key).to_bytes(8, "big", signed=True) for key in own.bands()[:8])]


@pytest.mark.parametrize("how", ["removed", "replaced", "damaged first"])
def test_nothing_of_a_signature_is_left(tmp_path: Path, how: str) -> None:
    folder = tmp_path / "index"
    wire = entries(0)[0]
    with open_index(folder) as index:
        put(index, wire, *entries(1))

    def left() -> int:
        raw = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        return sum(piece in raw for piece in traces(wire))

    assert left() == len(traces(wire))
    if how == "damaged first":
        sql(folder, "UPDATE signatures SET minhash = x'00' WHERE article = 1")
    with open_index(folder) as index:
        if how == "replaced":
            put(index, entry("wire00", event(2)["agency"][0]))
        else:
            with index.writing() as writer:
                writer.remove("wire00")
        assert index.health(full=True).ok, index.health().problems
    assert left() == 0


@pytest.mark.slow
def test_a_second_process_sees_what_comes_and_goes(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, entries(0)[0])
        with child("copies", folder, 0) as writer:
            assert writer.wait() == 0
        assert origins(index)["copy02"] == "wire00"
        with open_index(folder) as other, other.writing() as changing:
            changing.remove("wire00")
        assert origins(index)["copy02"] == "copy00"


# --- older indexes and damage -------------------------------------------------------------


def _make_older(folder: Path) -> None:
    """As the version before left it: no tables for copies, no record of them."""
    sql(
        folder,
        "DROP TABLE signatures",
        "DROP TABLE bands",
        "DELETE FROM meta WHERE key = 'signatures'",
        "PRAGMA user_version = 2",
    )


@pytest.mark.parametrize("how", ["the next write", "repair"])
def test_an_index_of_the_version_before_is_completed(tmp_path: Path, how: str) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, *entries(0), *many(3))
    _make_older(folder)
    with open_index(folder) as index:
        assert index.health(full=True).ok
        assert any("8 articles are not compared for near copies yet" in note for note in index.health().notes)
        assert origins(index)["copy00"] == "copy00"
        if how == "repair":
            index.repair()
        else:
            put(index, *entries(1))
        assert origins(index)["copy00"] == "wire00"
        assert index.health(full=True).ok
        assert not index.health().notes


def test_a_kill_while_it_is_completed_costs_the_last_articles_only(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, *entries(0), *entries(1))
    _make_older(folder)
    code = (
        "import os, pathlib, sys; from tests.index.support import *; from assistant.index import clusters\n"
        "clusters.BATCH = 2; add = clusters.add; done = []\n"
        "def some(*given):\n"
        "    done.append(add(*given))\n"
        "    if len(done) == 5: os._exit(9)\n"
        "clusters.add = some\n"
        "from assistant.index.changes import Changes; Changes(pathlib.Path(sys.argv[1])).complete_signatures()"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, check=False)
    assert killed.returncode == 9
    assert count(folder, "signatures") == 4
    with open_index(folder) as index:
        with closing(Changes(folder)) as changes:
            changes.complete_signatures()
        assert origins(index)["copy11"] == "wire10"
        assert index.health(full=True).ok


DAMAGES = [
    "DELETE FROM signatures WHERE article = 2",
    "UPDATE signatures SET minhash = zeroblob(9) WHERE article = 2",
    "UPDATE signatures SET hashes = zeroblob(length(hashes)) WHERE article = 2",
    "UPDATE signatures SET size = 'many' WHERE article = 2",
    "UPDATE signatures SET cluster = 7 WHERE article = 2",
    "DELETE FROM bands WHERE article = 2",
    "UPDATE bands SET article = 77 WHERE article = 2",
    "INSERT INTO bands VALUES (5, 77)",
]


def test_damage_is_told_and_mended(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, *entries(0))
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as connection:
        assert clusters.unfit(connection, full=True) == 0
        for damage in DAMAGES:
            connection.execute(damage)
            assert clusters.unfit(connection, full=True), damage
            connection.rollback()
    sql(folder, *DAMAGES[1:])
    with open_index(folder) as index:
        health = index.health()
        assert any("no fitting signature for near copies" in problem for problem in health.problems)
        assert health.repair_helps
        assert len(index.articles()) == 5, "what rests on it goes on"
        assert index.repair().ok
        assert index.health(full=True).ok
        assert origins(index)["copy00"] == "wire00"
