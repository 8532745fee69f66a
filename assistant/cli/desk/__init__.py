"""The commands of the desk, a module a view; :func:`add_to` puts them into the command line."""

from __future__ import annotations

import typer

from assistant.cli.desk import check, record
from assistant.cli.desk.brief import brief
from assistant.cli.desk.outlets import outlets
from assistant.cli.desk.survey import survey as survey_command
from assistant.cli.desk.timeline import timeline


def add_to(app: typer.Typer) -> None:
    """Register every command of the desk."""
    app.command()(timeline)
    app.command()(outlets)
    app.command()(brief)
    app.command()(check.check)
    app.add_typer(record.app, name="record")
    app.command("survey")(survey_command)
