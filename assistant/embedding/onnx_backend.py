"""The embedding model on onnxruntime: the same weights, a quarter of a second to start.

Pooling and normalisation are part of the exported graph, and what else must be known (longest input,
prompts) travels as its metadata, so that neither torch nor transformers is imported.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.cores import usable_cores
from assistant.embedding.base import Kind, Progress, Vectors, batches, normalised
from assistant.embedding.prompts import prompt_for

GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
METADATA = "assistant"
#: Texts a batch. Passages a CPU second on one thread (96 of them, best of 4): 43 with 8, 38 with 16, 33 with 32,
#: 26 with 64, because the activations of few texts stay in the cache.
BATCH = 8
#: Texts tokenised and sorted at once: sorting pays off within it, memory stays bounded.
WINDOW = 4096


class OnnxEmbedder:
    """An :class:`~assistant.embedding.Embedder` over an export of :mod:`assistant.embedding.export`."""

    def __init__(self, name: str, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = usable_cores()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only: the command line's output is the answer
        self._session = onnxruntime.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])
        facts = json.loads(self._session.get_modelmeta().custom_metadata_map[METADATA])
        self.name = f"{name}/onnx-fp32"
        self.dimension = int(facts["dimension"])
        self.max_tokens = int(facts["max_tokens"])
        self._prompts: dict[str, str] = facts["prompts"]
        self._pad_id = int(facts["pad_id"])
        tokenizer = (folder / TOKENIZER).read_text("utf-8")
        self._counter = Tokenizer.from_str(tokenizer)
        self._counter.no_truncation()
        self._counter.no_padding()
        self._tokenizer = Tokenizer.from_str(tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.max_tokens)

    def encode(self, texts: Sequence[str], *, kind: Kind = "passage", progress: Progress | None = None) -> Vectors:
        """See :class:`~assistant.embedding.Embedder`."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        prompt = prompt_for(self._prompts, kind)
        for start in range(0, len(texts), WINDOW):
            window = [prompt + text for text in texts[start : start + WINDOW]]
            ids = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(window)]
            for batch in batches([len(row) for row in ids], BATCH):
                rows = self._run([ids[position] for position in batch])
                vectors[[start + position for position in batch]] = rows
                if progress is not None:
                    progress(len(batch))
        return normalised(vectors)

    def count_tokens(self, text: str) -> int:
        """See :class:`~assistant.embedding.Embedder`."""
        return len(self._counter.encode(text).ids)

    def _run(self, ids: list[list[int]]) -> Any:
        longest = max(len(row) for row in ids)
        tokens = np.full((len(ids), longest), self._pad_id, dtype=np.int64)
        mask = np.zeros((len(ids), longest), dtype=np.int64)
        for row, (into, covered) in zip(ids, zip(tokens, mask, strict=True), strict=True):
            into[: len(row)] = row
            covered[: len(row)] = 1
        return self._session.run(None, {"input_ids": tokens, "attention_mask": mask})[0]
