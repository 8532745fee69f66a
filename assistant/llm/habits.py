"""How a model wants to be asked and how it replies, learnt from what an endpoint refuses and sends.

A refused parameter costs a request, so that it is remembered: in the process, and in the model cache for the next one.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from assistant.models.files import read_record, write_record

#: File of the model cache.
ENDPOINTS = "endpoints.json"
#: Endpoints are updated, and then take what they refused.
DAYS_KEPT = 30


@dataclass(frozen=True, slots=True)
class Habits:
    """What is known of one model at one endpoint.

    Attributes:
        refused: parameters that it does not take, and forms of them (see :mod:`assistant.llm.refusals`).
        logprobs: whether it gives log-probabilities of the likeliest tokens; None where it was not asked.
        structured: whether it obeys a JSON schema; None where it was not asked.
        thinks: whether its last reply began with thoughts; None where there was none yet.
        unmarked: whether thoughts in its text end with a mark but do not begin with one.
        quieted: whether it is asked to think less, because it was seen to think.
        window: its context window, where a refusal told it.
    """

    refused: frozenset[str] = frozenset()
    logprobs: bool | None = None
    structured: bool | None = None
    thinks: bool | None = None
    unmarked: bool = False
    quieted: bool = False
    window: int | None = None


class Learnt:
    """The habits of one model at one endpoint. Thread-safe.

    Args:
        cache: the model cache; None keeps nothing beyond the process.
        url: the endpoint, without a password.
        model: the model's name there.
        told: what the endpoint itself says, which counts where nothing was learnt yet.
    """

    def __init__(self, cache: Path | None, url: str, model: str, told: Habits | None = None) -> None:
        self._file = cache / ENDPOINTS if cache else None
        self._key = f"{url} {model}"
        self._lock = threading.Lock()
        self._habits = self._kept() or told or Habits()

    @property
    def habits(self) -> Habits:
        """What is known by now."""
        return self._habits

    def learn(self, refused: Iterable[str] = (), **changes: Any) -> Habits:
        """Add to what is known, and keep it; a cache that cannot be written means that it is learnt again."""
        with self._lock:
            before = self._habits
            self._habits = replace(before, refused=before.refused | frozenset(refused), **changes)
            if self._file is not None and self._habits != before:
                with contextlib.suppress(OSError):
                    self._file.parent.mkdir(parents=True, exist_ok=True)
                kept = {key: one for key, one in read_record(self._file).items() if _is_recent(one)}
                write_record(self._file, kept | {self._key: self._written()})
            return self._habits

    def _written(self) -> dict[str, Any]:
        told = {field.name: getattr(self._habits, field.name) for field in fields(Habits)}
        return told | {"refused": sorted(self._habits.refused), "since": date.today().isoformat()}

    def _kept(self) -> Habits | None:
        record = read_record(self._file).get(self._key) if self._file else None
        if not isinstance(record, dict) or not _is_recent(record) or not isinstance(record.get("refused"), list):
            return None
        refused = frozenset(name for name in record["refused"] if isinstance(name, str))
        flags = {name: _flag(record.get(name)) for name in ("logprobs", "structured", "thinks")}
        window = record.get("window")
        return Habits(
            refused,
            **flags,
            unmarked=record.get("unmarked") is True,
            quieted=record.get("quieted") is True,
            window=window if type(window) is int and window > 0 else None,
        )


def _is_recent(record: Any) -> bool:
    try:
        age = date.today() - date.fromisoformat(record["since"])
    except (KeyError, TypeError, ValueError):  # no record of ours
        return False
    return timedelta(0) <= age < timedelta(days=DAYS_KEPT)


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None
