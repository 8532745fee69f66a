"""Reports, their copies and reports of others, from the events of ``eval/data/copies``."""

from __future__ import annotations

import json
from pathlib import Path

from .support import Entry, entry

EVENTS = Path(__file__).parents[2] / "eval" / "data" / "copies" / "events.jsonl"


def event(number: int) -> dict[str, list[str]]:
    """The texts of an event by kind: agency, copy, own."""
    texts: dict[str, list[str]] = {}
    for line in EVENTS.read_text().splitlines():
        report = json.loads(line)
        if report["event"] == number:
            texts.setdefault(report["kind"], []).append(report["text"])
    return texts


def entries(number: int) -> list[Entry]:
    """The event's articles: ``wire``, ``copy0`` to ``copy2`` on the days behind it, and ``own0``, with its number."""
    texts = event(number)
    days = {"wire": [2], "copy": range(3, 9), "own": [1]}
    return [
        entry(f"{name}{number}{place}", text, date=f"2025-03-{day:02}", source=f"Outlet {name}{place}")
        for name, kind in (("wire", "agency"), ("copy", "copy"), ("own", "own"))
        for place, (text, day) in enumerate(zip(texts[kind], days[name], strict=False))
    ]
