"""What `assistant doctor` looks at: settings, model files, index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.settings import Settings


def examine(settings: Settings, folder: Path, *, repair: bool, full: bool = False) -> dict[str, Any]:
    """Plain JSON types: ``settings``, ``models``, ``index``, ``problems`` and ``notes`` (one sentence each).

    ``engine`` says what runs the embedded model, and why; None where there is none on this disk. ``profile`` says how
    the model is used, and why; None where only the endpoint can tell, which is not asked here.

    ``repair_helps`` says whether ``--repair`` would mend some of the problems; the others name their own remedy.

    Raises:
        AssistantError: ``repair`` was asked for and is not possible.
    """
    from assistant.llm import engine_of, traits_of
    from assistant.models import ModelStore
    from assistant.profiles import choose, describe

    store = ModelStore(settings.cache_folder)
    report: dict[str, Any] = {
        "settings": settings.masked(),
        "models": {entry.name: "present" if entry.present else "not fetched yet" for entry in store.entries()},
        "engine": None,
        "profile": None,
        "index": {"folder": str(folder)},
        "problems": list(store.examine(full=full)),
        "notes": [],
        "repair_helps": False,
    }
    try:
        report["engine"] = engine_of(settings, store)
        traits = traits_of(settings, store)
        report["profile"] = describe(choose(settings, traits)) if traits else None
    except AssistantError as error:
        report["problems"].append(str(error))
    try:
        _index(settings, folder, report, repair=repair, full=full)
    except AssistantError as error:
        if repair:
            raise
        report["problems"].append(str(error))
    return report


def _index(settings: Settings, folder: Path, report: dict[str, Any], *, repair: bool, full: bool) -> None:
    from assistant.assistant import Assistant

    with Assistant.open(folder, settings=settings, create=False) as assistant:
        if repair:
            assistant.repair()
        health = assistant.index.health(full=full)
        report["problems"] += health.problems
        report["notes"] += health.notes
        report["repair_helps"] = health.repair_helps and not repair
        report["index"] |= assistant.index.statistics()
