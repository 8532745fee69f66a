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
    ModelUnavailableError,
    QuestionError,
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

PAGE_NEEDS_PASSWORD = Failure(
    SettingsError,
    "Binding to {host} opens the page to other machines",
    "set a password first, ASSISTANT_AUTH=user:password",
)
PAGE_PASSWORD_FORM = Failure(SettingsError, "The setting auth is wrong: write ASSISTANT_AUTH as user:password")
PAGE_PORT = Failure(SettingsError, "Port {port} of {host} cannot be used ({why})", "choose another with --port")
PAGE_ADDRESS = Failure(
    SettingsError,
    "{host} is no address of this machine that a page can be bound to",
    "give --host one of its addresses, such as 127.0.0.1",
)
PAGE_NOT_STARTED = Failure(
    SettingsError, "The page on {host} did not start within {seconds} seconds", "the machine is too busy; try again"
)
PAGE_ROOT_PATH = Failure(
    SettingsError,
    "“{path}” is no path to publish the page under",
    "write --root-path as /news: letters, digits and - _ . ~ between slashes",
)
PAGE_LINE_FULL = Failure(ModelUnavailableError, "{waiting} questions are waiting already", "ask again in a minute")
PAGE_CONVERSATION_FULL = Failure(
    QuestionError,
    "This conversation is as long as one may be ({limit} MB)",
    "begin a new one with + New, or raise max_conversation_mb",
)
PAGE_TOO_MANY_FILES = Failure(
    InputError,
    "{count} files are too many for one upload, {limit} are allowed",
    "send fewer at a time, or index the folder with `assistant ingest`",
)
PAGE_NO_URL = Failure(InputError, "That is no web address", "it begins with https:// or http://")
PAGE_NO_DATE = Failure(InputError, "“{text}” is no date", "write it as 2024-03-31")
PAGE_LIMIT = Failure(QuestionError, "The limit is {limit}", "it must be between 1 and {most}")
PAGE_ARGUMENT = Failure(InputError, "The argument {name} is wrong ({value})", "it must be {kind}")
PAGE_ARGUMENTS = Failure(
    InputError, "{given} arguments are too many, {name} takes {most}", "send them as docs/page.md lists them"
)
PAGE_VALUE = Failure(InputError, "The page sent a value that it cannot have ({why})", "load it again")
PAGE_STOPPED = Failure(InputError, "The answer was stopped", "ask again")
PAGE_FEEDBACK = Failure(IndexStoreError, "The feedback cannot be written to {path} ({why})")
PAGE_FEEDBACK_FULL = Failure(
    IndexStoreError, "The feedback in {path} has {limit} MB, and no more is taken", "move that file elsewhere"
)
# what the page's server answers; the status stands where it is refused (assistant/ui/access/)
PAGE_UNFORESEEN = Failure(
    AssistantError, "Something unforeseen went wrong on the page's server", "its log has a line about it"
)
PAGE_HOST = Failure(
    InputError,
    "The page does not answer to the name “{host}”",
    "whoever runs it can allow that name with ASSISTANT_HOSTS; a proxy must pass the Host header on",
)
PAGE_ORIGIN = Failure(
    InputError,
    "This was sent by another web page, which may not use this one",
    "open the page itself; a proxy must pass the Host header on, with its port",
)
PAGE_PASSWORD_ASKED = Failure(InputError, "This page asks for its user name and password")
PAGE_TOO_MANY_PASSWORDS = Failure(InputError, "Too many wrong passwords were sent", "wait a minute")
PAGE_NOT_THERE = Failure(InputError, "There is nothing here")
PAGE_BODY = Failure(InputError, "The call is larger than {limit} MB", "send less")
PAGE_UPLOAD_SIZE = Failure(InputError, "The files are larger than {limit} MB together", "send fewer at a time")
PAGE_UPLOAD_FILES = Failure(InputError, "More than {limit} files are too many for one upload", "send fewer at a time")
PAGE_DISK_FULL = Failure(
    InputError, "The disk for uploads has no room for this at the moment", "free some space, or try later"
)
PAGE_NO_FUNCTION = Failure(
    InputError, "There is no function “{name}” to call", "programs may call ask, search, list_articles and read_article"
)
PAGE_NO_DATA = Failure(
    InputError, "The call cannot be read", 'send a JSON object with the arguments as a list, {{"data": […]}}'
)
PAGE_PRIVATE = Failure(InputError, "Only the page itself may do this", "load it again if this is the page")
