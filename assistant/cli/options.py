"""What several commands take, and how it is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.assistant import Assistant
    from assistant.desk.document import Document
    from assistant.types import Filters

IndexOption = Annotated[Path | None, typer.Option("--index", "-i", help="Index folder [default: the setting `index`].")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
FromOption = Annotated[str | None, typer.Option("--from", help="Only articles of this ISO date or later.")]
ToOption = Annotated[str | None, typer.Option("--to", help="Only articles of this ISO date or earlier.")]
SourceOption = Annotated[list[str] | None, typer.Option("--source", "-s", help="Only this outlet (repeatable).")]
ArticleOption = Annotated[list[str] | None, typer.Option("--article", "-a", help="Only this article id (repeatable).")]

OutOption = Annotated[
    list[Path] | None,
    typer.Option("--out", "-o", help="Also write it to this file: .md, .html, .docx, .csv, .xlsx, .json (repeatable)."),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace files of --out that exist.")]


def open_assistant(index: Path | None, *, create: bool) -> Assistant:
    """The assistant over a folder, or that of the settings."""
    from assistant.assistant import Assistant
    from assistant.settings import load_settings

    settings = load_settings()
    return Assistant.open(index or settings.index, settings=settings, create=create)


def text_of(question: str) -> str:
    """A question as given, or from standard input."""
    from assistant import failures

    try:
        return typer.get_text_stream("stdin").read() if question == "-" else question
    except UnicodeDecodeError as error:
        raise failures.QUESTION_NOT_TEXT(reason=error.reason) from error


def filters_of(
    date_from: str | None, date_to: str | None, sources: list[str] | None, articles: list[str] | None
) -> Filters:
    """The filters of a command.

    Raises:
        InputError: a date is none.
    """
    from datetime import date

    from assistant import failures
    from assistant.types import Filters

    for value in (date_from, date_to):
        try:
            date.fromisoformat(value or "2000-01-01")
        except ValueError as error:
            raise failures.DATE_MALFORMED(given=value) from error
    return Filters(date_from, date_to, tuple(sources or ()), tuple(articles or ()))


def targets_of(out: Sequence[Path] | None, *, force: bool) -> list[Path]:
    """The files of ``--out``, each looked at before any work begins.

    Raises:
        InputError: one is of no known format, exists, or cannot be written.
    """
    if not out:
        return []
    from assistant.desk.export import check_target

    return list(dict.fromkeys(check_target(path, force=force) for path in out))


def write(document: Document, targets: Sequence[Path], *, force: bool) -> None:
    """Write a result to the files of ``--out``; says of each that it is there.

    Raises:
        InputError: one cannot be written; those before it are.
    """
    if not targets:
        return
    from assistant.desk.export import export
    from assistant.visible import one_line

    for path in targets:
        export(document, path, force=force)
        typer.echo(f"Wrote {one_line(str(path))}", err=True)
