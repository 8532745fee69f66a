"""Model files from the hub, through its own client (mirrors by HF_ENDPOINT, tokens, resuming)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.models.sources import DISK_ERRORS, SourceError, disk_errors

#: Seconds to notice that the hub cannot be reached; its own client would retry for 23 (measured).
PROBE_TIMEOUT = 3.0
_DEFAULT_ENDPOINT = "https://huggingface.co"
#: What sentence-transformers reads; a repository's other exports (onnx, openvino, flax…) stay where they are.
_EMBEDDING_FILES = ["*.json", "*.txt", "*.safetensors", "*.model"]
_OTHER_EXPORTS = ["onnx/*", "openvino/*", "data_config.json", "train_script.py"]


def probe(repository: str, path: str, revision: str = "main") -> None:
    """Ask for the file's headers once, without retrying.

    Raises:
        SourceError: the hub is switched off, out of reach, or does not give the file.
    """
    import httpx

    if os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}:
        raise SourceError("the model hub is switched off by HF_HUB_OFFLINE")
    url = f"{_endpoint()}/{repository}/resolve/{revision}/{path}"
    token = os.environ.get("HF_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        status = httpx.head(url, timeout=PROBE_TIMEOUT, headers=headers).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceError(f"the model hub cannot be reached ({type(error).__name__})") from error
    # without a token in the environment the client may still find one in its own store
    if status >= 400 and status not in (401, 403):
        raise SourceError(f"the model hub answers {status} for {repository}/{path}")
    if status == 403:
        raise SourceError("the model hub refuses access (403), perhaps a proxy does")


def fetch_file(repository: str, path: str, folder: Path, *, revision: str = "main", progress: bool = True) -> Path:
    """Download one file below ``folder``, keeping its relative path; returns where it is.

    The client keeps an unfinished download in ``folder`` and takes it up the next time; it checks the size
    that the hub announces.

    Raises:
        SourceError: the download failed.
        ModelStoreError: the disk is full.
    """
    with disk_errors(path), _as_source_error(repository):
        from huggingface_hub import hf_hub_download

        return Path(hf_hub_download(repository, path, revision=revision, local_dir=folder, tqdm_class=_bar(progress)))


def fetch_folder(repository: str, folder: Path, *, progress: bool = True) -> Path:
    """Download the files of an embedding or reranking model; returns ``folder``.

    Raises:
        SourceError: the download failed.
        ModelStoreError: the disk is full.
    """
    with disk_errors(repository), _as_source_error(repository):
        from huggingface_hub import snapshot_download

        return Path(
            snapshot_download(
                repository,
                local_dir=folder,
                endpoint=_endpoint(),
                allow_patterns=_EMBEDDING_FILES,
                ignore_patterns=_OTHER_EXPORTS,
                tqdm_class=_bar(progress),
            )
        )


def _endpoint() -> str:
    """A mirror, where one is set. Read at each call: the client itself reads it only when imported."""
    return os.environ.get("HF_ENDPOINT", _DEFAULT_ENDPOINT).rstrip("/")


@contextmanager
def _as_source_error(repository: str) -> Iterator[None]:
    from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError, HFValidationError

    # The client moved from httpx to httpx2 between releases; the base of its own error is the right one.
    transport_error: type[Exception] = HfHubHTTPError.__bases__[0]
    try:
        yield
    except (EntryNotFoundError, HFValidationError, transport_error) as error:
        raise SourceError(f"the model hub gives no {repository} ({_first_line(error)})") from error
    except OSError as error:
        if error.errno in DISK_ERRORS:
            raise
        raise SourceError(f"the model hub cannot be reached ({_first_line(error)})") from error


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".")[:200] if lines else type(error).__name__


def _bar(progress: bool) -> type[Any] | None:
    """The client's own bars, or bars that stay silent."""
    if progress:
        return None
    from tqdm import tqdm

    def silent(self: Any, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("name", None)  # the client's own class takes it, tqdm's refuses it
        tqdm.__init__(self, *args, **kwargs | {"disable": True})

    return type("SilentBar", (tqdm,), {"__init__": silent})
