"""sentence-transformers' ``CrossEncoder``, loaded once from a folder: for reranking and for checking."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant import failures
from assistant.embedding.torch_backend import prepare_torch
from assistant.models import ModelStore

#: Pairs a batch; the pairs are sorted by length first, so that little is spent on padding.
BATCH = 16

Outputs = np.ndarray[tuple[int, int], np.dtype[np.float32]]


class PairModel:
    """A model that reads two texts together. Thread-safe.

    Args:
        folder: in the layout of sentence-transformers or transformers.

    Attributes:
        labels: names of its outputs, in lower case, in their order; one output has one name.

    Raises:
        ModelStoreError: the folder cannot be loaded.
    """

    def __init__(self, folder: Path) -> None:
        prepare_torch()
        from safetensors import SafetensorError
        from sentence_transformers import CrossEncoder

        self._lock = threading.Lock()
        try:
            self._model: Any = CrossEncoder(str(folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise failures.CROSS_ENCODER_UNLOADABLE(folder=folder, reason=reason.rstrip(".")) from error
        named = getattr(self._model.config, "id2label", None) or {}
        self.labels = tuple(str(named.get(number, number)).lower() for number in range(self._model.num_labels))

    def outputs(self, pairs: Sequence[tuple[str, str]]) -> Outputs:
        """The model's raw outputs, float32, (pairs, labels)."""
        if not pairs:
            return np.zeros((0, len(self.labels)), dtype=np.float32)
        from torch import nn

        with self._lock:
            found = self._model.predict(
                list(pairs), batch_size=BATCH, show_progress_bar=False, activation_fn=nn.Identity()
            )
        return np.asarray(found, dtype=np.float32).reshape(len(pairs), len(self.labels))


def folder_of(name: str, store: ModelStore) -> Path:
    """The folder of a cross-encoder, fetched where the store can.

    Raises:
        ModelStoreError: it cannot be had, or is no such model.
    """
    folder = store.path(name)
    if not (folder / "config.json").is_file():
        raise failures.CROSS_ENCODER_FOLDER(folder=folder)
    return folder
