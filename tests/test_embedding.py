"""The embedding backends with the real MiniLM, and the export with tiny models made here."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.embedding import Embedder, RememberingEmbedder, load_embedder
from assistant.embedding.base import batches
from assistant.embedding.load import fingerprint
from assistant.errors import ModelStoreError
from assistant.models import ModelStore
from assistant.settings import load_settings

TEXTS = [
    "NATO has no plans to send troops to Ukraine.",
    "The alliance will not deploy soldiers there.",
    "Bake the bread for forty minutes.",
    "x",
    "",
    "Größenordnung, ÉCOLE, 北京. " * 100,
]


@pytest.fixture(scope="module")
def onnx() -> Embedder:
    settings = load_settings(embedding_backend="onnx")
    return load_embedder(settings, ModelStore(settings.cache_folder))


@pytest.fixture(scope="module")
def torch_backend() -> Embedder:
    settings = load_settings(embedding_backend="torch")
    return load_embedder(settings, ModelStore(settings.cache_folder))


def test_backends_agree_and_have_different_names(onnx: Embedder, torch_backend: Embedder) -> None:
    assert np.abs(onnx.encode(TEXTS) - torch_backend.encode(TEXTS)).max() < 1e-5
    assert (onnx.name, torch_backend.name) == ("all-MiniLM-L6-v2/onnx-fp32", "all-MiniLM-L6-v2/torch")
    assert onnx.dimension == torch_backend.dimension == 384
    assert onnx.max_tokens == torch_backend.max_tokens == 256


def test_vectors_mean_something_and_have_length_one(onnx: Embedder) -> None:
    vectors = onnx.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]


def test_order_and_company_do_not_matter(onnx: Embedder) -> None:
    together = onnx.encode(TEXTS * 8)
    alone = np.vstack([onnx.encode([text]) for text in TEXTS])
    assert np.abs(together.reshape(8, len(TEXTS), -1) - alone).max() < 1e-5
    assert onnx.encode([]).shape == (0, 384)


def test_text_beyond_the_longest_input_is_not_read(onnx: Embedder) -> None:
    long = "word " * 300
    assert np.allclose(onnx.encode([long]), onnx.encode([long + "other things entirely"]), atol=1e-6)


def test_counts_tokens_with_special_ones(onnx: Embedder, torch_backend: Embedder) -> None:
    assert onnx.count_tokens("") == 2
    assert onnx.count_tokens("hello world") == 4
    for text in TEXTS:
        assert onnx.count_tokens(text) == torch_backend.count_tokens(text)
    assert onnx.count_tokens("word " * 300) == 302  # the whole text, although only 256 are read


def test_progress_adds_up(onnx: Embedder, torch_backend: Embedder) -> None:
    for embedder in (onnx, torch_backend):
        steps: list[int] = []
        embedder.encode(TEXTS * 12, progress=steps.append)
        assert sum(steps) == len(TEXTS) * 12
        assert len(steps) > 1


def test_threads_may_encode_at_once(onnx: Embedder) -> None:
    expected = onnx.encode(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(lambda _: onnx.encode(TEXTS), range(8)):
            assert np.allclose(vectors, expected, atol=1e-6)


def test_nothing_heavy_is_imported_for_the_export(onnx: Embedder) -> None:
    script = (
        "import sys\n"
        "from assistant.embedding import load_embedder\n"
        "from assistant.models import ModelStore\n"
        "from assistant.settings import load_settings\n"
        "settings = load_settings()\n"
        "load_embedder(settings, ModelStore(settings.cache_folder)).encode(['x'])\n"
        "print({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert (run.stdout.strip(), run.stderr) == ("set()", "")


def test_batches_hold_neighbours_in_length() -> None:
    assert list(batches([5, 1, 9, 3], 2)) == [[2, 0], [3, 1]]


def tiny(folder: Path, *, pooling: str = "mean", normalise: bool = True, dense: bool = False, **options: Any) -> Path:
    """A randomly initialised sentence-transformers model of a few kilobytes."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    base = folder / "base"
    words = "[PAD] [UNK] [CLS] [SEP] [MASK] a b c which troops to question passage : ##s".split()
    base.mkdir(parents=True)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=32, initializer_range=1.0,
    )  # fmt: skip
    BertModel(config).save_pretrained(base)
    BertTokenizerFast(vocab={word: number for number, word in enumerate(words)}).save_pretrained(base)
    modules: list[Any] = [Transformer(str(base), max_seq_length=16), Pooling(16, pooling_mode=pooling)]
    if dense:
        modules.append(Dense(16, 8))
    if normalise:
        modules.append(Normalize())
    model = SentenceTransformer(modules=modules, device="cpu", **options)
    model.save_pretrained(str(folder / "model"), create_model_card=False)  # a card's text would be asked of the hub
    return folder / "model"


