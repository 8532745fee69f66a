"""What can go wrong in an evaluation, as sentences for its user.

InputError (assistant)         exit code 2
├── CaseError                  a question file is wrong
├── RunError                   a run folder is missing, of another version, or of other settings
├── BaselineError              a baseline file is missing or wrong
├── JudgeConfigError           the judge is named wrongly or its library is missing
└── DraftError                 drafts cannot be read or written
AssistantError (assistant)     exit code 1
├── RunStoppedError            a run could not go on; what is finished is kept
├── JudgeStoppedError          the judge died; carries the scores it gave before
└── JudgeReplyError            one reply of the judge is of no use; becomes the reason of that case
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.errors import AssistantError, InputError
from eval.types import Score


class CaseError(InputError):
    """A question file is wrong; the message names file, line and field."""


class RunError(InputError):
    """A run folder is missing, of another version, or was made with other settings."""


class BaselineError(InputError):
    """A baseline file is missing, of another version, or of other questions."""


class RunStoppedError(AssistantError):
    """The run could not go on; its finished cases are kept and it can be resumed."""


class JudgeConfigError(InputError):
    """The judge is named wrongly, refuses its key, or its library is missing."""


class JudgeReplyError(AssistantError):
    """One reply of the judge is of no use (cut off, no JSON, too few verdicts); the case has no score."""


class JudgeStoppedError(AssistantError):
    """The judge cannot be reached any more.

    Attributes:
        scores: what it gave before, by case id.
    """

    def __init__(self, message: str, scores: Mapping[str, Score]) -> None:
        super().__init__(message)
        self.scores = dict(scores)


class DraftError(InputError):
    """Drafts cannot be read or written, or hold something else."""
