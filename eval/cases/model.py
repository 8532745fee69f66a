"""What every case is made of: frozen pydantic dataclasses, checked as they are made.

Fields of our own files are forbidden beyond the known ones; data of others may have more than we read. A cell of a
CSV file is text: ``||`` separates the items of a list, ``|`` the ways to write a fact.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo
from pydantic.dataclasses import dataclass

OURS = ConfigDict(extra="forbid")
THEIRS = ConfigDict(extra="ignore", validate_by_name=True, validate_by_alias=True)


@dataclass(frozen=True, slots=True, config=OURS)
class Identified:
    """What a file of cases has a line of; no two lines of a file have the same ``id``."""

    id: Text


def items_of_cell(separator: str) -> BeforeValidator:
    """Takes a cell apart; a text in JSON stays one, and is no list."""

    def split(value: Any, info: ValidationInfo) -> Any:
        if info.mode == "json" or not isinstance(value, str):
            return value
        return [piece.strip() for piece in value.split(separator) if piece.strip()]

    return BeforeValidator(split)


def _flag(value: Any, info: ValidationInfo) -> Any:
    if info.mode == "json" and not isinstance(value, bool):  # pydantic would take "no" and 0, too
        raise ValueError("must be true or false")
    return value


Text = Annotated[str, Field(pattern=r"\S")]
Texts = Annotated[tuple[Text, ...], items_of_cell("||")]
#: The accepted ways to write one fact.
Ways = Annotated[tuple[Text, ...], Field(min_length=1), items_of_cell("|")]
Facts = Annotated[tuple[Ways, ...], items_of_cell("||")]
Flag = Annotated[bool, BeforeValidator(_flag)]
