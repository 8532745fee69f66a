"""What the tests of reading articles share."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.articles import Document, SourceFile, discover, read_article, to_article
from assistant.types import Article

SEEDS = Path(__file__).parents[2] / "seeds"
LIMIT = 20_000_000


@pytest.fixture
def read() -> Callable[..., Article]:
    """Reads text as if it were a file of that name."""

    def read_text(text: str | bytes, name: str = "article.txt", kind: str = "text") -> Article:
        data = text if isinstance(text, bytes) else text.encode()
        return to_article(Document(data, kind, name), SourceFile(f"/x/{name}", Path(f"/x/{name}"), name, "file"))

    return read_text


@pytest.fixture(scope="session")
def seeds() -> dict[str, Article]:
    """The sample articles by their number."""
    found = (source for source in discover([SEEDS]) if not source.skip_reason)
    return {source.name[:2]: read_article(source, max_bytes=LIMIT) for source in found}


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder, with the test running as a user to whom permissions apply (root may all)."""
    folder = Path(tempfile.mkdtemp())
    if os.geteuid() == 0:
        nobody = 65534
        os.chown(folder, nobody, -1)
        os.seteuid(nobody)
        try:
            yield folder
        finally:
            os.seteuid(0)
    else:
        yield folder
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o700)
    shutil.rmtree(folder)
