"""One-time export of a sentence-transformers model to ONNX, with pooling and normalisation inside.

sentence-transformers' own ONNX extra wants an older transformers than its current release allows and
leaves pooling outside the graph; the few lines here agree with the original to 2e-7.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from assistant.embedding.onnx_backend import GRAPH, METADATA, TOKENIZER, OnnxEmbedder
from assistant.embedding.prompts import prompt_for
from assistant.models.files import seal

logger = logging.getLogger(__name__)

#: Largest difference in any component of the vectors that counts as the same model. The export reaches
#: 2e-7; a wrong pooling, a missing lower-casing or a wrong longest input shows at 1e-2 and more.
TOLERANCE = 1e-5
_OPSET = 17
_PROBES = (
    "Hi.",
    "Which countries rejected sending troops to Ukraine?",
    "ÉCOLE polytechnique – “naïve” Größenordnung, 北京 and 1,234.5 %.",
    "NATO has no plans to send troops to Ukraine, and NATO is not a party to the conflict. " * 40,
    "An attack on one is an attack on all.\n\nSecond paragraph\twith odd   spaces.",
)


class NotExportableError(Exception):
    """The model is of a kind whose export would not be right; the message is half a sentence."""


def export(model: Any, folder: Path) -> None:
    """Export ``model`` (a ``SentenceTransformer``) into ``folder``, which appears whole or not at all.

    Raises:
        NotExportableError: the model has parts that the export cannot express, or the export's vectors
            differ from the original's.
    """
    encoder, pooling = _parts(model)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".export-") as home:
        building = Path(home) / folder.name
        building.mkdir()
        _write_graph(encoder, pooling, building / GRAPH)
        _write_facts(model, building / GRAPH)
        (building / TOKENIZER).write_text(model.tokenizer.backend_tokenizer.to_str(), "utf-8")
        _compare(model, OnnxEmbedder("export", building))
        seal(building)
        if folder.is_dir():
            shutil.rmtree(folder)
        os.replace(building, folder)  # noqa: PTH105 - a folder, on the same disk


def _parts(model: Any) -> tuple[Any, str]:
    """The transformer and its pooling mode, when the model is nothing but these and normalisation."""
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    modules = list(model)
    if len(modules) not in (2, 3) or not isinstance(modules[0], Transformer):
        raise NotExportableError("it is not a plain transformer with pooling")
    if not isinstance(modules[1], Pooling) or not all(isinstance(part, Normalize) for part in modules[2:]):
        raise NotExportableError("it has layers after the pooling")
    pooling = modules[1]
    if pooling.pooling_mode not in ("mean", "cls") or not pooling.include_prompt:
        raise NotExportableError(f"its pooling ({pooling.pooling_mode}) is not exported")
    if getattr(model.tokenizer, "backend_tokenizer", None) is None:
        raise NotExportableError("it has no fast tokenizer")
    return modules[0].auto_model, str(pooling.pooling_mode)


def _write_graph(encoder: Any, pooling: str, path: Path) -> None:
    import torch
    from torch.jit import TracerWarning  # type: ignore[attr-defined]

    class Sentence(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            if pooling == "cls":
                pooled = hidden[:, 0]
            else:
                weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
                pooled = (hidden * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(pooled, dim=-1)

    ids = torch.ones((2, 8), dtype=torch.int64)
    mask = torch.ones((2, 8), dtype=torch.int64)
    mask[1, 5:] = 0
    axes = {0: "batch", 1: "sequence"}
    with warnings.catch_warnings():
        # the tracing exporter is deprecated in favour of one that needs onnxscript and pins shapes, and
        # the tracer warns about every Python branch that it takes; the comparison below checks the result
        for category in (DeprecationWarning, FutureWarning, UserWarning, TracerWarning):
            warnings.simplefilter("ignore", category)
        torch.onnx.export(
            Sentence().eval(),
            (ids, mask),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "vectors": {0: "batch"}},
            opset_version=_OPSET,
            dynamo=False,
        )


def _write_facts(model: Any, path: Path) -> None:
    import onnx

    graph = onnx.load(str(path))
    entry = graph.metadata_props.add()
    entry.key = METADATA
    entry.value = json.dumps(
        {
            "dimension": int(model.get_embedding_dimension()),
            "max_tokens": int(model.max_seq_length),
            "prompts": {name: prompt for name, prompt in model.prompts.items() if prompt},
            "pad_id": int(model.tokenizer.pad_token_id or 0),
        }
    )
    onnx.save(graph, str(path))


def _compare(model: Any, exported: OnnxEmbedder) -> None:
    prompt = prompt_for(model.prompts, "passage")  # as the export's encode() puts it
    expected = model.encode(list(_PROBES), prompt=prompt, normalize_embeddings=True, show_progress_bar=False)
    # one by one, too: padding must not matter
    together = exported.encode(_PROBES)
    single = np.vstack([exported.encode([probe]) for probe in _PROBES])
    worst = max(float(np.abs(together - expected).max()), float(np.abs(single - expected).max()))
    if not worst <= TOLERANCE:
        raise NotExportableError(f"its export differs from the original by {worst:.1e}")
    logger.info("the ONNX export agrees with the original to %.1e", worst)