def load(folder: Path, cache: Path, backend: str = "onnx") -> Embedder:
    return load_embedder(load_settings(embedding_model=str(folder), embedding_backend=backend), ModelStore(cache))


@pytest.mark.parametrize(("pooling", "normalise"), [("cls", True), ("mean", False), ("cls", False)])
def test_own_model_keeps_its_pooling(tmp_path: Path, pooling: str, normalise: bool) -> None:
    folder = tiny(tmp_path, pooling=pooling, normalise=normalise)
    exported, original = load(folder, tmp_path / "cache"), load(folder, tmp_path / "cache", "torch")
    texts = ["a b c", "which troops", "a " * 40]
    assert exported.name.endswith("/onnx-fp32")
    assert exported.max_tokens == original.max_tokens == 16
    assert np.abs(exported.encode(texts) - original.encode(texts)).max() < 1e-5


@pytest.mark.parametrize("kind", [{"pooling": "max"}, {"dense": True}])
def test_what_cannot_be_exported_runs_on_torch(
    tmp_path: Path, kind: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    folder = tiny(tmp_path, **kind)
    for _ in range(2):
        caplog.clear()
        embedder = load(folder, tmp_path / "cache")
        assert embedder.name.endswith("/torch")
        assert "runs on torch" in caplog.text
    assert embedder.encode(["a b"]).shape == (1, embedder.dimension)


def test_prompts_of_asymmetric_models(tmp_path: Path) -> None:
    folder = tiny(tmp_path, prompts={"query": "question : ", "document": "passage : "})
    for backend in ("onnx", "torch"):
        embedder = load(folder, tmp_path / "cache", backend)
        assert f"/{backend}" in embedder.name  # the export is right with prompts, too
        query, passage = embedder.encode(["a b"], kind="query"), embedder.encode(["a b"])
        assert not np.allclose(query, passage, atol=1e-3)
        if backend == "onnx":
            expected = query
        assert np.allclose(query, expected, atol=1e-5)


def test_a_changed_export_is_never_loaded(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder, store = tiny(tmp_path), ModelStore(tmp_path / "cache")
    expected = load(folder, store.cache).encode(["a b c"])
    (graph,) = store.cache.glob("derived/*/model.onnx")
    content, status = graph.read_bytes(), graph.stat()
    graph.write_bytes(content[:-1] + b"?")
    os.utime(graph, ns=(status.st_atime_ns, status.st_mtime_ns))
    (problem,) = store.examine()
    assert "model.onnx, made from the embedding model, has changed" in problem
    assert np.array_equal(load(folder, store.cache).encode(["a b c"]), expected)
    assert "it is made again" in caplog.text
    assert store.examine(full=True) == []


def test_changed_model_has_another_name(tmp_path: Path) -> None:
    folder = tiny(tmp_path)
    before = fingerprint(folder)
    weights = folder / "model.safetensors"
    weights.touch()
    assert fingerprint(folder) == before
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert fingerprint(folder) != before


def test_folder_without_a_model(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelStoreError, match="holds no embedding model"):
        load(tmp_path / "empty", tmp_path / "cache")


def test_damaged_model(tmp_path: Path) -> None:
    folder = tiny(tmp_path)
    (folder / "model.safetensors").write_bytes(b"damaged")
    with pytest.raises(ModelStoreError, match="cannot be loaded"):
        load(folder, tmp_path / "cache", "torch")


def test_a_memory_keeps_what_was_asked_for_last_and_gives_the_same_vectors(onnx: Embedder) -> None:
    given: list[str] = []

    class Watched:
        dimension = onnx.dimension

        def encode(self, texts: list[str], **options: Any) -> Any:
            given.extend(texts)
            return onnx.encode(texts, **options)

    remembering = RememberingEmbedder(Watched(), kept=2)  # type: ignore[arg-type]
    asked = ["one", "two", "one"]
    assert np.allclose(remembering.encode(asked), onnx.encode(asked), atol=1e-6)
    assert given == ["one", "two"]
    remembering.encode(["one"])
    remembering.encode(["three"])  # "two" was asked for longest ago
    remembering.encode(["one", "two"])
    assert given == ["one", "two", "three", "two"]
    remembering.encode(["two"], kind="query")
    assert given[-1] == "two", "a question may be embedded otherwise than a passage"
    assert remembering.encode([]).shape == (0, onnx.dimension)
