"""A scripted endpoint, and models opened on it that are closed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.llm import LanguageModel, open_model
from assistant.models import ModelStore
from assistant.settings import load_settings

from .fake_endpoint import Script, endpoint


@pytest.fixture(scope="session")
def small(store: ModelStore) -> Path:
    return store.path("qwen2.5-coder-0.5b")


@pytest.fixture
def served() -> Iterator[tuple[str, Script]]:
    with endpoint() as running:
        yield running


@pytest.fixture
def opened(tmp_path: Any) -> Iterator[Any]:
    models: list[LanguageModel] = []

    def open_at(url: str, **settings: Any) -> LanguageModel:
        model = open_model(load_settings(llm=url, cache=tmp_path, **settings), ModelStore(tmp_path))
        models.append(model)
        return model

    yield open_at
    for model in models:
        model.close()
