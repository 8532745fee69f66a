"""Asks again what a record holds, with its settings as far as they can be had, and tells what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from assistant import failures
from assistant.desk.records.comparing import RecordDiff, diff_records
from assistant.desk.records.making import Recordable, effective
from assistant.desk.records.record import Record
from assistant.settings import Settings, load_settings
from assistant.types import Filters


@dataclass(frozen=True, slots=True)
class Replay:
    """What was asked again, and how it differs; ``notes`` say what could not be had as it was."""

    record: Record
    diff: RecordDiff
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {"record": self.record.to_dict(), "diff": self.diff.to_dict(), "notes": list(self.notes)}


class Replayer(Protocol):
    """What is needed of an assistant."""

    def ask(self, question: str, *, filters: Filters | None = None) -> Recordable:
        """An answer."""

    def check(self, text: str, *, filters: Filters | None = None) -> Recordable:
        """A checked text."""

    def record(self, result: Recordable, given: str | None = None, *, filters: Filters | None = None) -> Record:
        """Its record."""


def replayed(record: Record, assistant: Replayer, notes: tuple[str, ...] = ()) -> Replay:
    """Ask again and compare.

    Args:
        record: what was recorded.
        assistant: over the articles as they are now, with the settings of :func:`settings_of`.
        notes: what could not be had as it was.

    Raises:
        InputError: it is of a kind that cannot be asked again.
    """
    filters = _filters(record.filters)
    if record.kind == "answer":
        alone = record.result.get("standalone_question")  # of a follow-up: what it asks without its conversation
        result = assistant.ask(alone if isinstance(alone, str) and alone else record.given, filters=filters)
    elif record.kind == "checked":
        result = assistant.check(record.given, filters=filters)
    else:
        raise failures.RECORD_NO_REPLAY(kind=record.kind)
    new = assistant.record(result, record.given, filters=filters)
    return Replay(new, diff_records(record, new), notes)


def settings_of(record: Record, now: Settings) -> tuple[Settings, tuple[str, ...]]:
    """Today's settings with the record's values of all that changes a result, and what of them could not be had.

    The embedding model is that of the index.

    Raises:
        SettingsError: a value is out of today's bounds.
    """
    today = effective(now)
    known = {name: value for name, value in record.settings.items() if name in today and name != "embedding_model"}
    gone = sorted(record.settings.keys() - today.keys())
    notes = [f"“{name}” is no setting any more, so it was left out." for name in gone]
    if record.settings.get("embedding_model") != today.get("embedding_model"):
        notes.append("The index has another embedding model than the record, and was asked with its own.")
    kept = {name: getattr(now, name) for name in type(now).model_fields if name not in known}
    return load_settings(**(kept | known)), tuple(notes)


def _filters(told: Mapping[str, Any]) -> Filters:
    names = ("sources", "article_ids")
    return Filters(
        date_from=told.get("date_from"),
        date_to=told.get("date_to"),
        **{name: tuple(told.get(name) or ()) for name in names},
    )
