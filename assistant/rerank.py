"""An optional cross-encoder that reads question and passage together and scores how well they fit."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant import failures
from assistant.embedding.torch_backend import prepare_torch
from assistant.models import ModelStore
from assistant.settings import Settings

#: Pairs a batch; the pairs are sorted by length first, so that little is spent on padding.
BATCH = 16

Scores = np.ndarray[tuple[int], np.dtype[np.float32]]


class Reranker(Protocol):
    """Scores texts for a question. Thread-safe."""

    name: str

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        """One score a text, float32, (n,); higher fits better, comparable within one question."""


class CrossEncoderReranker:
    """A :class:`Reranker` over sentence-transformers' ``CrossEncoder``."""

    def __init__(self, name: str, folder: Path) -> None:
        prepare_torch()
        from safetensors import SafetensorError
        from sentence_transformers import CrossEncoder

        self.name = name
        self._lock = threading.Lock()
        try:
            self._model: Any = CrossEncoder(str(folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise failures.RERANKER_UNLOADABLE(folder=folder, reason=reason.rstrip(".")) from error
        if self._model.num_labels != 1:
            raise failures.RERANKER_OUTPUTS(folder=folder, labels=self._model.num_labels)

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        """See :class:`Reranker`."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        with self._lock:
            scores = self._model.predict(
                [(question, text) for text in texts], batch_size=BATCH, show_progress_bar=False
            )
        return np.asarray(scores, dtype=np.float32).reshape(len(texts))


def load_reranker(settings: Settings, store: ModelStore) -> Reranker | None:
    """The reranker of the settings, or None when there is to be none.

    Raises:
        ModelStoreError: it cannot be had or loaded, or is no reranker.
    """
    if settings.reranker is None:
        return None
    folder = store.path(settings.reranker)
    if not (folder / "config.json").is_file():
        raise failures.RERANKER_FOLDER(folder=folder)
    return CrossEncoderReranker(settings.reranker, folder)
