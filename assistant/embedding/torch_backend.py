"""The embedding model as sentence-transformers runs it: any architecture, four seconds to import."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant import failures
from assistant.cores import usable_cores
from assistant.embedding.base import Kind, Progress, Vectors, batches, normalised
from assistant.embedding.prompts import prompt_for

#: Texts a batch; sentence-transformers' own default.
BATCH = 32


class TorchEmbedder:
    """An :class:`~assistant.embedding.Embedder` over ``SentenceTransformer``."""

    def __init__(self, name: str, model: Any) -> None:
        self.name = f"{name}/torch"
        self._model = model
        self.dimension = int(model.get_embedding_dimension())
        self.max_tokens = int(model.max_seq_length)
        self._lock = threading.Lock()  # its encode moves the model about and is not made for threads

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage", progress: Progress | None = None) -> Vectors:
        """See :class:`~assistant.embedding.Embedder`."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        prompt = prompt_for(self._model.prompts, kind)
        for batch in batches([len(text) for text in texts], BATCH):
            with self._lock:
                vectors[batch] = self._model.encode(
                    [texts[position] for position in batch],
                    prompt=prompt,
                    batch_size=BATCH,
                    show_progress_bar=False,
                )
            if progress is not None:
                progress(len(batch))
        return normalised(vectors)

    def count_tokens(self, text: str) -> int:
        """See :class:`~assistant.embedding.Embedder`."""
        with self._lock:
            return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"])


def load_sentence_transformer(folder: Path) -> Any:
    """The model of a folder, on the CPU, without asking the hub for anything.

    Raises:
        ModelStoreError: the folder holds no such model.
    """
    prepare_torch()
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
        raise failures.EMBEDDING_FOLDER(folder=folder)
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise failures.EMBEDDING_UNLOADABLE(folder=folder, reason=reason[0].rstrip(".")) from error


def prepare_torch() -> None:
    """Threads that pay off, and no bars for weights that load in a second."""
    import torch
    from transformers.utils import logging

    torch.set_num_threads(usable_cores())
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
