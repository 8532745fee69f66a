from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ModelStoreError
from assistant.grounding.reader import PARSER
from assistant.models import load_manifest
from assistant.settings import Settings
from tests.models.conftest import MANIFEST, PART

ROOT = Path(__file__).resolve().parents[2]


def test_own_manifest_holds_the_defaults() -> None:
    models = load_manifest()
    for field in ("llm", "embedding_model"):
        assert Settings.model_fields[field].default in models
    assert all(model.licence for model in models.values())
    assert all(model.hub for model in models.values() if model.kind != "parser")
    assert models[PARSER].kind == "parser"
    measured = [model for model in models.values() if "not measured here" not in model.about]
    assert all(model.wheels for model in measured)
    assert all(model.parameters and model.context_tokens for model in models.values() if model.kind == "language")
    assert len({model.files[0].sha256 for model in models.values()}) == len(models)


def test_the_page_of_models_is_the_manifest() -> None:
    page = (ROOT / "docs" / "models.md").read_text("utf-8")
    for model in load_manifest().values():
        if "not measured here" in model.about:
            row = next(line for line in page.splitlines() if f"| `{model.name}` |" in line)
            assert model.hub is not None and f"`{model.hub.repository}`" in row and model.licence in row
            assert f"{model.size / 1e9:.1f} GB" in row and f"| {model.parameters} |" in row
            assert row.startswith(f"| {model.about.partition(': for ')[2].partition(' of memory')[0]} |")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('path = "tiny.gguf"', 'path = "../tiny.gguf"', "relative path"),
        ('path = "tiny.gguf"', 'path = "/etc/tiny.gguf"', "relative path"),
        (f"part_bytes = {PART}", "part_bytes = 100", "does not match"),
        ('licence = "MIT"', 'licence = "MIT"\nlicense = "MIT"', "license"),
        ('sha256 = "', 'sha256 = "x', "sha256"),
        ('name = "tiny"', 'name = "a/b"', "name"),
        ("[[models]]", "[[models", "cannot be used"),
    ],
)
def test_wrong_manifest_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    path = tmp_path / "models.toml"
    path.write_text(MANIFEST.replace(old, new, 1), "utf-8")
    with pytest.raises(ModelStoreError, match=reason):
        load_manifest(path)
