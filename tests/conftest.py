"""Shared fixtures: the real model store, embedder, model, and an index of the sample articles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.embedding import Embedder, RememberingEmbedder, load_embedder
from assistant.grounding.reader import Reader, SpacyReader
from assistant.llm import LanguageModel
from assistant.llm.habits import Learnt
from assistant.models import ModelStore
from assistant.settings import Settings, load_settings
from tests.network import Guard

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
#: For the whole process, from before the first test is collected.
_GUARD = pytest.StashKey[Guard]()


def pytest_configure(config: pytest.Config) -> None:
    """No network but loopback. One thread for the language model where tests run in several processes: two loops that
    wait for each other's threads on the same cores take many times as long. And the engine that is the same
    everywhere, whatever the machine has."""
    guard = config.stash[_GUARD] = Guard()
    guard.install()
    os.environ.setdefault("ASSISTANT_ENGINE", "portable")
    if hasattr(config, "workerinput"):
        os.environ.setdefault("ASSISTANT_LLM_THREADS", "1")


#: Fixtures that cost seconds: who uses one, also by way of another, is no test of the daily round.
_MARKS = {"browser": "slow", "own_site": "slow", "torch_backend": "slow", "model": "models"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a fixture costs need not be said at every test."""
    for item in items:
        for fixture in _MARKS.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(_MARKS[fixture])


@pytest.fixture(autouse=True)
def no_way_out(request: pytest.FixtureRequest) -> Iterator[Guard]:
    """What tried to leave, be it in another thread or where the error was swallowed, fails the test it is found in."""
    guard = request.config.stash[_GUARD]
    yield guard
    tried, guard.attempts[:] = list(guard.attempts), []
    assert not tried, f"went out: {tried}"


@pytest.fixture(autouse=True)
def nothing_is_learnt_of_a_port(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripted endpoints take ports anew: what was learnt of one must not wait in the user's own cache for the next.

    In a cache of its own a test may keep it."""

    def learnt(cache: Path | None, *rest: Any) -> Learnt:
        return Learnt(None if cache == settings.cache_folder else cache, *rest)

    monkeypatch.setattr("assistant.llm.openai_like.Learnt", learnt)


@pytest.fixture(scope="session")
def settings() -> Settings:
    return load_settings()


@pytest.fixture(scope="session")
def store(settings: Settings) -> ModelStore:
    return ModelStore(settings.cache_folder)


@pytest.fixture(scope="session")
def reader(loaded_once: Reader) -> Reader:
    return loaded_once


@pytest.fixture(scope="session")
def embedder(settings: Settings, store: ModelStore) -> Embedder:
    return load_embedder(settings, store)


@pytest.fixture(scope="session", autouse=True)
def loaded_once() -> Iterator[Reader]:
    """All assistants of a process share one parser and one embedding model, and what these have read: each would take
    two seconds to load its own and to read the sample articles again.

    It needs no other fixture, because some folders have a store of their own. Gives what reads sentences.
    """
    usual = load_settings()
    store = ModelStore(usual.cache_folder)
    shared = SpacyReader(store)

    @cache
    def embedder_on(backend: str) -> Embedder:
        return RememberingEmbedder(load_embedder(load_settings(embedding_backend=backend), store))

    def reader_of(own: ModelStore) -> Reader:
        return shared if own.cache == store.cache else SpacyReader(own)

    def embedder_of(told: Settings, own: ModelStore) -> Embedder:
        if (own.cache, told.embedding_model) != (store.cache, usual.embedding_model):
            return load_embedder(told, own)
        return embedder_on(told.embedding_backend)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.stations.SpacyReader", reader_of)
        patch.setattr("assistant.assistant.load_embedder", embedder_of)
        yield shared


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Path:
    folder = tmp_path_factory.mktemp("seeds") / "index"
    with Assistant.open(folder, settings=settings) as assistant:
        report = assistant.ingest(SEEDS)
        assert len(report.added) == 5, report
    return folder


@pytest.fixture(scope="session")
def assistant(seeds_index: Path, settings: Settings) -> Iterator[Assistant]:
    """An assistant over the sample articles with the default model; read from it, never write."""
    with Assistant.open(seeds_index, settings=settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def model(assistant: Assistant) -> LanguageModel:
    return assistant.model
