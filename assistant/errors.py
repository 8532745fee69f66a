"""Every error a user can meet. The message is one sentence (or two): what is wrong, what to do.

    AssistantError                 root; ``exit_code`` 1
    ├── InputError                 the caller's input is at fault; exit code 2
    │   ├── SettingsError          a setting is misspelt or out of bounds
    │   ├── ArticleError           an article cannot be read
    │   ├── QuestionError          the question is empty or too long
    │   └── NotFoundError          no such article
    ├── IndexStoreError            the index on disk
    │   ├── IndexFormatError       not an index, or of another version; exit code 2
    │   ├── IndexDamagedError      catalog or vectors are damaged; exit code 2
    │   ├── IndexReadOnlyError     a change was asked of an index that cannot be written; exit code 2
    │   └── IndexBusyError         another process is writing; exit code 2, a retry makes sense
    ├── ModelStoreError            a model file cannot be had or is damaged; exit code 2
    └── ModelError                 the language model
        ├── ModelConfigError       missing key, unknown model, bad name; exit code 2
        ├── ModelUnavailableError  unreachable or failing endpoint; exit code 1, a retry makes sense
        └── ModelReplyError        it replied, but with no text that could be used; exit code 1

Errors of third-party libraries are translated where they are called, with ``raise … from``.
"""

from __future__ import annotations


class AssistantError(Exception):
    """Root of all errors that carry a sentence for the user."""

    exit_code = 1
    retryable = False


class InputError(AssistantError):
    """The caller's input is at fault."""

    exit_code = 2


class SettingsError(InputError):
    """A setting is misspelt or out of bounds."""


class ArticleError(InputError):
    """An article cannot be read."""


class QuestionError(InputError):
    """The question is empty or too long."""


class NotFoundError(InputError):
    """No such article."""


class IndexStoreError(AssistantError):
    """The index on disk."""


class IndexFormatError(IndexStoreError):
    """The folder is not an index, or of another version."""

    exit_code = 2


class IndexDamagedError(IndexStoreError):
    """Catalog or vectors are damaged; ``assistant doctor --repair`` is the remedy to name."""

    exit_code = 2


class IndexReadOnlyError(IndexStoreError):
    """The index can be searched but not changed."""

    exit_code = 2


class IndexBusyError(IndexStoreError):
    """Another process is writing to the index."""

    exit_code = 2
    retryable = True


class ModelStoreError(AssistantError):
    """A model file cannot be fetched or is damaged."""

    exit_code = 2


class ModelError(AssistantError):
    """The language model."""


class ModelConfigError(ModelError):
    """Missing key, unknown model, malformed model name."""

    exit_code = 2


class ModelUnavailableError(ModelError):
    """The endpoint cannot be reached, or failed."""

    retryable = True


class ModelReplyError(ModelError):
    """The model replied, but with no text that could be used."""
