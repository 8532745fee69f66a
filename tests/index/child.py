"""Tasks for a second process: ``python -m tests.index.child TASK FOLDER …``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.index.support import many, open_index, put, vector_of


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


if __name__ == "__main__":
    task, folder, *rest = sys.argv[1:]
    {"hold": hold, "search": search, "ingest": ingest, "add": add}[task](Path(folder), *rest)
