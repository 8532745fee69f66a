"""Several processes at one index folder, each of them real."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from assistant.errors import IndexBusyError
from assistant.index import dense

from .support import child, ids, many, open_index, put, vector_of, vectors_folder

pytestmark = pytest.mark.slow

KILLS = 20
REBUILDS = 8
CHURN_KILLS = 6
ARTICLES = 3_000
BATCH = 100
SMALL_BATCH = 20


def test_a_second_writer_is_told_and_searching_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, *many(20))
    with child("hold", folder) as writer:
        assert writer.stdout.readline() == "holding\n"
        with open_index(folder) as index:
            with pytest.raises(IndexBusyError, match=r"Another process is writing to the index .*; wait"):
                put(index, *many(1, "late"))
            with pytest.raises(IndexBusyError):
                index.repair()
            assert index.dense(vector_of("bulk word5 other35"), 1)[0][0] == "bulk5#0"
            assert ids(index.lexical(["word5"], 1)) == ["bulk5#0"]
            health = index.health()
            assert health.ok
            assert "Another process is writing" in health.notes[0]
            writer.communicate("\n")
            put(index, *many(1, "late"))
    assert writer.returncode == 0


def test_a_second_thread_is_told_too(tmp_path: Path) -> None:
    with open_index(tmp_path / "i") as index, index.writing(), pytest.raises(IndexBusyError):
        put(index, *many(1))


@pytest.mark.parametrize("count", [10, dense.RELOAD_PASSAGES + 500], ids=["ranked exactly", "loaded again"])
def test_a_reader_finds_what_another_process_adds(tmp_path: Path, count: int) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, *many(500))
    with child("search", folder) as reader:

        def ask(text: str) -> str:
            reader.stdin.write(text + "\n")
            reader.stdin.flush()
            return reader.stdout.readline().strip()

        assert ask("bulk word5 other35") == "bulk5#0 1.0"
        for prefix in ("new", "newer"):
            with child("add", folder, count, prefix) as writer:
                assert writer.wait() == 0
            assert ask(f"{prefix} word7 other49") == f"{prefix}7#0 1.0"
        with open_index(folder) as index:
            with index.writing() as changing:
                changing.remove("bulk5")
            assert not ask("bulk word5 other35").startswith("bulk5#0")
            index.repair()  # a fresh collection in a fresh folder, under the reader's feet
            assert ask("newer word7 other49") == "newer7#0 1.0"
            put(index, *many(3, "newest"))
            assert ask("newest word2 other14") == "newest2#0 1.0"
            assert index.health().ok
        reader.communicate()
    assert reader.returncode == 0


def test_readers_leave_a_writer_in_peace(tmp_path: Path) -> None:
    """Readers load Chroma's files again and again while another process writes them."""
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, *many(100, "first"))
    with child("ingest", folder, ARTICLES, BATCH) as writer:
        searches = 0
        while writer.poll() is None:
            with open_index(folder) as index:
                assert index.dense(vector_of("first word5 other35"), 1)[0][0] == "first5#0"
            searches += 1
        reported = writer.stdout.read().split()
    assert searches > 1
    assert len(reported) == ARTICLES + 1  # "started"
    with open_index(folder) as index:
        health = index.health()
    assert health.ok, health.problems
    assert health.vectors == ARTICLES + 100


def test_readers_notice_nothing_of_rebuilds(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, *many(1100))
    readers = [child("read", folder, how) for how in ("anew", "open")]
    for reader in readers:
        assert reader.stdout.readline() == "reading\n"
    with child("rebuild", folder, REBUILDS) as writer:
        assert writer.wait() == 0
    (tmp_path / "stop").touch()
    for reader in readers:
        told, _ = reader.communicate()
        assert reader.returncode == 0
        assert told.strip().isdigit(), told  # how often it searched, and no warning
        assert int(told) > REBUILDS // 2
    with open_index(folder) as index:
        assert index.health().ok
        put(index, *many(3, "last"))  # what a reader held when the last rebuild ended goes with the next write
        assert index.health().ok
        assert not index.health().notes
    assert vectors_folder(folder)


def test_killed_while_it_changes_in_every_way(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder) as index:
        put(index, *many(300))
    kill_again_and_again(folder, CHURN_KILLS)


def kill_again_and_again(folder: Path, kills: int, seed: int = 7) -> None:
    """Kill a changing process at random moments; what was there is there, but for what it was just doing."""
    chance = random.Random(seed)
    for number in range(kills):
        with child("churn", folder, seed * 1000 + number) as writer:
            lines = [writer.stdout.readline(), writer.stdout.readline()]
            time.sleep(chance.uniform(0, 0.6))
            writer.kill()
            lines += [line for line in writer.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        before = set(next(line for line in reversed(lines) if line.startswith("there")).split()[1:])
        doing = lines[-1].split()[1:] if lines[-1].startswith("doing") else ["nothing"]
        with open_index(folder) as index:
            present = {article.id for article in index.articles()}
            added, lost = present - before, before - present
            assert not lost or (doing[0] in ("remove", "prune") and lost <= set(doing[1:])), (doing, lost)
            assert not added or (doing[0] == "add" and added == set(doing[1:])), (doing, added)
            assert doing[0] != "remove" or lost in (set(), set(doing[1:]))
            health = index.health(full=True)
            assert health.ok, (doing, health.problems)
            for article_id in chance.sample(sorted(present), min(3, len(present))):
                text = index.article(article_id).text
                assert index.dense(vector_of(text), 1)[0][1] == pytest.approx(1.0, abs=1e-4)
    with open_index(folder) as index:
        put(index, *many(1, "last"))
        assert index.health(full=True).ok
        assert not index.health().notes
    assert vectors_folder(folder)


def test_killed_at_any_moment_nothing_reported_is_lost(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    chance = random.Random(20240311)
    reported: set[str] = set()
    kills_between_batches = 0
    for attempt in range(KILLS):
        with child("ingest", folder, ARTICLES, SMALL_BATCH) as writer:
            lines = [writer.stdout.readline()]  # "started": every fourth is killed while it prepares
            if attempt % 4:
                lines.append(writer.stdout.readline())
            time.sleep(chance.uniform(0, 0.1))
            kills_between_batches += writer.poll() is None and attempt % 4 > 0
            writer.kill()
            lines += writer.stdout.read().splitlines(keepends=True)
        reported.update(key for line in lines if line.endswith("\n") for key in line.split())
        reported.discard("started")
        with open_index(folder) as index:
            health = index.health()
            assert health.ok, health.problems
            present = sorted(article.id for article in index.articles())
            assert reported <= set(present)
            for article_id in chance.sample(present, min(3, len(present))):
                text = index.article(article_id).text
                assert index.dense(vector_of(text), 1)[0] == (f"{article_id}#0", pytest.approx(1.0, abs=1e-4))
    assert kills_between_batches >= KILLS // 2
    assert len(reported) < ARTICLES
    with child("ingest", folder, ARTICLES, ARTICLES) as writer:
        assert writer.communicate()[0]
    with open_index(folder) as index:
        assert index.health().ok
        assert index.health().vectors == len(index.articles()) == ARTICLES
