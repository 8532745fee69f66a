"""An optional cross-encoder that reads question and passage together and scores how well they fit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant import failures
from assistant.cross_encoders import PairModel, folder_of
from assistant.models import ModelStore
from assistant.settings import Settings

Scores = np.ndarray[tuple[int], np.dtype[np.float32]]


class Reranker(Protocol):
    """Scores texts for a question. Thread-safe."""

    name: str

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        """One score a text, float32, (n,); higher fits better, comparable within one question."""


class CrossEncoderReranker:
    """A :class:`Reranker` over a cross-encoder with one output."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._model = PairModel(folder)
        if len(self._model.labels) != 1:
            raise failures.RERANKER_OUTPUTS(folder=folder, labels=len(self._model.labels))

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        """See :class:`Reranker`."""
        return self._model.outputs([(question, text) for text in texts])[:, 0]


def load_reranker(settings: Settings, store: ModelStore) -> Reranker | None:
    """The reranker of the settings, or None when there is to be none.

    Raises:
        ModelStoreError: it cannot be had or loaded, or is no reranker.
    """
    if settings.reranker is None:
        return None
    return CrossEncoderReranker(settings.reranker, folder_of(settings.reranker, store))
