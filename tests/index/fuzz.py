"""Every file, record and table of an index, damaged in every way, met by everything that an index does.

``python -m tests.index.fuzz`` tries all of it and prints what was neither right nor one true sentence;
``test_fuzz.py`` tries a part. Each trial is a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from assistant.errors import AssistantError
from assistant.index import Index
from tests.index.apart import apart
from tests.index.support import entry, ids, many, open_index, put, vector_of, vectors_folder

NOBODY = 65534
TRIAL_SECONDS = 60
Damage = Callable[[Path], object]


def make(folder: Path, count: int) -> None:
    """An index with an upload and a line of feedback, by a process of its own."""
    assert apart(_make, folder, count) is None


def _make(folder: Path, count: int) -> None:
    with open_index(folder) as index:
        upload = folder / "uploads" / "0123456789" / "sent.txt"
        upload.parent.mkdir(parents=True)
        upload.write_text("sent by a visitor")
        put(index, *many(count), entry("sent", "sent by a visitor", path=str(upload), location=str(upload)))
    line = json.dumps({"id": "1", "answer": {"citations": [{"article_id": "sent", "quote": "sent"}]}})
    (folder / "feedback.jsonl").write_text(line + "\n")


# --- damages -----------------------------------------------------------------------------------


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)


def _missing(path: Path) -> None:
    _remove(path)


def _folder(path: Path) -> None:
    _remove(path)
    path.mkdir()
    (path / "something").touch()


def _dangling(path: Path) -> None:
    _remove(path)
    path.symlink_to("/nowhere/at/all")


def _full_device(path: Path) -> None:
    _remove(path)
    path.symlink_to("/dev/full")


def _file(path: Path) -> None:
    _remove(path)
    path.write_text("x")


def _unreadable(path: Path) -> None:
    if path.exists():
        os.chown(path, 0, 0)
        path.chmod(0)


def _content(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        if path.is_file():
            path.write_bytes(change(path.read_bytes()))

    return damage


KINDS: dict[str, Callable[[Path], None]] = {
    "missing": _missing,
    "a folder": _folder,
    "a link to nowhere": _dangling,
    "/dev/full": _full_device,
    "unreadable": _unreadable,
    "empty": _content(lambda _: b""),
    "cut": _content(lambda data: data[: len(data) // 2]),
    "zeros": _content(lambda data: bytes(len(data))),
    "noise": _content(lambda data: np.random.default_rng(1).bytes(len(data) or 100)),
    "longer": _content(lambda data: data + b"xyz"),
}
FOLDER_KINDS = {"missing": _missing, "a file": _file, "a link to nowhere": _dangling, "unreadable": _unreadable}


def _at(relative: Path, damage: Callable[[Path], None]) -> Damage:
    return lambda folder: damage(folder / relative)


def _sql(*statements: str) -> Damage:
    def damage(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "catalog.sqlite3", isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    return damage


def damages(folder: Path) -> Iterator[tuple[str, Damage]]:
    """All of them for an index that was made."""
    files = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    files += [
        Path(name) for name in ("catalog.sqlite3-wal", "catalog.sqlite3-shm", "feedback.lock", "feedback.jsonl.new")
    ]
    for file in dict.fromkeys(files):
        for name, kind in KINDS.items():
            yield f"{_anonymous(file)}: {name}", _at(file, kind)
    for below in [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_dir()] + [Path()]:
        for name, kind in FOLDER_KINDS.items():
            yield f"{_anonymous(below)}/: {name}", _at(below, kind)
    yield "the folder above: unreadable", lambda folder: _unreadable(folder.parent)
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as connection:
        keys = [key for (key,) in connection.execute("SELECT key FROM meta ORDER BY key")]
        tables = connection.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view', 'index')")
        tables = [(name, kind) for name, kind in tables if not name.startswith("sqlite_")]
    for key in keys:
        yield f"meta {key}: missing", _sql(f"DELETE FROM meta WHERE key = '{key}'")
        for value in ("'garbage'", "'-1'", "x'ff00'", "''", "'99999999999999999999'"):
            yield f"meta {key}: {value}", _sql(f"UPDATE meta SET value = {value} WHERE key = '{key}'")
    for name, kind in tables:
        yield (
            f"{kind} {name}: dropped",
            _sql(f"DROP {kind} {name}")
            if not name.startswith("lexicon_")
            else _sql("PRAGMA writable_schema = ON", f"DELETE FROM sqlite_master WHERE name = '{name}'"),
        )
        if kind == "table" and name != "lexicon":
            yield f"table {name}: emptied", _sql(f"DELETE FROM {name}")
    for text in VALUES:
        yield f"values: {text}", _sql(text)


VALUES = (
    "UPDATE vectors SET vector = x'00' WHERE passage = 8",
    "UPDATE vectors SET vector = zeroblob(128)",
    "UPDATE vectors SET vector = CAST(x'0000c07f' || substr(vector, 5) AS BLOB) WHERE passage = 8",
    "UPDATE vectors SET vector = x'0000c07f' || substr(vector, 5) WHERE passage = 8",
    "UPDATE vectors SET vector = 'text' WHERE passage = 8",
    "UPDATE passages SET indexed = 0",
    "UPDATE passages SET indexed = 7",
    "UPDATE passages SET sentences = 'no JSON'",
    "UPDATE passages SET sentences = '[1]'",
    "UPDATE passages SET sentences = x'ff'",
    "UPDATE passages SET start_offset = -5, end_offset = 99999",
    "UPDATE passages SET start_offset = 'text'",
    "UPDATE articles SET removed = '{'",
    "UPDATE articles SET text = x'ff00ff'",
    "UPDATE articles SET text = CAST(x'ff00ff' AS TEXT)",
    "UPDATE articles SET title = CAST(x'ff' AS TEXT)",
    "UPDATE articles SET text = ''",
    "INSERT INTO tombstones VALUES (x'ff')",
    "DELETE FROM lexicon_docsize WHERE id < 9",
    "UPDATE lexicon_data SET block = x'ff'",
    "DELETE FROM lexicon_data WHERE id > 10",
    "DELETE FROM articles WHERE number < 9",
    "INSERT INTO gone VALUES ('x', 'no JSON')",
)


# --- what an index does ------------------------------------------------------------------------


def _search(index: Index) -> None:
    text = "bulk word7 other49"
    assert ids(index.dense(vector_of(text), 1)) == ["bulk7#0"], "the nearest passage is another one"
    assert ids(index.lexical(["word7"], 1)) == ["bulk7#0"], "the word is not found"
    assert index.passages(["bulk7#0"])[0].text == text, "the passage has another text"
    assert index.article("bulk7").text == text, "the article has another text"


def _remove_articles(index: Index) -> None:
    with index.writing() as writer:
        writer.remove("sent", "bulk3")
    assert "bulk3" not in [article.id for article in index.articles()]


def _encode(passages: object) -> np.ndarray:
    return np.stack([vector_of(text) for _, text in passages])


def _doctor(index: Index) -> str:
    health = index.health(full=True)
    index.statistics()
    return "" if health.ok else f"{health.problems[0]} (repair helps: {health.repair_helps})"


def _repair(index: Index) -> str:
    health = index.repair(_encode)
    if health.ok:
        _search(index)
    return "" if health.ok else f"{health.problems[0]} (repair helps: {health.repair_helps})"


def _ingest(index: Index) -> None:
    put(index, *many(3, "new"), entry("bulk5", "bulk five anew"))
    assert index.article("new2").text == "new word2 other14"


TASKS: dict[str, Callable[[Index], str | None]] = {
    "open": lambda index: None,
    "search": _search,
    "ingest": _ingest,
    "remove": _remove_articles,
    "doctor": _doctor,
    "repair": _repair,
}


def attempt(folder: Path, task: str, *, uid: int | None = None, first: Callable[[], object] | None = None) -> str:
    """What comes of a task in a process of its own: "well", "told: SENTENCE", or anything else."""
    return apart(_attempted, folder, task, uid, first)


def _attempted(folder: Path, task: str, uid: int | None, first: Callable[[], object] | None) -> str:
    signal.alarm(TRIAL_SECONDS)
    if uid is not None:
        os.setgid(uid)
        os.setuid(uid)
    if first:
        first()
    return _outcome(folder, task)[:4000]


def _outcome(folder: Path, task: str) -> str:
    try:
        with open_index(folder, create=task == "ingest") as index:
            problem = TASKS[task](index)
    except AssistantError as error:
        return f"told: {error}"
    except BaseException as error:  # noqa: BLE001 - it is what is looked for
        return f"UNFORESEEN {type(error).__name__}: {error}"
    return f"told: {problem}" if problem else "well"


def trials(original: Path, wanted: Callable[[str], bool], tasks: list[str]) -> Iterator[tuple[str, str, str]]:
    """(damage, task, outcome) of each."""
    as_root = is_root()
    for name, damage in damages(original):
        if not wanted(name):
            continue
        for task in tasks:
            with tempfile.TemporaryDirectory() as place:
                Path(place).chmod(0o755)
                above = Path(place) / "above"
                above.mkdir()
                folder = shutil.copytree(original, above / "index", symlinks=True)
                if as_root:
                    for path in (above, folder, *folder.rglob("*")):
                        os.chown(path, NOBODY, NOBODY)
                damage(folder)
                yield name, task, attempt(folder, task, uid=NOBODY if as_root else None)


def is_root() -> bool:
    """Whether files can be given to other users, and rights be dropped."""
    return os.geteuid() == 0


def _anonymous(path: Path) -> str:
    """Random names of folders told short."""
    return "/".join("SEGMENT" if len(part) == 36 else part.split("-")[0] if part.startswith("chroma-") else part
                    for part in path.parts)  # fmt: skip


LOST = ("articles: emptied", "passages: emptied", "DELETE FROM articles", "SET block = x'ff'")
"""Damages that take content away for good, without an error: a search finds less, and doctor tells."""


def is_right(damage: str, task: str, outcome: str) -> bool:
    """Whether it works, heals, or is told in a sentence."""
    if task in ("search", "repair") and "AssertionError" in outcome and any(lost in damage for lost in LOST):
        return True
    if task == "doctor" and any(lost in damage for lost in LOST):
        return outcome.startswith("told: ")
    return outcome == "well" or (outcome.startswith("told: ") and "unforeseen" not in outcome.lower())


def main(count: int, *only: str) -> None:
    """Try all damages whose names have one of the parts, print what comes of each."""
    only = only or ("",)
    with tempfile.TemporaryDirectory() as place:
        original = Path(place) / "index"
        make(original, count)
        assert vectors_folder(original)
        seen: Counter[str] = Counter()
        for name, task, outcome in trials(original, lambda name: any(part in name for part in only), list(TASKS)):
            right = is_right(name, task, outcome)
            seen["right" if right else "WRONG"] += 1
            print(f"{'' if right else 'WRONG '}{name} | {task} | {outcome}", flush=True)
        print(seen)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
