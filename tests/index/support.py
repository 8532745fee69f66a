"""What the tests of the index share: articles of a few words, and vectors that follow from the words."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.index import Index
from assistant.types import Article, Passage

ROOT = Path(__file__).parents[2]
DIMENSION = 32
EMBEDDING = "words-of-the-test"

Entry = tuple[Article, str, list[Passage], np.ndarray]


def vector_of(text: str) -> np.ndarray:
    """The normalised sum of one fixed random direction a word: equal words lie near each other."""
    total = np.zeros(DIMENSION, dtype=np.float32)
    for word in text.lower().split():
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")
        total += np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)
    return total / (np.linalg.norm(total) or 1)


def entry(article_id: str, text: str, **facts: str | None) -> Entry:
    """An article with one passage a paragraph."""
    article = Article(
        id=article_id,
        title=facts.pop("title", None) or f"Title of {article_id}",
        text=text,
        location=facts.pop("location", None) or f"/articles/{article_id}.txt",
        **facts,
    )
    passages, start = [], 0
    for ordinal, paragraph in enumerate(text.split("\n\n")):
        end = start + len(paragraph)
        passages.append(Passage(f"{article_id}#{ordinal}", article_id, ordinal, start, end, paragraph, ((start, end),)))
        start = end + 2
    vectors = np.stack([vector_of(passage.text) for passage in passages])
    return article, f"hash of {text}", passages, vectors


def many(count: int, prefix: str = "bulk") -> list[Entry]:
    """Articles of one passage with words of their own."""
    return [entry(f"{prefix}{number}", f"{prefix} word{number} other{number * 7}") for number in range(count)]


def open_index(folder: Path, **options: object) -> Index:
    return Index.open(folder, **{"embedding": EMBEDDING, "dimension": DIMENSION, **options})


def put(index: Index, *entries: Entry) -> None:
    with index.writing() as writer:
        writer.put(entries)


def child(task: str, folder: Path, *arguments: object) -> subprocess.Popen[str]:
    """A process of its own that does one of the tasks of ``child.py``, talking over its pipes."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.index.child", task, str(folder), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def ids(hits: Sequence[tuple[str, float]]) -> list[str]:
    return [key for key, _ in hits]


def vectors_folder(folder: Path) -> Path:
    """Where Chroma's files are; a rebuild takes a new folder."""
    (found,) = folder.glob("chroma*")
    return found
