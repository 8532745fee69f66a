"""A part of ``fuzz.py``: what is most likely, and what was once told as something unforeseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import fuzz

TRIALS = [
    ("catalog.sqlite3: a folder", "open", "is no file; move away"),
    ("catalog.sqlite3: unreadable", "search", "Permission denied"),
    ("catalog.sqlite3: zeros", "doctor", "restore catalog.sqlite3 from a backup"),
    ("catalog.sqlite3-shm: a folder", "ingest", "catalog.sqlite3-shm of the index is no file"),
    ("write.lock: a folder", "ingest", "a folder or a link stands in its place; delete it"),
    ("write.lock: unreadable", "remove", "write.lock of the index cannot be used: Permission denied"),
    ("vectors.lock: /dev/full", "doctor", "stands in its place"),
    ("vectors.lock: a link to nowhere", "search", "well"),
    ("chroma/: unreadable", "search", "well"),
    ("chroma/: unreadable", "ingest", "well"),
    ("chroma/: unreadable", "doctor", "well"),
    ("chroma/: a file", "ingest", "well"),
    ("chroma/SEGMENT/header.bin: a folder", "search", "well"),
    ("chroma/SEGMENT/header.bin: a folder", "doctor", "well"),
    ("chroma/SEGMENT/data_level0.bin: unreadable", "search", "well"),
    ("chroma/chroma.sqlite3: a link to nowhere", "repair", "well"),
    ("chroma/chroma.sqlite3: zeros", "remove", "well"),
    ("feedback.jsonl: noise", "remove", "well"),
    ("feedback.jsonl: unreadable", "remove", "is removed, but"),
    ("uploads/: unreadable", "remove", "is removed, but"),
    ("uploads/0123456789/: a link to nowhere", "remove", "well"),
    ("/: unreadable", "search", "cannot be read: Permission denied"),
    ("the folder above: unreadable", "ingest", "cannot be read: Permission denied"),
    ("meta generation: missing", "ingest", "well"),
    ("meta generation: 'garbage'", "doctor", "no number. (repair helps: True)"),
    ("meta collection: missing", "search", "well"),
    ("meta vector_folder: 'garbage'", "search", "well"),
    ("meta embedding: missing", "search", "the name of its embedding is not recorded"),
    ("meta embedding: missing", "doctor", "restore catalog.sqlite3"),
    ("meta vector_names: missing", "search", "well"),
    (f"values: {fuzz.VALUES[-2]}", "doctor", "belong to an article"),
    ("values: UPDATE passages SET start_offset = 'text'", "search", "has no offsets or no text"),
    ("values: UPDATE articles SET text = ''", "search", "lies outside its text"),
    ("values: INSERT INTO gone VALUES ('x', 'no JSON')", "remove", "well"),
    ("table lexicon: dropped", "search", "`assistant doctor --repair` writes it anew"),
    ("table lexicon: dropped", "doctor", "(repair helps: True)"),
    ("table lexicon: dropped", "repair", "well"),
    ("table lexicon_data: dropped", "repair", "well"),
    ("table lexicon_data: emptied", "search", "`assistant doctor --repair` writes it anew"),
    ("table lexicon_config: dropped", "repair", "well"),
    ("table passages: dropped", "search", "no such table: passages"),
    ("table vectors: emptied", "repair", "well"),
    (f"values: {fuzz.VALUES[0]}", "search", "well"),
    (f"values: {fuzz.VALUES[0]}", "doctor", "1 passages have no whole vector in the catalog. (repair helps: True)"),
    (f"values: {fuzz.VALUES[0]}", "repair", "well"),
    (f"values: {fuzz.VALUES[2]}", "search", "well"),
    (f"values: {fuzz.VALUES[2]}", "repair", "well"),
    (f"values: {fuzz.VALUES[3]}", "repair", "well"),
]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("original") / "index"
    fuzz.make(folder, 30)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(("damage", "task", "expected"), TRIALS, ids=lambda value: str(value)[:60])
def test_damage_is_healed_or_told_in_one_sentence(original: Path, damage: str, task: str, expected: str) -> None:
    if not fuzz.is_root() and "unreadable" in damage:
        pytest.skip("files of another user take root to make")
    ((_, _, outcome),) = fuzz.trials(original, lambda name: name == damage, [task])
    assert fuzz.is_right(damage, task, outcome), outcome
    assert expected in outcome
