"""Reranking with a tiny, randomly initialised cross-encoder: the code path of a real one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ModelStoreError
from assistant.models import ModelStore
from assistant.rerank import load_reranker
from assistant.settings import load_settings

pytestmark = pytest.mark.slow

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] which countries rejected troops bread poland germany".split()
TEXTS = ["poland rejected troops", "bread", "which germany"]


def cross_encoder(folder: Path, labels: int = 1) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir()
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=64, num_labels=labels, initializer_range=1.0,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(vocab={word: number for number, word in enumerate(WORDS)}).save_pretrained(folder)
    return folder


def test_none_unless_set(tmp_path: Path) -> None:
    assert load_reranker(load_settings(), ModelStore(tmp_path)) is None


def test_scores_each_text_for_the_question(tmp_path: Path) -> None:
    folder = cross_encoder(tmp_path / "ce")
    reranker = load_reranker(load_settings(reranker=str(folder)), ModelStore(tmp_path))
    assert reranker is not None
    scores = reranker.score("which countries", TEXTS)
    assert scores.shape == (3,)
    assert scores.dtype == np.float32
    assert len(set(scores.tolist())) == 3
    assert np.allclose(reranker.score("which countries", TEXTS[::-1]), scores[::-1], atol=1e-5)
    assert not np.allclose(reranker.score("bread", TEXTS), scores, atol=1e-6)
    assert reranker.score("which", []).shape == (0,)


def test_classifier_is_no_reranker(tmp_path: Path) -> None:
    folder = cross_encoder(tmp_path / "ce", labels=3)
    with pytest.raises(ModelStoreError, match="gives 3 labels instead of one score"):
        load_reranker(load_settings(reranker=str(folder)), ModelStore(tmp_path))


def test_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelStoreError, match="holds no cross-encoder"):
        load_reranker(load_settings(reranker=str(tmp_path)), ModelStore(tmp_path))
