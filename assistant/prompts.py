"""The prompts: one Markdown file each, checked when loaded.

A file has a comment that says what it is for, then a section ``## system`` and a section ``## user``. The
variables of both together must be exactly the declared ones: a prompt that lost its sources would still
produce fluent text, so a subset test is not enough.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from assistant import failures

_SECTION = re.compile(r"^## (system|user)\s*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A system text and a user template; fill it with :meth:`user`."""

    name: str
    system: str
    template: str

    def user(self, **variables: str) -> str:
        """The user message with its variables filled in."""
        return self.template.format(**variables)

    def before(self, variable: str) -> str:
        """The user message as far as it is always the same: up to a variable."""
        return self.template.partition(f"{{{variable}}}")[0]

    def behind(self, variable: str) -> str:
        """The user message from behind the last place of a variable on."""
        return self.template.rpartition(f"{{{variable}}}")[2]


def load_prompt(name: str, variables: frozenset[str], folder: Path | None = None) -> Prompt:
    """Read ``<name>.md`` from ``folder`` (default: the project's own prompts).

    Raises:
        SettingsError: the file is missing, has no two sections, or other variables than declared.
    """
    path = (folder or prompts_folder()) / f"{name}.md"
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise failures.PROMPT_UNREADABLE(path=path, reason=error.strerror) from error
    parts = _SECTION.split(_COMMENT.sub("", text))
    sections = {key: body.strip() for key, body in zip(parts[1::2], parts[2::2], strict=True)}
    if set(sections) != {"system", "user"}:
        raise failures.PROMPT_SECTIONS(path=path)
    found = _variables(sections["system"] + sections["user"], path)
    if found != variables:
        wrong = ", ".join(sorted(found ^ variables))
        raise failures.PROMPT_VARIABLES(path=path, variables=", ".join(sorted(variables)), wrong=wrong)
    return Prompt(name, sections["system"], sections["user"])


def prompts_folder() -> Path:
    """The prompts inside the installed wheel, else those of the source tree."""
    packaged = Path(str(resources.files("assistant") / "_prompts"))
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent / "prompts"


def _variables(text: str, path: Path) -> frozenset[str]:
    try:
        return frozenset(field for _, field, _, _ in string.Formatter().parse(text) if field is not None)
    except ValueError as error:
        raise failures.PROMPT_BRACE(path=path, reason=error) from error
