"""Fixtures: a judge behind a real HTTP endpoint, and a reply cache."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.judges.cache import ReplyCache
from eval.judges.ragas_import import import_ragas
from tests.eval.judges.fake_judge import Bench, JudgeHandler, JudgeScript
from tests.llm.fake_endpoint import endpoint

#: Every judged metric, in the order in which they are asked.
NAMES = [
    "grounding", "faithfulness", "context_precision", "context_recall", "response_relevancy", "factual_correctness",
]  # fmt: skip


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    import_ragas()
    with endpoint(JudgeHandler, JudgeScript()) as (url, script):
        assert isinstance(script, JudgeScript)
        opened = Bench(url, script, tmp_path)
        yield opened
        for judge in opened.judges:
            judge.close()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[ReplyCache]:
    cache = ReplyCache(tmp_path / "replies")
    yield cache
    cache.close()
