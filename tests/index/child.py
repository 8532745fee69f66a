"""Tasks for a second process: ``python -m tests.index.child TASK FOLDER …``."""

from __future__ import annotations

import logging
import random
import sys
from pathlib import Path

import pytest

from tests.index.reports import entries
from tests.index.support import entry, many, open_index, put, vector_of


def hold(folder: Path) -> None:
    """Hold the write lock until a line comes in."""
    with open_index(folder) as index, index.writing():
        print("holding", flush=True)
        sys.stdin.readline()


def search(folder: Path) -> None:
    """Answer each line with the id of the nearest passage and its cosine."""
    with open_index(folder) as index:
        for line in sys.stdin:
            (hit,) = index.dense(vector_of(line.strip()), 1) or [("nothing", 0.0)]
            print(hit[0], round(hit[1], 3), flush=True)


def ingest(folder: Path, count: str, size: str) -> None:
    """Put articles in batches; name each batch's articles once ``put`` has returned."""
    with open_index(folder) as index:
        known = {item.article_id for item in index.stored()}
        missing = [one for one in many(int(count)) if one[0].id not in known]
        with index.writing() as writer:
            print("started", flush=True)
            for at in range(0, len(missing), int(size)):
                batch = missing[at : at + int(size)]
                writer.put(batch)
                print(*(one[0].id for one in batch), flush=True)


def add(folder: Path, count: str, prefix: str) -> None:
    """Put articles in one batch and end."""
    with open_index(folder) as index:
        put(index, *many(int(count), prefix))


def copies(folder: Path, number: str) -> None:
    """Put the copies of an event's report."""
    with open_index(folder) as index:
        put(index, *(one for one in entries(int(number)) if one[0].id.startswith("copy")))


def read(folder: Path, anew: str) -> None:
    """Search until a file ``stop`` stands beside the index; tell every warning, then the number of searches."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(levelname)s %(message)s")
    searches = 0
    index = open_index(folder)
    print("reading", flush=True)
    while not (folder.parent / "stop").exists():
        if anew == "anew":
            index.close()
            index = open_index(folder)
        assert index.dense(vector_of("bulk word7 other49"), 1) == [("bulk7#0", pytest.approx(1.0, abs=1e-4))]
        assert index.lexical(["word7"], 1)
        searches += 1
    index.close()
    print(searches, flush=True)


def rebuild(folder: Path, count: str) -> None:
    """Rebuild the vectors so many times."""
    with open_index(folder) as index:
        for _ in range(int(count)):
            with index.writing() as writer:
                writer.rebuild()


def churn(folder: Path, seed: str) -> None:
    """Change the index in every way for ever; tell what is to be done with which articles, and what is there then."""
    chance = random.Random(seed)
    with open_index(folder) as index:
        while True:
            known = sorted(article.id for article in index.articles())
            print("there", *known, flush=True)
            kind = chance.choice(["add", "add", "add", "replace", "remove", "prune", "repair", "rebuild"])
            number = chance.randrange(10**6)
            added = {
                "add": many(chance.randrange(1, 40), f"n{number}x"),
                "replace": [
                    entry(key, f"bulk replaced{number} word") for key in chance.sample(known, min(5, len(known)))
                ],
            }.get(kind, [])
            shares = {"remove": 20, "prune": 5}
            gone = chance.sample(known, len(known) // shares[kind]) if kind in shares else []
            print("doing", kind, *(one[0].id for one in added), *gone, flush=True)
            if kind == "repair":
                index.repair()
                continue
            with index.writing() as writer:
                if added:
                    writer.put(added)
                elif kind == "remove" and gone:
                    writer.remove(*gone)
                elif kind == "rebuild":
                    writer.rebuild()
                else:
                    for article_id in gone:
                        writer.remove(article_id)


TASKS = {
    "hold": hold,
    "search": search,
    "ingest": ingest,
    "add": add,
    "copies": copies,
    "read": read,
    "rebuild": rebuild,
    "churn": churn,
}

if __name__ == "__main__":
    task, folder, *rest = sys.argv[1:]
    TASKS[task](Path(folder), *rest)
