"""What is deleted is gone: from every file under the index folder, in every form in which it was there."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import IndexStoreError, NotFoundError
from assistant.index import Index, Removal
from assistant.index.residue import LAYOUT

from .support import ROOT, Entry, entry, ids, many, open_index, put, vector_of, vectors_folder

TEXT = "The xylophonist Quirinius confessed in Zanzibar.\n\nHis quokka was silent about the marmalade."
UPLOAD = Path("uploads") / "0123456789" / "confession-of-quirinius.txt"
ARTICLE = "confession-of-quirinius"


def secret(folder: Path, text: str = TEXT) -> Entry:
    upload = folder / UPLOAD
    upload.parent.mkdir(parents=True, exist_ok=True)
    upload.write_text(text)
    return entry(ARTICLE, text, title="Quokkaland in tears", path=str(upload), location=str(upload), author="Quirinia")


def needles(*secrets: Entry) -> Iterator[bytes]:
    """Every word of an article, in text and facts, and its vectors whole and in part."""
    for article, _, _, vectors in secrets:
        for text in (article.text, article.title, article.id, article.path or "", article.author or ""):
            words = (word.strip(".").lower() for word in text.replace("/", " ").replace("-", " ").split())
            for word in words:
                if len(word) > 5 and word not in str(ROOT):
                    yield word.encode()
                    yield word.encode("utf-16-le")
        for vector in vectors:
            unit = vector / np.linalg.norm(vector)
            for form in (vector, unit):
                yield form.astype("<f4").tobytes()[20:52]
                yield form.astype("<f4").tobytes()[64:96]


def found(folder: Path, *secrets: Entry) -> set[str]:
    """The files, by name or content, that have anything of it."""
    wanted = [needle for needle in needles(*secrets) if needle not in str(folder).lower().encode()]
    paths = [path for path in folder.rglob("*") if path.is_file()]
    have = {path.name for path in paths if any(str(path.relative_to(folder)).encode().count(one) for one in wanted)}
    for path in paths:
        raw = path.read_bytes()
        lower = raw.lower()
        if any(needle in raw or needle in lower for needle in wanted):
            have.add(path.name)
        have |= {path.name for one in secrets for vector in one[3] if _has_near(raw, vector)}
    return have


def _has_near(raw: bytes, vector: np.ndarray) -> bool:
    """Whether some place of the file has the vector as floats, whatever the last bits are."""
    first, second = np.float32(vector[0]), np.float32(vector[1])
    for shift in range(4):
        floats = np.frombuffer(raw[shift : shift + (len(raw) - shift) // 4 * 4], dtype="<f4")
        with np.errstate(invalid="ignore"):
            near = (np.abs(floats[:-1] - first) < 1e-5) & (np.abs(floats[1:] - second) < 1e-5)
            for at in np.flatnonzero(near):
                if at + len(vector) <= len(floats) and np.allclose(floats[at : at + len(vector)], vector, atol=1e-4):
                    return True
    return False


def vote(folder: Path, **answer: object) -> None:
    with (folder / "feedback.jsonl").open("a") as stream:
        stream.write(json.dumps({"id": "1", "vote": "up", "question": "Who?", "answer": answer}) + "\n")


def remove(index: Index, *article_ids: str) -> Removal:
    with index.writing() as writer:
        writer.remove(*article_ids)
    return writer.removal


@pytest.mark.parametrize("others", [3, 1200], ids=["in Chroma's log", "in Chroma's graph"])
def test_what_is_removed_is_in_no_file(tmp_path: Path, others: int) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        gone = secret(folder)
        put(index, *many(others // 2), gone, *many(others - others // 2, "more"))
        vote(folder, text="Quirinius did [1].", citations=[{"article_id": ARTICLE, "quote": "Quirinius"}])
        vote(folder, text="Nobody.", refused=True, passages=[{"passage": {"article_id": ARTICLE}, "text": "marmalade"}])
        vote(folder, text="It rained [1].", citations=[{"article_id": "bulk0", "quote": "rain"}])
        have = found(folder, gone)
        assert {"catalog.sqlite3", "feedback.jsonl", UPLOAD.name} <= have | {"catalog.sqlite3"}
        assert "data_level0.bin" in have or others < 1000
        assert index.dense(vector_of("bulk word0 other0"), 1)[0][0] == "bulk0#0"
        assert remove(index, ARTICLE) == Removal(passages=2, uploads=1, feedback=2)
        assert found(folder, gone) == set()
        assert not (folder / UPLOAD).parent.exists()
        assert "It rained" in (folder / "feedback.jsonl").read_text()
        assert index.health(full=True).ok, index.health().problems
        assert index.dense(vector_of("bulk word0 other0"), 1)[0] == ("bulk0#0", pytest.approx(1.0, abs=1e-4))
    assert found(folder, gone) == set()
    with open_index(folder) as index:
        put(index, *many(5, "later"))
        assert index.dense(vector_of("later word3 other21"), 1)[0][0] == "later3#0"
        assert index.health(full=True).ok
    assert found(folder, gone) == set()


def test_the_room_for_vectors_to_come_holds_nothing_that_was_in_memory(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, *many(3))
    (path,) = folder.rglob("data_level0.bin")
    size = path.stat().st_size
    *_, elements, element_bytes, _, _ = LAYOUT.unpack_from(path.with_name("header.bin").read_bytes())
    assert elements * element_bytes < size
    path.write_bytes((b"The xylophonist confessed." * size)[:size])
    with open_index(folder) as index:
        put(index, *many(1, "later"))
        assert path.read_bytes() == bytes(size)
        assert index.health(full=True).ok


def test_a_first_query_leaves_no_memory_in_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, *many(3))
    (path,) = folder.rglob("data_level0.bin")
    with open_index(folder) as index:
        path.write_bytes((b"The xylophonist confessed." * path.stat().st_size)[: path.stat().st_size])
        index.dense(vector_of("bulk word0 other0"), 1)
        assert not any(path.read_bytes())
        assert index.health(full=True).ok
        assert not any(path.read_bytes())


def test_what_is_replaced_is_in_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        old = entry(ARTICLE, TEXT, title="Quokkaland in tears")
        put(index, old, *many(1100))
        vote(folder, citations=[{"article_id": ARTICLE, "quote": "Quirinius"}])
        put(index, entry(ARTICLE, "Nothing has happened.", title="Correction"))
        left = {needle for needle in needles(old) if needle in (b"quirinius", b"confession")}  # its id stays
        assert left
        words = entry("x", TEXT.replace("Quirinius", "").replace("confessed", ""), title="Quokkaland in tears")
        vectors = (*old[:3], old[3])
        assert found(folder, words) == set()
        assert not any(_has_near(path.read_bytes(), vector) for path in folder.rglob("*") if path.is_file()
                       for vector in vectors[3])  # fmt: skip
        assert (folder / "feedback.jsonl").read_text() == ""


def test_many_are_removed_together_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, *many(5), secret(folder))
        with pytest.raises(NotFoundError, match="no article “bulk99”; `assistant articles` lists them all"):
            remove(index, "bulk1", ARTICLE, "bulk99")
        assert len(index.articles()) == 6
        assert (folder / UPLOAD).exists()
        assert remove(index, "bulk1", ARTICLE, "bulk1") == Removal(passages=3, uploads=1)
        assert len(index.articles()) == 4


def test_a_users_own_file_stays_and_so_does_one_that_another_article_has(tmp_path: Path) -> None:
    folder, own = tmp_path / "index", tmp_path / "own.txt"
    own.write_text(TEXT)
    with open_index(folder) as index:
        elsewhere = folder / "uploads" / ".." / ".." / "own.txt"
        shared = secret(folder)
        put(index, entry("mine", TEXT, path=str(own)), entry("sly", "Sly.", path=str(elsewhere)), shared)
        put(index, entry("other", TEXT + " Again.", path=shared[0].path, location="/another/place"))
        assert remove(index, "mine", "sly", ARTICLE).uploads == 0
        assert own.exists()
        assert (folder / UPLOAD).exists()
        assert remove(index, "other").uploads == 1


def test_an_index_that_was_moved_finds_its_uploads(tmp_path: Path) -> None:
    with open_index(tmp_path / "index") as index:
        put(index, secret(tmp_path / "index"))
    shutil.move(tmp_path / "index", tmp_path / "moved")
    with open_index(tmp_path / "moved") as index:
        assert remove(index, ARTICLE).uploads == 1


def test_a_kill_after_the_removal_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        gone = secret(folder)
        put(index, *many(1100), gone)
        vote(folder, citations=[{"article_id": ARTICLE, "quote": "Quirinius"}])
    code = (
        "import os, pathlib, sys; from tests.index.support import *\n"
        "with open_index(pathlib.Path(sys.argv[1])).writing() as writer:\n"
        "    writer._changes.remove([sys.argv[2]]); os._exit(9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(folder), ARTICLE], cwd=ROOT, check=False)
    assert killed.returncode == 9
    assert found(folder, gone)
    open_index(folder).close()
    assert found(folder, gone) == set()


def test_feedback_that_cannot_be_changed_is_told_and_tried_again(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, *many(3), entry(ARTICLE, TEXT))
        vote(folder, citations=[{"article_id": ARTICLE}])
        (folder / "feedback.lock").mkdir()
        with pytest.raises(IndexStoreError, match=r"is removed, but .*feedback\.jsonl, which quotes it, cannot be"):
            remove(index, ARTICLE)
        assert ARTICLE not in [article.id for article in index.articles()]
        (folder / "feedback.lock").rmdir()
        put(index, *many(1, "next"))
        assert (folder / "feedback.jsonl").read_text() == ""


def test_an_index_of_the_first_kind_is_searched_changed_and_cleared(tmp_path: Path) -> None:
    """Its vectors lie in ``chroma/`` under the ids of their passages, which hold the names of files."""
    folder = tmp_path / "index"
    gone = entry(ARTICLE, TEXT)
    with open_index(folder) as index:
        put(index, *many(1200))
    _make_first_kind(folder)
    with open_index(folder) as index:
        assert index.health().ok, index.health().problems
        assert index.dense(vector_of("bulk word7 other49"), 1) == [("bulk7#0", pytest.approx(1.0, abs=1e-4))]
        put(index, gone)
        assert ids(index.dense(vector_of("His quokka was silent about the marmalade."), 1)) == [f"{ARTICLE}#1"]
        assert vectors_folder(folder).name == "chroma"
        remove(index, ARTICLE)
        assert vectors_folder(folder).name != "chroma"
        assert index.health(full=True).ok
    assert found(folder, gone) == set()


def _make_first_kind(folder: Path) -> None:
    """As the first indexes were: no rows that name folder and kind of names, passage ids in Chroma."""
    from assistant.index.vectors import VectorStore

    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as connection:
        rows = connection.execute("SELECT p.id, v.vector FROM passages p JOIN vectors v ON v.passage = p.number")
        names, vectors = zip(*rows.fetchall(), strict=True)
        shutil.rmtree(vectors_folder(folder))
        store = VectorStore(folder, None).beside("articles-first", "chroma")
        for at in range(0, len(names), 1000):
            blobs = b"".join(vectors[at : at + 1000])
            store.upsert(names[at : at + 1000], np.frombuffer(blobs, "<f4").reshape(-1, 32))
        for key, value in (("collection", "articles-first"), ("vector_files", store.fingerprint())):
            connection.execute("UPDATE meta SET value = ? WHERE key = ?", (value, key))
        store.close()
        connection.execute("DELETE FROM meta WHERE key IN ('vector_folder', 'vector_names', 'leftover')")
        connection.execute("DROP TABLE gone")
        connection.commit()
