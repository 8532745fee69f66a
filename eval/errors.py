"""What can go wrong in an evaluation, as sentences for its user.

InputError (assistant)         exit code 2
├── CaseError                  a question file is wrong
├── RunError                   a run folder is missing, of another version, or of other settings
└── BaselineError              a baseline file is missing or wrong
AssistantError (assistant)     exit code 1
└── RunStoppedError            a run could not go on; what is finished is kept
"""

from __future__ import annotations

from assistant.errors import AssistantError, InputError


class CaseError(InputError):
    """A question file is wrong; the message names file, line and field."""


class RunError(InputError):
    """A run folder is missing, of another version, or was made with other settings."""


class BaselineError(InputError):
    """A baseline file is missing, of another version, or of other questions."""


class RunStoppedError(AssistantError):
    """The run could not go on; its finished cases are kept and it can be resumed."""
