"""What `assistant doctor` looks at: settings, model files, index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.settings import Settings


def examine(settings: Settings, folder: Path, *, repair: bool) -> dict[str, Any]:
    """Plain JSON types: ``settings``, ``models``, ``index`` and ``problems`` (one sentence each).

    Raises:
        IndexDamagedError: ``repair`` was asked for and the catalog itself is beyond it.
    """
    from assistant.models import ModelStore

    entries = ModelStore(settings.cache_folder).entries()
    report: dict[str, Any] = {
        "settings": settings.masked(),
        "models": {entry.name: "present" if entry.present else "not fetched yet" for entry in entries},
        "index": {"folder": str(folder)},
        "problems": [],
    }
    try:
        report["index"] |= _index(settings, folder, report["problems"], repair=repair)
    except AssistantError as error:
        if repair:
            raise
        report["problems"].append(str(error))
    return report


def _index(settings: Settings, folder: Path, problems: list[str], *, repair: bool) -> dict[str, Any]:
    from assistant.assistant import Assistant

    with Assistant.open(folder, settings=settings, create=False) as assistant:
        health = assistant.index.repair() if repair else assistant.index.health()
        problems.extend(health.problems)
        return dict(assistant.index.statistics())
