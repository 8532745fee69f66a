"""What is wrong with the folder: one sentence each, nothing lost, and what can be rebuilt is."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import IndexDamagedError, IndexFormatError, IndexStoreError
from assistant.index import vector_files
from assistant.index.changes import Changes

from .support import child, entry, ids, many, open_index, put, vector_of, vectors_folder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed index of 1,500 passages: more than Chroma keeps in its log alone."""
    folder = tmp_path_factory.mktemp("original") / "index"
    with open_index(folder) as index:
        put(index, *many(1500))
    return folder


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """A copy of it to damage."""
    return shutil.copytree(original, tmp_path / "index")


def assert_whole(folder: Path, vectors: int = 1500) -> None:
    with open_index(folder, create=False) as index:
        health = index.health()
        assert health.ok, health.problems
        assert health.vectors == vectors
        assert index.dense(vector_of("bulk word7 other49"), 1)[0] == ("bulk7#0", pytest.approx(1.0, abs=1e-4))


# --- not an index ------------------------------------------------------------------------------


def test_missing_and_empty_folders(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("missing", "empty"):
        with pytest.raises(IndexFormatError, match="run `assistant ingest PATH` first"):
            open_index(tmp_path / name, create=False)
    assert not (tmp_path / "missing").exists()
    for name in ("missing/below", "empty"):
        open_index(tmp_path / name).close()
        open_index(tmp_path / name, create=False).close()


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_text("x")
    with pytest.raises(IndexFormatError, match=r"holds other files, such as photo\.jpg; name a new or empty"):
        open_index(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexFormatError, match="is a file, not an index folder"):
        open_index(tmp_path / "file")
    with pytest.raises(IndexStoreError, match="cannot be made"):
        open_index(tmp_path / "file" / "below")


def test_another_programs_database(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "catalog.sqlite3")
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(IndexFormatError, match="another program's database"):
        open_index(tmp_path)


def test_a_newer_version(folder: Path) -> None:
    connection = sqlite3.connect(folder / "catalog.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(IndexFormatError, match=r"newer version \(format 99.*update this program"):
        open_index(folder)


def test_another_embedding(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexFormatError, match=r"made with the embedding words-of-the-test \(32 dim.*other \(32\)"):
        open_index(folder, embedding="other")
    with pytest.raises(IndexFormatError, match=r"\(64\)"):
        open_index(folder, dimension=64)
    open_index(tmp_path / "new").close()
    with open_index(tmp_path / "new", embedding="other", dimension=8) as index:  # nothing is in it yet
        assert index.statistics()["embedding"] == "other"


def test_a_creation_that_was_killed(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite3").touch()
    (tmp_path / "write.lock").touch()
    with open_index(tmp_path) as index:
        put(index, *many(3))


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x", "http://"])
def test_a_server_address_that_is_none(tmp_path: Path, url: str) -> None:
    with pytest.raises(IndexFormatError, match=r"must look like http://localhost:8000"):
        open_index(tmp_path / "index", chroma_url=url)


# --- a damaged catalog -------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0, 0.00001, 0.001, 0.3, 0.9, 0.999])
def test_a_truncated_catalog(folder: Path, share: float) -> None:
    catalog = folder / "catalog.sqlite3"
    os.truncate(catalog, int(catalog.stat().st_size * share))
    with pytest.raises(IndexDamagedError, match=r"ingest the articles again into a new folder"):
        open_index(folder)


def test_a_missing_catalog(folder: Path) -> None:
    (folder / "catalog.sqlite3").unlink()
    with pytest.raises(IndexDamagedError, match=r"catalog of the index .* is missing"):
        open_index(folder)
    assert (vectors_folder(folder) / "chroma.sqlite3").exists()


def test_a_catalog_of_noise(folder: Path) -> None:
    (folder / "catalog.sqlite3").write_bytes(os.urandom(50_000))
    with pytest.raises(IndexDamagedError, match="is damaged"):
        open_index(folder)


def test_pages_of_noise_are_found_at_the_latest_by_the_check(folder: Path) -> None:
    catalog = folder / "catalog.sqlite3"
    with catalog.open("r+b") as file:
        for page in range(20, catalog.stat().st_size // 4096, 3):
            file.seek(page * 4096)
            file.write(os.urandom(4096))
    try:
        with open_index(folder) as index:
            assert not index.health().ok
    except IndexDamagedError as error:
        assert "is damaged" in str(error)


def test_a_damaged_lexical_index_is_repaired(folder: Path) -> None:
    connection = sqlite3.connect(folder / "catalog.sqlite3")
    connection.execute("DELETE FROM lexicon_docsize WHERE id < 100")
    connection.execute("DELETE FROM lexicon_data WHERE id > 10")
    connection.commit()
    connection.close()
    with open_index(folder) as index:
        assert not index.health().ok
        assert index.repair().ok
        assert ids(index.lexical(["word7"], 3)) == ["bulk7#0"]


# --- damaged vectors ---------------------------------------------------------------------------


def segment(folder: Path) -> Path:
    (found,) = (path for path in (vectors_folder(folder)).iterdir() if path.is_dir())
    return found


def truncate(name: str, keep: int) -> Callable[[Path], None]:
    return lambda folder: os.truncate(segment(folder) / name, keep)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "chroma folder deleted": lambda folder: shutil.rmtree(vectors_folder(folder)),
    "chroma folder emptied": lambda folder: [
        shutil.rmtree(one) if one.is_dir() else one.unlink() for one in vectors_folder(folder).iterdir()
    ],
    "database deleted": lambda folder: (vectors_folder(folder) / "chroma.sqlite3").unlink(),
    "database empty": lambda folder: os.truncate(vectors_folder(folder) / "chroma.sqlite3", 0),
    "database cut": lambda folder: os.truncate(vectors_folder(folder) / "chroma.sqlite3", 20_000),
    "database of noise": lambda folder: (vectors_folder(folder) / "chroma.sqlite3").write_bytes(os.urandom(9000)),
    "graph folder deleted": lambda folder: shutil.rmtree(segment(folder)),
    "graph cut": truncate("data_level0.bin", 1000),
    "graph header cut": truncate("header.bin", 10),
    "links cut": truncate("link_lists.bin", 10),
    "lengths cut": truncate("length.bin", 10),
    "labels cut": truncate("index_metadata.pickle", 500),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damaged_vectors_are_rebuilt_from_the_catalog(folder: Path, damage: Callable[[Path], None]) -> None:
    damage(folder)
    with open_index(folder) as index:
        hits = index.dense(vector_of("bulk word7 other49"), 3)
        assert hits[0] == ("bulk7#0", pytest.approx(1.0, abs=1e-4))
        assert index.health().ok
    assert_whole(folder)


def test_without_the_write_lock_the_search_goes_on_and_doctor_repairs_later(folder: Path) -> None:
    with child("hold", folder) as writer:
        writer.stdout.readline()
        shutil.rmtree(vectors_folder(folder))
        with open_index(folder) as index:
            assert index.dense(vector_of("bulk word7 other49"), 1)[0][0] == "bulk7#0"
            writer.communicate("\n")
            assert index.repair().ok
    assert_whole(folder)


def test_vectors_that_vanish_while_open(folder: Path) -> None:
    with open_index(folder) as index:
        shutil.rmtree(vectors_folder(folder))
        assert index.dense(vector_of("bulk word7 other49"), 1)[0][0] == "bulk7#0"
        assert index.health().ok
        shutil.rmtree(vectors_folder(folder))
        assert not index.health().ok
        put(index, *many(3, "new"))
        assert index.dense(vector_of("new word2 other14"), 1)[0][0] == "new2#0"
        assert index.health().ok
    assert_whole(folder, 1503)


def test_vectors_of_an_older_copy(folder: Path, tmp_path: Path) -> None:
    vectors = vectors_folder(folder)
    shutil.copytree(vectors, tmp_path / "older")
    with open_index(folder) as index:
        put(index, *many(1500, "new"))
    shutil.rmtree(vectors)
    shutil.copytree(tmp_path / "older", vectors)
    with open_index(folder) as index:
        assert index.dense(vector_of("new word9 other63"), 1)[0][0] == "new9#0"
    assert_whole(folder, 3000)


def test_vectors_of_passages_that_are_gone_never_come_out(folder: Path) -> None:
    with open_index(folder) as index:
        with index.writing() as writer:
            writer.prepare()
            index._vectors.upsert(["ghost#0"], vector_of("bulk word7 other49")[None])
        assert ids(index.dense(vector_of("bulk word7 other49"), 2))[0] == "bulk7#0"
        assert "ghost#0" not in ids(index.dense(vector_of("bulk word7 other49"), 10))
        assert "Chroma has 1 vectors of passages that are gone." in index.health().problems
        assert index.repair().ok


def test_the_size_check_knows_a_whole_index(folder: Path) -> None:
    """Chroma's file layout is not ours: when an update changes it, this says so."""
    assert vector_files.damage(vectors_folder(folder)) == ""
    assert "data_level0.bin" in vector_files.fingerprint(vectors_folder(folder))


# --- interrupted between the stores ------------------------------------------------------------


def test_a_kill_between_catalog_and_chroma_is_made_good(folder: Path) -> None:
    changes = Changes(folder)
    changes.store([entry("late", "late word1\n\nlate word2"), entry("bulk7", "bulk word7 replaced")])
    changes.remove(["bulk9"])
    changes.close()
    with open_index(folder) as index:
        assert index.health().ok
        assert index.statistics()["waiting_for_chroma"] == 0
        assert index.dense(vector_of("late word2"), 1)[0][0] == "late#1"
        assert "bulk9#0" not in ids(index.dense(vector_of("bulk word9 other63"), 5))
        assert index.dense(vector_of("bulk word7 replaced"), 1)[0] == ("bulk7#0", pytest.approx(1.0, abs=1e-4))
        assert index.health().vectors == 1501


def test_a_kill_while_the_vectors_are_rebuilt_is_made_good(folder: Path) -> None:
    used = vectors_folder(folder)
    shutil.copytree(used, folder / "chroma-0123abcd")
    shutil.copytree(used, folder / "chroma-4567abcd.leaving")
    assert_whole(folder)
    with open_index(folder) as index:
        put(index, *many(1, "new"))
    assert vectors_folder(folder) == used


def test_a_copied_index_is_the_same_index(folder: Path) -> None:
    assert_whole(folder)


def test_who_cannot_repair_still_sees_the_catalogs_truth(folder: Path) -> None:
    with child("hold", folder) as writer:
        writer.stdout.readline()
        changes = Changes(folder)  # a writer that dies between the stores
        changes.store([entry("late", "late word1"), entry("bulk7", "bulk word7 replaced")])
        changes.remove(["bulk9"])
        changes.close()
        with open_index(folder) as index:
            assert index.statistics()["waiting_for_chroma"] == 4
            assert index.dense(vector_of("late word1"), 1)[0][0] == "late#0"
            assert "bulk9#0" not in ids(index.dense(vector_of("bulk word9 other63"), 5))
            hit = index.dense(vector_of("bulk word7 replaced"), 1)[0]
            assert hit == ("bulk7#0", pytest.approx(1.0, abs=1e-4))
        writer.communicate("\n")
    with open_index(folder) as index:
        assert index.health().ok


# --- what doctor finds, and whether repair is the remedy -------------------------------------------

FINDINGS = {
    "DELETE FROM lexicon_docsize WHERE id = 3": ("1 passages are missing in the lexical index.", True),
    "DELETE FROM lexicon_data WHERE id > 10": ("The lexical index cannot be read", True),
    "INSERT INTO lexicon (lexicon, rowid, title, text) VALUES ('delete', 3, 'Title of bulk2', 'bulk word2 other14')": (
        "1 passages are missing in the lexical index.",
        True,
    ),
    "UPDATE articles SET title = 'Another' WHERE number = 3": (
        "The words of the lexical index are not those of the passages.",
        True,
    ),
    "UPDATE vectors SET vector = zeroblob(127) WHERE passage = 3": ("1 passages have no whole vector", True),
    "DELETE FROM vectors WHERE passage < 5": ("4 passages have no whole vector", True),
    "UPDATE meta SET value = 'x' WHERE key = 'generation'": (
        "The catalog's record of “generation” is no number.",
        True,
    ),
    "DELETE FROM meta WHERE key = 'created_with'": ("The catalog's record of “created_with” is missing.", True),
    "INSERT INTO vectors VALUES (99999, x'00')": ("1 records of the catalog belong to an article or a passage", True),
    "UPDATE passages SET end_offset = 999 WHERE number = 3": ("remove them and ingest their files again.", None),
    "UPDATE passages SET sentences = '[' WHERE number = 3": ("remove them and ingest their files again.", False),
}


@pytest.mark.parametrize("damage", FINDINGS)
def test_doctor_finds_it_and_recommends_repair_only_where_it_helps(folder: Path, damage: str) -> None:
    sentence, helps = FINDINGS[damage]
    connection = sqlite3.connect(folder / "catalog.sqlite3")
    connection.execute(damage)
    connection.commit()
    connection.close()
    with open_index(folder) as index:
        found = index.health()
        assert any(sentence in problem for problem in found.problems), found.problems
        assert helps is None or found.repair_helps is helps
        if helps:
            mended = index.repair(lambda passages: np.stack([vector_of(text) for _, text in passages]))
            assert mended.ok, mended.problems
            assert ids(index.lexical(["word2"], 1)) == ["bulk2#0"]
            assert index.dense(vector_of("bulk word2 other14"), 1)[0] == ("bulk2#0", pytest.approx(1.0, abs=1e-4))


def test_a_text_that_is_not_what_was_stored_is_found_by_its_hash(folder: Path) -> None:
    connection = sqlite3.connect(folder / "catalog.sqlite3")
    connection.execute("UPDATE articles SET text = replace(text, 'other', 'OTHER') WHERE number = 3")
    connection.commit()
    connection.close()
    with open_index(folder) as index:
        assert index.health().ok
        found = index.health(full=True)
    assert found.problems == [
        "The texts of 1 articles are not those that were stored; remove them and ingest their files again."
    ]
    assert not found.repair_helps


def test_vectors_that_were_exchanged_are_found_in_full(folder: Path) -> None:
    with open_index(folder) as index:
        with index.writing() as writer:
            writer.prepare()
            index._vectors.upsert(["8"], vector_of("something else")[None])
        found = index.health(full=True)
        assert found.problems == ["Chroma has other vectors than the catalog for 1 passages."]
        assert found.repair_helps
        assert index.repair().ok


def test_without_the_lexical_index_search_says_what_to_do(folder: Path) -> None:
    connection = sqlite3.connect(folder / "catalog.sqlite3")
    connection.execute("DELETE FROM lexicon_data WHERE id > 10")
    connection.commit()
    connection.close()
    with (
        open_index(folder) as index,
        pytest.raises(IndexDamagedError, match=r"lexical index .* damaged .*`assistant doctor --repair` writes it"),
    ):
        index.lexical(["word7"], 1)
