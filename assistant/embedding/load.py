"""Chooses the embedding backend and prepares it: export once, load quickly ever after."""

from __future__ import annotations

import hashlib
import logging
import re
from pathlib import Path

from assistant.embedding.base import Embedder
from assistant.models import ModelStore
from assistant.models.files import is_intact, sealed
from assistant.models.sources import disk_errors
from assistant.models.store import DERIVED
from assistant.settings import Settings

logger = logging.getLogger(__name__)

#: Left in the place of an export that would not be right, with the reason, so that it is not tried at every start.
_REFUSED = ".refused"
_BLOCK = 1 << 16
_BLOCKS = 16


def load_embedder(settings: Settings, store: ModelStore) -> Embedder:
    """The embedding model of the settings, fetched and prepared when that is still to be done.

    Raises:
        ModelStoreError: the model cannot be had or loaded; the message names the remedy.
    """
    folder = store.path(settings.embedding_model)
    digest = fingerprint(folder)
    name = settings.embedding_model
    if name not in {entry.name for entry in store.entries()}:
        # two folders may share a name, and an index must not mix their vectors
        name = f"{Path(name).name}@{digest[:8]}"
    if settings.embedding_backend == "onnx":
        embedder = _onnx(name, folder, store.cache / DERIVED, digest)
        if embedder is not None:
            return embedder
    from assistant.embedding.torch_backend import TorchEmbedder, load_sentence_transformer

    return TorchEmbedder(name, load_sentence_transformer(folder))


def fingerprint(folder: Path) -> str:
    """A digest that changes with the model: small files whole, of large ones the size and 16 samples.

    The store has verified the bytes of its own models; this only tells models apart, in milliseconds.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if not path.is_file() or any(part.startswith(".") for part in relative.parts):
            continue
        size = path.stat().st_size
        digest.update(f"{relative}\0{size}\0".encode())
        step = max(size // _BLOCKS, _BLOCK)
        with path.open("rb") as stream:
            for start in range(0, size, step):
                stream.seek(start)
                digest.update(stream.read(_BLOCK))
    return digest.hexdigest()


def _onnx(name: str, folder: Path, derived: Path, digest: str) -> Embedder | None:
    """The exported model, exporting it first when needed; None where only torch is right."""
    from assistant.embedding.onnx_backend import OnnxEmbedder

    slug = re.sub(r"[^\w.-]", "-", name)
    home = derived / f"{slug}-{digest[:12]}-fp32"
    refused = home.with_name(home.name + _REFUSED)
    if not refused.is_file() and not is_intact(home):
        with disk_errors(str(derived)):
            _export_once(folder, home, refused)
    if refused.is_file():
        logger.warning("%s runs on torch, which starts slower: %s", name, refused.read_text("utf-8"))
        return None
    return OnnxEmbedder(name, home)


def _export_once(folder: Path, home: Path, refused: Path) -> None:
    from filelock import FileLock

    from assistant.embedding.export import NotExportableError, export
    from assistant.embedding.torch_backend import load_sentence_transformer

    home.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(home.with_name(f"{home.name}.lock")):
        if refused.is_file() or is_intact(home):  # another process was first
            return
        if sealed(home):
            logger.warning("%s has changed since it was made; it is made again", home)
        logger.info("preparing the embedding model, once (about 10 s)")
        try:
            export(load_sentence_transformer(folder), home)
        except NotExportableError as error:
            refused.write_text(f"{error}", "utf-8")
