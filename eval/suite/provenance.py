"""What a run was made with, so that two runs are comparable or visibly not."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import shutil
import subprocess
from collections.abc import Sequence
from importlib import resources
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.models.manifest import load_manifest
from assistant.prompts import prompts_folder
from assistant.settings import Settings
from eval.places import ROOT
from eval.types import Case

LIBRARIES = (
    "chromadb",
    "instructor",
    "llama-index-core",
    "numpy",
    "onnxruntime",
    "ragas",
    "scikit-learn",
    "scipy",
    "sentencex",
    "tokenizers",
    "xllamacpp",
)
_USER_OF_URL = re.compile(r"(?<=://)[^/@\s]+@")


def describe(assistant: Assistant, cases: Sequence[Case]) -> dict[str, Any]:
    """Settings (secrets masked), digests of models and prompts, fingerprints of index and cases, versions, git."""
    settings = assistant.settings
    return {
        "settings": masked(settings),
        "settings_fingerprint": settings.fingerprint(),
        "model": {"name": assistant.model.name, "sha256": model_digest(settings.llm)},
        "embedding": {"name": settings.embedding_model, "sha256": model_digest(settings.embedding_model)},
        "prompts": prompt_hashes(),
        "calibration": calibration_hash(),
        "index": index_fingerprint(assistant),
        "articles": len(assistant.articles()),
        "cases": cases_fingerprint(cases),
        "libraries": library_versions(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "git": git_state(),
    }


def masked(settings: Settings) -> dict[str, Any]:
    """The settings as JSON types without keys and passwords, also those inside of URLs."""
    return {
        name: _USER_OF_URL.sub("**********@", value) if isinstance(value, str) else value
        for name, value in settings.masked().items()
    }


def model_digest(name: str) -> str | None:
    """SHA-256 of a model of the store or of a file; None for endpoints and hub files, which have none of ours."""
    manifest = load_manifest()
    if name in manifest:
        digests = [file.sha256 for file in manifest[name].files]
        return digests[0] if len(digests) == 1 else _hash("".join(digests))
    path = Path(name).expanduser()
    if not path.is_file():
        return None
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def prompt_hashes() -> dict[str, str]:
    """Of each prompt file."""
    folder = prompts_folder()
    return {
        path.relative_to(folder).with_suffix("").as_posix(): _hash(path.read_text("utf-8"))[:12]
        for path in sorted(folder.rglob("*.md"))
    }


def calibration_hash() -> str:
    """Of the weights and thresholds of gate and checks."""
    return _hash(resources.files("assistant.grounding").joinpath("calibration.json").read_text("utf-8"))[:12]


def index_fingerprint(assistant: Assistant) -> str:
    """Of the texts of all articles and of how they were split and embedded."""
    settings = assistant.settings
    texts = sorted((stored.article_id, stored.text_hash) for stored in assistant.index.stored())
    how = [settings.embedding_model, settings.embedding_backend, settings.passage_tokens, settings.passage_overlap]
    return _hash(json.dumps([texts, how]))[:12]


def cases_fingerprint(cases: Sequence[Case]) -> str:
    """Of everything that the cases say."""
    return _hash(json.dumps([case.to_dict() for case in cases], ensure_ascii=False))[:12]


def case_hash(case: Case) -> str:
    """Of one case."""
    return cases_fingerprint([case])


def library_versions() -> dict[str, str]:
    """Of the libraries that decide the figures; one that is not installed is left out."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def git_state(folder: Path = ROOT) -> dict[str, Any] | None:
    """Commit and whether the tree differs from it; None outside of a checkout."""
    git = shutil.which("git")
    if git is None:
        return None

    def said(*words: str) -> str:
        command = [git, "--no-optional-locks", "-C", str(folder), *words]  # to look changes nothing
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout.strip()  # noqa: S603 - fixed words

    try:
        return {
            "commit": said("rev-parse", "HEAD"),
            "branch": said("rev-parse", "--abbrev-ref", "HEAD"),
            "changed_files": len(said("status", "--porcelain").splitlines()),
        }
    except (OSError, subprocess.SubprocessError):
        return None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
