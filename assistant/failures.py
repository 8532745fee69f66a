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
    ArticleError,
    AssistantError,
    IndexStoreError,
    InputError,
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

ARTICLES_NONE_NAMED = Failure(InputError, "No article was named", "give a file, a folder or a URL")
ARTICLE_UNNAMED = Failure(ArticleError, "An article's name is empty", "give a file, a folder or a URL")
ARTICLE_MISSING = Failure(ArticleError, "{name} does not exist", "check the path")
ARTICLE_UNREADABLE = Failure(ArticleError, "{name} may not be read", "check its permissions")
ARTICLE_PATH = Failure(ArticleError, "“{name}” is no usable path", "check it")
ARTICLE_NAME_NOT_UTF8 = Failure(ArticleError, "The name {name} is not valid UTF-8", "rename it")
ARTICLE_NAME_CONTROLS = Failure(
    ArticleError, "The name {name} has control characters in it, which a terminal would obey", "rename it"
)
ARTICLE_NOT_REGULAR = Failure(ArticleError, "{name} is no regular file", "give a text, Markdown or HTML file")
ARTICLE_KIND = Failure(ArticleError, "{name} is of a kind that cannot be read", "{reads} can")
ARTICLE_FOLDER_UNREADABLE = Failure(ArticleError, "The folder {name} may not be read", "check its permissions")
ARTICLE_FOLDER_EMPTY = Failure(ArticleError, "The folder {name} holds no article", "{reads} are read")
ARTICLE_SKIPPED = Failure(ArticleError, "{reason}")
ARTICLE_VANISHED = Failure(ArticleError, "{name} does not exist any more", "check the path")
ARTICLE_UNREAD = Failure(ArticleError, "{name} cannot be read ({reason})", "check the file and its disk")
ARTICLE_TOO_LARGE = Failure(ArticleError, "{name} is larger than {limit} MB", "raise max_article_mb to read it")

ARTICLE_URL = Failure(ArticleError, "“{url}” is no valid URL", "check it")
ARTICLE_URL_SCHEME = Failure(ArticleError, "{url} is of a kind that cannot be fetched", "http and https URLs can")
ARTICLE_URL_HOST = Failure(ArticleError, "“{url}” names no host", "check the URL")
ARTICLE_URL_CREDENTIALS = Failure(
    ArticleError, "A URL with a user name or password in it is refused", "it would be stored and cited"
)
ARTICLE_URL_REFUSED = Failure(ArticleError, "{url} is refused: {reason}", "set allow_private_urls to fetch it anyway")
ARTICLE_URL_TIMEOUT = Failure(ArticleError, "{url} was not read within {timeout} seconds", "try again later")
ARTICLE_URL_REDIRECTS = Failure(ArticleError, "{url} redirects more than {most} times", "give the final URL")
ARTICLE_URL_LEADS_ASTRAY = Failure(ArticleError, "{url} leads to no valid http or https URL", "check it")
ARTICLE_URL_LEADS_TO_CREDENTIALS = Failure(
    ArticleError,
    "{url} leads to a URL with a user name or password in it, which is neither sent nor stored",
    "save the page and give the file",
)
ARTICLE_URL_UNFETCHED = Failure(
    ArticleError, "{url} cannot be fetched ({reason})", "check it, or save the page and give the file"
)
ARTICLE_URL_STATUS = Failure(ArticleError, "{url} answered with status {status}", "check it")
ARTICLE_URL_TYPE = Failure(ArticleError, "{url} is {media}", "only HTML, plain text and Markdown are read")
ARTICLE_URL_ENCODING = Failure(
    ArticleError,
    "{url} is sent packed ({encoding}), though it was asked for as it is",
    "save the page and give the file",
)

ARTICLE_BINARY = Failure(ArticleError, "{name} is not text but binary data", "give a .txt, .md or .html file")
ARTICLE_ENCODING = Failure(ArticleError, "The encoding of {name} cannot be told", "save it as UTF-8 and try again")
ARTICLE_EMPTY = Failure(ArticleError, "{name} is empty", "there is no article in it")
ARTICLE_NO_TEXT = Failure(ArticleError, "{name} holds no text", "check the file")
ARTICLE_ONLY_FURNITURE = Failure(ArticleError, "{name} holds no article, only page furniture", "check the file")
ARTICLE_NOT_IN_PAGE = Failure(
    ArticleError, "{name} holds no article that can be told from its page", "save the text as .txt"
)
ARTICLE_PAGE_TOO_LARGE = Failure(
    ArticleError,
    "{name} has {what}, far more than a page with an article in it, and would take very long to read",
    "save the text as .txt",
)


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
