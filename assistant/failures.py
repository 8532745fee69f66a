"""The table of failures: for each, where it arises, what the user is told, and what to do.

Every :class:`~assistant.errors.AssistantError` is a row of this table with its facts filled in::

    raise failures.INDEX_DISK_FULL(folder=folder) from error

The error's class decides the exit code (see ``assistant/errors.py``). ``docs/failures.md`` is this table as a
page, written by ``python docs/failures.py``; a test keeps the two alike, and another that no error is made
beside the table. "Something unforeseen" (``cli/edge.py``) is for bugs alone.

Rows stand under the station where they arise. A row is named STATION_WHAT; its sentence is ``what``, a
semicolon and ``remedy``, with facts in braces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant.errors import (
    AssistantError,
    IndexStoreError,
    InputError,
    SettingsError,
)

E = TypeVar("E", bound=AssistantError)


@dataclass(frozen=True, slots=True)
class Failure(Generic[E]):
    """One row.

    Attributes:
        kind: the error's class; it knows the exit code and whether a retry makes sense.
        what: what is wrong, as the beginning of a sentence without its full stop.
        remedy: what to do, as the end of that sentence; empty where ``what`` says it all.
    """

    kind: type[E]
    what: str
    remedy: str = ""

    def __call__(self, **facts: object) -> E:
        """The error, with its facts filled in.

        Raises:
            KeyError: a fact that the sentence names is missing.
        """
        return self.kind(self.sentence.format(**facts))

    @property
    def sentence(self) -> str:
        """The whole sentence, facts still in braces."""
        return f"{self.what}; {self.remedy}." if self.remedy else f"{self.what}."


def table() -> dict[str, Failure[AssistantError]]:
    """All rows by name, in the order of this module."""
    return {name: row for name, row in globals().items() if isinstance(row, Failure)}


# === settings and command line ================================================================

SETTING_ENVIRONMENT_UNKNOWN = Failure(
    SettingsError, "The environment variable {name} is no setting{nearest}", "`assistant doctor` lists them all"
)
SETTING_UNKNOWN = Failure(SettingsError, "“{name}” is no setting{nearest}", "`assistant doctor` lists them all")
SETTING_WRONG = Failure(SettingsError, "The setting {name} is wrong: {problem} (got {given})")
SETTING_SECRET_WRONG = Failure(SettingsError, "The setting {name} is wrong: {problem} (what was given is not shown)")
SETTINGS_FILE_MALFORMED = Failure(SettingsError, "{file} is not valid TOML ({reason})", "mend that line")
SETTINGS_FILE_UNREADABLE = Failure(
    SettingsError, "{file} cannot be read ({reason})", "save it as UTF-8 text that you may read, or remove it"
)
DATE_MALFORMED = Failure(InputError, "“{given}” is no date", "write it as 2024-03-31")
QUESTION_NOT_TEXT = Failure(
    InputError, "Standard input is not text in UTF-8 ({reason})", "save the question as UTF-8 and try again"
)
OUTPUT_NOT_WRITTEN = Failure(
    AssistantError, "The output cannot be written ({reason})", "free some space, or write it to another place"
)
UNFORESEEN = Failure(
    AssistantError,
    "Something unforeseen went wrong ({kind}: {reason})",
    "run it again with --debug for the details",
)


# === articles: files, folders, URLs ===========================================================


# === index: catalog and vectors ===============================================================

INDEX_DISK_FULL = Failure(
    IndexStoreError,
    "The disk of the index {folder} is full",
    "free some space and run the same command again (what was reported as added is kept)",
)


# === questions ================================================================================


# === model files: store, embedding, reranker ==================================================


# === language model ===========================================================================


# === page and programs ========================================================================
