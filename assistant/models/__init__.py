"""Model files: which there are, where they come from, and that they are the right ones."""

from assistant.models.manifest import ModelSpec, load_manifest
from assistant.models.store import ModelEntry, ModelStore

__all__ = ["ModelEntry", "ModelSpec", "ModelStore", "load_manifest"]
