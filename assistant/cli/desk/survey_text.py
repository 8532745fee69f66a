"""Surveys and grids as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.cli import render
from assistant.visible import one_line

if TYPE_CHECKING:
    from assistant.desk.survey import Grid, Survey
    from assistant.desk.survey.types import By


def survey(found: Survey, by: By) -> None:
    """Print a survey: its table, what it rests on, and what was read."""
    if not found.rows:
        render.note("No article says so of anybody or anything.")
    render.document(found.document(by))
    render.note(f"{found.seconds:.1f} s, {one_line(found.model)}")


def grid(found: Grid) -> None:
    """Print a grid."""
    render.document(found.document())
    render.note(f"{found.seconds:.1f} s, {one_line(found.model)}")
