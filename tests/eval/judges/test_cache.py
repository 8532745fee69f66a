from __future__ import annotations

import errno
import logging
import sqlite3
from pathlib import Path

import pytest

from assistant.llm import Message
from assistant.llm.scripted import ScriptedModel
from eval.judges.cache import CachedVerdicts, ReplyCache, content_key

ASK = [Message("user", "Is it so?")]


def test_what_was_kept_is_found_by_another_process(tmp_path: Path) -> None:
    first = ReplyCache(tmp_path / "replies")
    first.set("a", "reply")
    first.close()
    second = ReplyCache(tmp_path / "replies")
    assert second.get("a") == "reply"
    assert second.get("b") is None
    second.close()


def test_without_a_folder_nothing_is_kept() -> None:
    cache = ReplyCache(None)
    cache.set("a", "reply")
    assert cache.get("a") is None


@pytest.mark.parametrize(
    "error", [sqlite3.OperationalError("database or disk is full"), OSError(errno.ENOSPC, "No space left on device")]
)
def test_a_full_disk_costs_the_cache_and_not_the_run(
    kept: ReplyCache, error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import diskcache

    def full(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(diskcache.Cache, "set", full)
    with caplog.at_level(logging.WARNING):
        kept.set("a", "reply")
        kept.set("b", "reply")
    assert kept.get("a") is None
    assert [record.message for record in caplog.records] == [
        f"The judge's replies cannot be cached ({error}); the run goes on without."
    ]


def test_a_folder_that_cannot_be_made_costs_the_cache_and_not_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = ReplyCache(tmp_path / "file" / "replies")
    cache.set("a", "reply")
    assert cache.get("a") is None


def test_the_key_depends_on_every_part_and_not_on_their_order() -> None:
    assert content_key(model="m", prompt="p") == content_key(prompt="p", model="m")
    assert content_key(model="m", prompt="p") != content_key(model="n", prompt="p")
    assert content_key(model="m", prompt="p") != content_key(model="m", prompt="q")


def test_a_verdict_is_asked_once_for_each_model(kept: ReplyCache) -> None:
    scripted = ScriptedModel([], [0.9, 0.2])
    model = CachedVerdicts(scripted, kept, "first")
    assert (model.probability(ASK), model.probability(ASK)) == (0.9, 0.9)
    assert CachedVerdicts(scripted, kept, "second").probability(ASK) == 0.2


def test_a_verdict_that_was_not_given_is_asked_again(kept: ReplyCache) -> None:
    model = CachedVerdicts(ScriptedModel([], [None, 0.4]), kept, "first")
    assert (model.probability(ASK), model.probability(ASK)) == (None, 0.4)


def test_everything_else_goes_to_the_model(kept: ReplyCache) -> None:
    model = CachedVerdicts(ScriptedModel(["Yes."]), kept, "first")
    assert "".join(model.stream(ASK, max_tokens=5)) == "Yes."
    assert model.hosted is False
